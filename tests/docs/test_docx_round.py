"""Round trip, must show 5: any content -> DOCX -> import gives the same content: every element, every block, every closing and form.

What is not content of the page is named in ``shown``, each with its reason: the file holds the page and no hidden copy of the draft.
"""

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.docs.conftest import ISSUED
from tests.docs.test_importing_round import HAN_NUMBERS, NUMBERS, ORGANS, picture, words
from tests.docs.test_pages import plain
from xzt.core.encoding import encode
from xzt.docs.importing import read_docx
from xzt.docs.importing.special import organ_of_mark
from xzt.docs.kinds.styles import WordStyle, is_ours
from xzt.docs.kinds.table import facts_of, kind_facts
from xzt.docs.model import (
    Attachment,
    Block,
    Closing,
    Custom,
    Form,
    Heading,
    Image,
    Issuance,
    ItemList,
    Kind,
    OfficialDocument,
    Paragraph,
    Table,
)
from xzt.docs.render.docx import write_docx

LONG = st.lists(words(20, 60), min_size=1, max_size=8).map("。".join)
TEXTS = (
    words(2, 40)
    | LONG.map(lambda text: text + "。")
    | st.sampled_from(["2026年8月1日", "某市人民政府", "附件", "抄送：某局。", "某局文件"])
)
"""What stands in a paragraph, and what looks like another element and is text all the same."""
NAMES = st.lists(words(2, 3), min_size=1, max_size=4).map("　".join)


@st.composite
def headings(draw: st.DrawFn) -> Heading:
    """Numbered or not, long or short, with a full stop inside or none: what the file says is the heading is one."""
    level = draw(st.integers(1, 4))
    number = draw(st.integers(1, 10))
    mark = draw(st.sampled_from(["", NUMBERS[level - 1].format(HAN_NUMBERS[number - 1] if level < 3 else number)]))
    return Heading(level, mark + draw(words(2, 20) | LONG), draw(st.just("") | TEXTS))


CELLS = st.just("") | words(1, 6) | st.builds(lambda a, b: f"{a}\n{b}", words(1, 4), words(1, 4))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(CELLS, min_size=columns, max_size=columns).map(tuple), min_size=1, max_size=5))
    widths = draw(st.just(()) | st.lists(st.floats(0.5, 6.0), min_size=columns, max_size=columns).map(tuple))
    return Table(tuple(rows), draw(st.integers(0, len(rows))), widths, draw(st.booleans()))


LISTS = st.builds(
    lambda texts, ordered: ItemList(tuple(f"{at}.{text}" if ordered else text for at, text in enumerate(texts, 1)), ordered),
    st.lists(TEXTS, min_size=1, max_size=4),
    st.booleans(),
)
IMAGES = st.builds(
    Image, st.sampled_from([picture(60), picture(200), picture(900)]), st.just("") | words(2, 30), st.just(0.0) | st.floats(10.0, 200.0)
)
BLOCKS: st.SearchStrategy[Block] = st.one_of(TEXTS.map(Paragraph), headings(), tables(), IMAGES, LISTS)


def parted(blocks: list[Block]) -> tuple[Block, ...]:
    """Leave out a list that goes on with the list before it: on every page the two are one."""
    kept: list[Block] = []
    for block in blocks:
        if not (kept and isinstance(block, ItemList) and isinstance(before := kept[-1], ItemList) and before.ordered == block.ordered):
            kept.append(block)
    return tuple(kept)


BODY = st.lists(BLOCKS, max_size=6).map(parted)
TITLES = st.lists(words(2, 10), min_size=1, max_size=3).map("\n".join)


@st.composite
def attachments(draw: st.DrawFn) -> tuple[Attachment, ...]:
    """An issued text or none, then labelled ones, any of them across or apart."""
    found = [Attachment(draw(TITLES), draw(BODY), "", across=draw(st.booleans()))] if draw(st.booleans()) else []
    count = draw(st.integers(0, 3))
    for at in range(1, count + 1):
        label = f"附件{at}" if count > 1 else "附件"
        found.append(Attachment(draw(st.just("") | TITLES), draw(BODY), label, draw(st.booleans()), draw(st.booleans())))
    return tuple(found)


@st.composite
def documents(draw: st.DrawFn) -> OfficialDocument:
    """Any document: every kind, form and own form, every closing, every element or none."""
    custom = draw(st.sampled_from(Custom))
    facts = kind_facts(draw(st.sampled_from(Kind)), custom)
    form = facts.form if custom else draw(st.sampled_from(Form))
    organs = tuple(draw(st.lists(ORGANS, min_size=1, max_size=4, unique=True)))
    end = custom.value if custom else facts.kind.value
    joint = form is not Form.LETTER and len(organs) > 1 and draw(st.booleans())
    note = draw(st.sampled_from(["", "此件公开发布", "此件主动公开", "联系人：某某（办公室），电话：0731-00000000"]))
    return OfficialDocument(
        kind=facts.kind,
        form=form,
        title=draw(st.just("") | TITLES.map(lambda text: text + "\n")) + draw(words(2, 20)) + "的" + end,
        mark=organs[0] + draw(st.sampled_from(["", "文件", "令"])),
        signers=organs,
        series="某政发",
        recipients=draw(st.just("") | st.lists(ORGANS, min_size=1, max_size=8).map("，".join)),
        blocks=draw(BODY),
        attachments=draw(attachments()),
        urgency=draw(st.sampled_from(["", "特急", "加急", "特提", "平急"])),
        approver=draw(st.sampled_from(["", "张某", "张某、李某某"])),
        note=note,
        copies_to=draw(st.just("") | st.lists(ORGANS, min_size=1, max_size=6).map("，".join)),
        printer=draw(st.just("") | ORGANS),
        openness=draw(st.sampled_from(["", "主动公开", "依申请公开", "不予公开"])),
        openness_reason=draw(st.just("") | words(2, 10)),
        mark_organs=organs if joint else (),
        closing=draw(st.sampled_from(Closing)),
        posts=tuple(draw(st.lists(words(2, 6), max_size=3))),
        attended=draw(st.just("") | NAMES),
        excused=draw(st.just("") | NAMES),
        observed=draw(st.just("") | NAMES),
        custom=custom,
    )


def shown(document: OfficialDocument) -> OfficialDocument:
    """Return what of a document stands on its page, and so in its file."""
    facts, minutes, by_hand = facts_of(document), document.form is Form.MINUTES, document.closing is Closing.SIGNED
    organ = organ_of_mark(document.mark)
    closing, signers, posts = document.closing, document.signers, document.posts if by_hand else ()  # posts are shown where a person signs
    if minutes or (by_hand and not posts):  # minutes have no signature block, and nobody is shown where nobody signs (7.3.5, 10.3)
        closing = Closing.SEALED if facts.closing is Closing.SIGNED else facts.closing
        signers, posts = (), ()
    elif by_hand:  # the post stands without its organ (7.3.5.3), which the mark names
        signers = (organ,)
    return replace(
        document,
        closing=closing,
        signers=signers,
        posts=posts,
        mark_organs=(organ, *document.mark_organs[1:]) if document.mark_organs else (),
        attended=document.attended if minutes else "",  # lists of minutes only (10.3)
        excused=document.excused if minutes else "",
        observed=document.observed if minutes else "",
        series=document.series if facts.numbered else "",  # the letters of a number that is not shown
        printer=document.printer if facts.imprint and document.form is not Form.LETTER else "",  # 10.1: no printing organ in letters
        openness="主动公开" if "主动公开" in document.note else "",  # 公开属性 is of the record; a note may say it
        openness_reason="",  # of the record, never printed
        blocks=alike(document.blocks),
        attachments=tuple(replace(item, blocks=alike(item.blocks, across=item.across)) for item in document.attachments),
    )


def alike(blocks: tuple[Block, ...], *, across: bool = False) -> tuple[Block, ...]:
    """Return blocks without what is compared by ``sizes``; a table on a page across lies as the page does."""
    return tuple(
        replace(block, widths=(), across=block.across and not across)
        if isinstance(block, Table)
        else replace(block, width=0.0)
        if isinstance(block, Image)
        else block
        for block in blocks
    )


def sizes(document: OfficialDocument) -> list[float]:
    """Return the shares of all columns and the widths (mm) of all pictures as they are shown: none wider than the text."""
    found: list[float] = []
    for blocks, room in [(document.blocks, 156.0), *((item.blocks, 220.0 if item.across else 156.0) for item in document.attachments)]:
        for block in blocks:
            if isinstance(block, Table):
                shares = block.widths or tuple(1.0 for _ in block.rows[0])
                found += [100 * share / sum(shares) for share in shares]
            elif isinstance(block, Image):
                own = {60: 60 / 96 * 25.4, 200: 200 / 96 * 25.4, 900: 900 / 96 * 25.4}[int.from_bytes(block.data[16:20], "big")]
                found.append(min(block.width or own, room))
    return found


@settings(max_examples=250, deadline=None)
@given(documents(), st.booleans(), st.booleans())
def test_any_document_comes_back(document: OfficialDocument, printed: bool, counted: bool) -> None:  # noqa: FBT001  Hypothesis gives them
    numbered = facts_of(document).numbered
    issuance = Issuance(
        copy_number="000123" if counted else "",
        number="某政发〔2026〕3号",
        signed_on="2026-08-01",
        printed_on="2026-08-02" if printed else "",
    )
    back = read_docx(write_docx(document, issuance))
    wanted = shown(document)
    got = back.document
    assert encode(shown(got)) == encode(wanted)
    assert sizes(got) == pytest.approx(sizes(document), abs=0.7)
    found = back.found.issuance()
    assert (found.number, found.copy_number) == (issuance.number if numbered else "", issuance.copy_number)
    assert found.signed_on == (issuance.signed_on if wanted.signers or wanted.posts else "")
    assert found.printed_on == (issuance.printed_on if wanted.printer else "")


def without_names(data: bytes) -> bytes:
    """Return a file whose styles have lost their names, as after a program that keeps none."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/styles.xml":
                for number, style in enumerate(WordStyle):
                    text = text.replace(f'w:val="{style}"'.encode(), f'w:val="x{number}"'.encode())
            new.writestr(name, text)
    return out.getvalue()


def test_foreign_files_are_not_taken_at_their_styles_names() -> None:
    """A template of another house may call its text 一级标题; only a file that knows the family speaks by it."""
    file = docx.Document()
    for name in ("公文标题", "一级标题", "主送机关"):
        file.styles.add_style(name, 1)
    file.add_paragraph("某市人民政府关于测试的通知", "公文标题")
    file.add_paragraph("这一段话是正文，样式名称却叫作标题，因此不能只凭名称认定，要看文字本身写的是什么、有没有序号和句号。", "一级标题")
    file.add_paragraph("请遵照执行。", "主送机关")
    out = io.BytesIO()
    file.save(out)
    document = read_docx(out.getvalue()).document
    assert [type(block) for block in document.blocks] == [Paragraph, Paragraph]
    assert document.recipients == ""


def edited(change: object) -> OfficialDocument:
    """Return what is read of a file that a person went on writing in."""
    text = plain(blocks=(Heading(1, "一、总体要求"), Paragraph("甲。"), ItemList(("1.子", "2.丑"))), recipients="某局", note="此件公开发布")
    file = docx.Document(io.BytesIO(write_docx(text, ISSUED)))
    change(file)  # type: ignore[operator]  # a function of this module
    out = io.BytesIO()
    file.save(out)
    return read_docx(out.getvalue()).document


def styled(file: docx.document.Document, style: WordStyle) -> list[docx.text.paragraph.Paragraph]:
    return [line for line in file.paragraphs if line.style is not None and line.style.name == style]


def test_what_is_written_in_word_belongs_where_it_stands() -> None:
    """A line of no style of ours is read by its words."""

    def change(file: docx.document.Document) -> None:
        item = styled(file, WordStyle.ITEM)[-1]
        new = item.insert_paragraph_before("二、新写的一节", "Normal")
        new.insert_paragraph_before("又一段。", "Normal")

    blocks = edited(change).blocks
    assert blocks == (
        Heading(1, "一、总体要求"),
        Paragraph("甲。"),
        ItemList(("1.子",)),
        Paragraph("又一段。"),
        Heading(1, "二、新写的一节"),
        ItemList(("2.丑",)),
    )


def test_a_signature_written_anew_is_still_one() -> None:
    def change(file: docx.document.Document) -> None:
        for style in (WordStyle.SEALED, WordStyle.DATE):
            for line in styled(file, style):
                line.style = file.styles["Normal"]

    document = edited(change)
    assert document.signers == plain().signers
    assert document.note == "此件公开发布"


def test_a_style_set_in_word_makes_the_line_what_it_says() -> None:
    def change(file: docx.document.Document) -> None:
        for line in file.paragraphs:
            if line.text == "甲。":
                line.style = file.styles["二级标题"]
        styled(file, WordStyle.ITEM)[0].style = file.styles["公文正文"]

    assert edited(change).blocks == (Heading(1, "一、总体要求"), Heading(2, "甲。"), Paragraph("1.子"), ItemList(("2.丑",)))


def test_names_that_are_lost_leave_the_words() -> None:
    """The second evidence: the same notice is read by its words and looks."""
    document = plain(blocks=(Heading(1, "一、总体要求"), Paragraph("甲。"), Heading(2, "（一）目标。", "乙。")), recipients="某局")
    data = write_docx(document, ISSUED)
    assert read_docx(without_names(data)).document.blocks == document.blocks
    assert read_docx(without_names(data)).document.recipients == "某局"


def test_every_line_says_what_it_is_and_only_once() -> None:
    """No paragraph of the text is of the normal style, and no word of it stands in the file twice."""
    data = write_docx(plain(blocks=(Paragraph("独一无二的一句话。"),)), ISSUED)
    file = docx.Document(io.BytesIO(data))
    assert is_ours(style.name for style in file.styles if style.name)
    assert {line.style.name for line in file.paragraphs if line.style is not None} <= set(WordStyle)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        whole = "".join(re.sub(r"<[^>]*>", "", package.read(name).decode("utf-8", "ignore")) for name in package.namelist())
    assert whole.count("独一无二的一句话。") == 1


def test_pages_across_are_sections_and_apart_counts_anew() -> None:
    """GB/T 9704 7.3.7, 8."""
    both = (Attachment("表", (Paragraph("丙。"),), "附件1", across=True), Attachment("册", (Paragraph("丁。"),), "附件2", apart=True))
    file = docx.Document(io.BytesIO(write_docx(plain(attachments=both), ISSUED)))
    assert [section.orientation for section in file.sections] == [0, 1, 0, 0]
    assert [section._sectPr.find(qn("w:pgNumType")) is not None for section in file.sections] == [False, False, False, True]
    assert [section.footer.is_linked_to_previous for section in file.sections] == [False, False, False, True]
    turned = [[box.get("vert") for box in section.footer._element.iter() if box.tag.endswith("}bodyPr")] for section in file.sections]
    assert turned == [[], ["vert"], [], []]
    assert all("PAGE" in section.footer._element.xpath("string(.)") for section in file.sections)
    assert styled(file, WordStyle.LABEL_APART)[0].text == ISSUED.number + "附件2"


def test_a_table_touches_neither_a_table_nor_a_picture_below_it() -> None:
    """Programs join tables that stand one on the other; what comes below keeps the distance that it has on our pages."""
    table = Table((("甲", "乙"),))
    file = docx.Document(io.BytesIO(write_docx(plain(blocks=(table, table, Image(picture(60)))), ISSUED)))
    below = [element.getnext() for element in file.element.body.iterchildren(qn("w:tbl"))]
    gaps = {line._p for line in styled(file, WordStyle.TABLE_GAP)}
    assert len(below) == 2
    assert set(below) <= gaps
