"""Rules of writing: find and replace over code points, counting, renumbering, tables among lines (AE-23, DOC-16)."""

from hypothesis import given
from hypothesis import strategies as st

from xzt.docs.drafting.counting import Count, count, count_part, total
from xzt.docs.drafting.lines import BREAK, PICTURE, ROW, Line, Look, Manuscript, Part, document_of, manuscript_of
from xzt.docs.drafting.numbering import han, out_of_order, renumbered
from xzt.docs.drafting.searching import TITLE, Hit, Search, find, replace, splices
from xzt.docs.drafting.tables import (
    Range,
    empty_table,
    read_table,
    table_at,
    table_lines,
    with_cell,
    with_column,
    with_row,
    with_widths,
    without_column,
    without_row,
)
from xzt.docs.model import Attachment, Heading, Image, Kind, OfficialDocument, Paragraph, Table

DOCUMENT = OfficialDocument(
    kind=Kind.NOTICE,
    title="关于𠮷祥事项\n的通知",
    mark="样例机关文件",
    series="样",
    recipients="各𠮷祥单位",
    note="𠮷",
    blocks=(
        Heading(1, "一、𠮷祥", "𠮷在后"),
        Paragraph("甲𠮷\n乙𠮷A"),
        Table((("𠮷", "a"), ("乙", "𠮷𠮷"))),
        Image(b"x", "图 𠮷"),
    ),
    attachments=(Attachment("附𠮷", (Paragraph("𠮷"),), "附件"),),
)
MANUSCRIPT = manuscript_of(DOCUMENT)


def texts(manuscript: Manuscript) -> str:
    elements = manuscript.elements
    inside = [line for part in manuscript.parts for line in (part.frame.title if part.frame else "", *(one.text for one in part.lines))]
    return "\n".join([elements.title, elements.recipients, *inside, elements.note, elements.copies_to])


def test_every_place_is_found_in_the_order_of_the_page() -> None:
    """Elements, text with its breaks, cells, captions and attachments, counted in code points."""
    hits = find(MANUSCRIPT, Search("𠮷"))
    assert hits[:3] == [Hit("title", 0, 2, 3), Hit("recipients", 0, 1, 2), Hit("body", 0, 2, 3)]
    assert Hit("body", 1, 4, 5) in hits, "after a line break within the paragraph"
    assert Hit("body", 3, 3, 4) in hits, "in the second cell of the second row"
    assert hits[-3:] == [Hit("part-0", TITLE, 1, 2), Hit("part-0", 0, 0, 1), Hit("note", 0, 0, 1)]
    assert find(MANUSCRIPT, Search("𠮷", only="part-0")) == hits[-3:-1]
    assert {hit.part for hit in find(MANUSCRIPT, Search("𠮷", elements=False))} == {"body", "part-0"}
    assert len(find(MANUSCRIPT, Search("a"))) == 2
    assert len(find(MANUSCRIPT, Search("a", case=True))) == 1
    assert find(MANUSCRIPT, Search("")) == []


def test_replaced_text_keeps_the_structure() -> None:
    """A heading's own text ends where it ended, a table stays one, words with tabs and line ends stay within a cell."""
    made = document_of(replace(MANUSCRIPT, find(MANUSCRIPT, Search("𠮷")), "大\t𠮷\n"))
    assert made.title == "关于大 𠮷 祥事项\n的通知"
    assert made.blocks[0] == Heading(1, "一、大 𠮷 祥", "大 𠮷 在后")
    assert made.blocks[1] == Paragraph("甲大 𠮷 \n乙大 𠮷 A")
    assert made.blocks[2] == Table((("大 𠮷 ", "a"), ("乙", "大 𠮷 大 𠮷 ")))
    assert made.blocks[3] == Image(b"x", "图 大 𠮷 ")
    assert made.attachments == (Attachment("附大 𠮷 ", (Paragraph("大 𠮷 "),), "附件"),)


_text = st.text("ab𠮷祥" + BREAK, max_size=12)
_lines = st.lists(st.builds(Line, _text), min_size=1, max_size=5).map(tuple)


@given(lines=_lines, words=st.text("ab𠮷祥", min_size=1, max_size=2), new=st.text("ab𠮷祥丙", max_size=3))
def test_replace_says_what_str_replace_says(lines: tuple[Line, ...], words: str, new: str) -> None:
    """Line by line the same as Python's own; the splices lead from one text to the other."""
    part = Part("body", lines)
    manuscript = Manuscript(DOCUMENT, (part,))
    hits = find(manuscript, Search(words, case=True, elements=False))
    made = replace(manuscript, hits, new).parts[0]
    assert [line.text for line in made.lines] == [line.text.replace(words, new) for line in lines]
    text = "\n".join(line.text for line in lines)
    for splice in splices(part, hits, new):
        text = text[: splice.at] + splice.inserted + text[splice.at + splice.removed :]
    assert text == "\n".join(line.text for line in made.lines)
    assert len(find(manuscript, Search(words.upper(), elements=False))) >= len(hits), "capitals do not matter"


def test_counts_are_those_of_the_trade() -> None:
    """字数: a Chinese character or mark is one, a Latin word or number is one; blanks and line ends count as Word counts them."""
    assert count("关于做好2024年工作的通知。") == Count(12, 15, 15)
    assert count("“十四五”规划——GB/T 9704-2012") == Count(11, 22, 23)
    assert count("共 3 页\u2028\u3000\u3000第二行\n") == Count(6, 6, 10)
    assert count("𠮷祥") == Count(2, 2, 2)
    assert count("") == Count()
    whole = total(count_part(part) for part in MANUSCRIPT.parts)
    assert whole.words == sum(count(one).words for one in texts(MANUSCRIPT).split("\n")[3:-2])


@given(st.lists(_text, max_size=4))
def test_counts_add_up_over_lines(lines: list[str]) -> None:
    whole = total(count(line) for line in lines)
    assert count("\n".join(lines)) == whole
    assert whole.words <= whole.characters <= whole.spaced or not whole.characters


def test_numbers_of_headings_are_put_in_order() -> None:
    """Every level begins again under the one above it; only the number changes."""
    said = ("二、总体", "（二）甲", "（二）乙", "1.细项", "3. 细项", "（1）点", "（3）点", "四、保障", "（一）组织", "没有号", "十、末")
    levels = (1, 2, 2, 3, 3, 4, 4, 1, 2, 1, 1)
    part = Part("body", tuple(Line(text, Look(level)) for text, level in zip(said, levels, strict=True)))
    assert [(one.line, one.was, one.now) for one in out_of_order((part,))] == [
        (0, "二", "一"),
        (1, "二", "一"),
        (4, "3", "2"),
        (6, "3", "2"),
        (7, "四", "二"),
        (10, "十", "三"),
    ]
    (made,) = renumbered((part,))
    assert out_of_order((made,)) == []
    assert [line.text for line in made.lines][3:8] == ["1.细项", "2. 细项", "（1）点", "（2）点", "二、保障"]
    assert [line.look for line in made.lines] == [line.look for line in part.lines]
    kept = Part("body", (Line("三、甲。乙。丙", Look(1, head="三、甲。乙。")),))
    assert renumbered((kept,))[0].lines == (Line("一、甲。乙。丙", Look(1, head="一、甲。乙。")),)


def test_chinese_numerals() -> None:
    assert [han(n) for n in (1, 9, 10, 11, 19, 20, 21, 99, 100, 105, 110, 111, 120)] == (
        ["一", "九", "十", "十一", "十九", "二十", "二十一", "九十九", "一百", "一百零五", "一百一十", "一百一十一", "一百二十"]
    )


_cells = st.text("甲ab ", max_size=3)
_tables = st.integers(1, 4).flatmap(
    lambda columns: st.builds(
        Table,
        st.lists(st.tuples(*[_cells] * columns), min_size=1, max_size=4).map(tuple),
        st.integers(0, 1),
        st.just(()),
        st.booleans(),
    )
)


@given(_tables, st.integers(0, 3), st.integers(0, 3))
def test_a_table_among_lines_is_found_read_and_changed(table: Table, row: int, column: int) -> None:
    """What is read from the lines is the table; taking out what was put in gives it back; every row keeps the same number of cells."""
    lines = (Line("前"), *table_lines(table), *table_lines(empty_table(2, 2)), Line("后"))
    found = table_at(lines, len(table.rows))
    assert found == Range(1, 1 + len(table.rows))
    assert read_table(lines, found) == table
    assert table_at(lines, 0) is None
    row, column = min(row, len(table.rows)), min(column, len(table.rows[0]))
    assert without_row(with_row(table, row), row).rows == table.rows
    assert without_column(with_column(table, column), column) == table
    widened = with_column(with_widths(table, [1.0] * len(table.rows[0])), column)
    assert len(widened.widths) == len(widened.rows[0])
    assert abs(sum(widened.widths) - 1) < 0.01
    assert with_cell(table, 0, 0, "新").rows[0][0] == "新"
    assert without_row(Table((("甲",),), 0), 0) == Table((("甲",),), 0)


def test_ragged_rows_are_read_even() -> None:
    lines = (Line("甲\t乙", Look(ROW, Table(()))), Line("丙", Look(ROW)), Line("图", Look(PICTURE)))
    assert read_table(lines, Range(0, 2)).rows == (("甲", "乙"), ("丙", ""))
