"""Comparing two texts for people: what differs is found, layout is told apart from words (DOC-11, DOC-15, W2)."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.archive.course import document
from xzt.docs.differences import Difference, compare, differences, paragraphs, plain, typeset
from xzt.docs.layout.composing import lay_out
from xzt.docs.layout.fonts import FontBook
from xzt.docs.model import Form, Issuance, Paragraph, Table

LINES = st.lists(st.text("甲乙丙１1 ，", min_size=1, max_size=6), max_size=8)


@given(LINES, LINES)
def test_both_texts_can_be_read_out_of_a_comparison(old: list[str], new: list[str]) -> None:
    """DOC-15: nothing of either text is lost, and equal texts differ nowhere."""
    runs = compare(old, new)
    assert "".join(run.old if isinstance(run, Difference) else run for run in runs).replace("\n", "") == "".join(old)
    assert "".join(run.new if isinstance(run, Difference) else run for run in runs).replace("\n", "") == "".join(new)
    layout, substance = differences(runs)
    assert (layout + substance == 0) == (old == new)
    if plain("".join(old)) != plain("".join(new)):
        assert substance


def test_blanks_breaks_and_widths_are_layout() -> None:
    """W2: only what changes a word goes back to who signed."""
    assert differences(compare(["一、总体要求", "到２０２６年。"], ["一、 总体要求", "到2026年。"])) == (1, 0)
    assert differences(compare(["甲乙丙丁"], ["甲乙", "丙丁"])) == (1, 0)
    assert differences(compare(["甲乙丙丁"], ["甲乙丙戊"])) == (0, 1)
    assert differences(compare(["甲", "乙"], ["甲"])) == (0, 1)


def test_what_is_laid_out_is_what_was_signed() -> None:
    """DOC-11: our own pages say the signed words in every form, with tables that run over pages."""
    table = Table((("序号", "事项"), *((str(n), "示例事项，由示例单位办理" * 3) for n in range(1, 70))), 1, (1.0, 5.0))
    for form in Form:
        signed = msgspec.structs.replace(document(), form=form, approver="示例戊", blocks=(Paragraph("如下："), table, Paragraph("完。")))
        model = lay_out(signed, Issuance(number="示政办发〔2026〕23号", signed_on="2026-11-23"), FontBook(system=False))
        assert differences(compare(paragraphs(signed), typeset(signed, model))) == (0, 0), form
        other = msgspec.structs.replace(signed, blocks=(*signed.blocks[:-1], Paragraph("未完。")))
        assert differences(compare(paragraphs(other), typeset(other, model)))[1] == 1, form
