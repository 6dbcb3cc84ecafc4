"""Tracked changes to Word and back: what Word takes and what it throws away is what we would (DOC-06, DOC-14, W14)."""

import io
import zipfile
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from xzt.client.tracked import taken_over, tracked_docx
from xzt.docs.drafting.lines import Edit, Line, Look, Manuscript, document_of, manuscript_of
from xzt.docs.drafting.tracking import Pen, final_text, original_text, rewritten
from xzt.docs.importing.docx_files import read_docx
from xzt.docs.model import Attachment, Heading, Issuance, ItemList, Kind, OfficialDocument, Paragraph, Table
from xzt.docs.render.docx import write_docx
from xzt.docs.render.docx_tracked import Credit

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = OfficialDocument(
    kind=Kind.NOTICE,
    title="关于样例工作的通知",
    mark="样例机关文件",
    series="样",
    signers=("样例机关办公室",),
    recipients="各样例单位",
    blocks=(
        Heading(1, "一、总体要求"),
        Paragraph("各单位要认真做好样例工作，及时报送情况。"),
        Paragraph("联系人另行通知，请提前做好准备。"),
        ItemList(("1.样例甲的具体安排。", "2.样例乙的具体安排。")),
        Table((("项目", "数量"), ("甲", "12"))),
    ),
    attachments=(Attachment("样例附件", (Paragraph("附件正文的第一段文字。"),), "附件"),),
)
START = manuscript_of(DOCUMENT)
CLERK, CHIEF = Edit(2, 1), Edit(3, 1)


def credit(edit: Edit) -> Credit:
    return Credit({CLERK: "甲一", CHIEF: "庚一"}[edit], AT)


def changed(manuscript: Manuscript, number: int, text: str, edit: Edit, part: int = 0) -> Manuscript:
    """Track another text in one line of a part."""
    parts = list(manuscript.parts)
    lines = list(final_text(manuscript).parts[part].lines)
    lines[number] = Line(text, lines[number].look)
    pen = Pen(tracking=True, own=lambda one: one == edit, edit=edit)
    parts[part] = replace(parts[part], lines=rewritten(parts[part].lines, tuple(lines), pen))
    return replace(manuscript, parts=tuple(parts))


def round_trip(manuscript: Manuscript) -> None:
    """Reading what was written gives the final text, and the original without the changes, as their own files would."""
    read = read_docx(tracked_docx(manuscript, credit))
    plain = read_docx(write_docx(document_of(manuscript), Issuance()))
    assert read.document == plain.document
    if read.before is not None:
        assert read.before == read_docx(write_docx(document_of(original_text(manuscript)), Issuance())).document


def test_changes_of_two_people_go_to_word_and_come_back() -> None:
    """DOC-06, DOC-14: insertions and deletions with author and time; in a paragraph, an item, a cell, an attachment."""
    made = changed(START, 1, "各有关单位要认真做好此项样例工作，及时报送。", CLERK)
    made = changed(made, 1, "各有关单位要做好此项样例工作，按月报送。", CHIEF)
    made = changed(made, 4, "2.样例乙的安排。", CHIEF)
    made = changed(made, 6, "甲\t15", CLERK)
    made = changed(made, 0, "附件正文的第一段新文字。", CLERK, part=1)
    data = tracked_docx(made, credit)
    tree = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    marks = list(tree.iter(W + "ins", W + "del"))
    assert {mark.get(W + "author") for mark in marks} == {"甲一", "庚一"}
    assert {mark.get(W + "date") for mark in marks} == {"2026-03-02T01:30:00Z"}
    assert len({mark.get(W + "id") for mark in marks}) == len(marks)
    held = {text for mark in tree.iter(W + "del") for text in mark.iter(W + "delText")}
    assert held == set(tree.iter(W + "delText")) != set()
    assert not [text for mark in tree.iter(W + "del") for text in mark.iter(W + "t")]
    round_trip(made)
    assert read_docx(data).before == read_docx(write_docx(DOCUMENT, Issuance())).document
    assert data == tracked_docx(made, credit)


def test_paragraphs_parted_joined_added_and_taken_out() -> None:
    """DOC-06: ends of paragraphs are marked as Word marks them."""
    lines = START.parts[0].lines
    for wanted in (
        (*lines[:1], Line("各单位要认真做好样例工作，"), Line("及时报送情况。"), *lines[2:]),
        (*lines[:1], Line(lines[1].text + lines[2].text), *lines[3:]),
        (*lines[:2], Line("新加的一段话，原来没有。"), *lines[2:]),
        (*lines[:1], *lines[2:]),
    ):
        pen = Pen(tracking=True, edit=CLERK)
        body = replace(START.parts[0], lines=rewritten(lines, wanted, pen))
        round_trip(replace(START, parts=(body, *START.parts[1:])))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.text(st.sampled_from("样例工作要求，新旧"), min_size=4, max_size=14)), max_size=4))
def test_any_changes_of_text_come_back(steps: list[tuple[int, str]]) -> None:
    """DOC-14: whatever is changed in the paragraphs, both texts are in the file."""
    made = START
    for at, (number, text) in enumerate(steps):
        made = changed(made, number, f"第{text}段。", CHIEF if at % 2 else CLERK)
    round_trip(made)


def test_a_draft_without_changes_is_the_usual_file() -> None:
    assert tracked_docx(START, credit) == write_docx(DOCUMENT, Issuance())
    assert read_docx(write_docx(DOCUMENT, Issuance())).before is None


def test_empty_lines_and_pictures_do_not_shift_the_marks() -> None:
    """Lines that are no blocks are passed over."""
    lines = (Line(""), *START.parts[0].lines[:2], Line("  "), *START.parts[0].lines[2:], Line("", Look()))
    wanted = tuple(Line("各单位要做好样例工作。") if line.text.startswith("各单位") else line for line in lines)
    body = replace(START.parts[0], lines=rewritten(lines, wanted, Pen(tracking=True, edit=CLERK)))
    round_trip(replace(START, parts=(body, *START.parts[1:])))


def test_a_files_changes_are_taken_over_under_the_names_it_tells() -> None:
    """W14, DOC-06: authors in a file are the file's word; accepted and rejected, its changes give both of its texts."""
    made = changed(START, 1, "各有关单位要认真做好样例工作，及时报送情况。", CLERK)
    made = changed(made, 1, "各有关单位要认真做好样例工作。", CHIEF)
    read = read_docx(tracked_docx(made, credit))
    taken = taken_over(read, read.document, ())
    assert document_of(taken) == read.document
    assert read.before is not None
    assert document_of(original_text(taken)).blocks == read.before.blocks
    line = next(line for line in taken.parts[0].lines if line.text.startswith("各有关"))
    assert [mark.inserted.told for mark in line.marks if mark.inserted] == ["甲一 2026-03-02"]
    assert [mark.deleted[0].told for mark in line.marks if mark.deleted] == ["庚一 2026-03-02"]
