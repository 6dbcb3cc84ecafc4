"""The text of an attached file as blocks: broken lines are one again, page numbers go, nothing else is lost (issue 3, import; G3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzt.core.errors import Trouble
from xzt.docs.importing.attachments import attachment_blocks
from xzt.docs.model import Heading, Paragraph, text_of

LINE = "汛期内水库按批准的水位运行并由防汛指挥部统一调度各乡镇"


def test_lines_that_a_page_broke_are_one_again() -> None:
    text = f"某市防汛预案\n一、总则\n{LINE}\n组织群众转移。\n— 1 —\n二、组织\n各单位负责。\n2\n"
    assert attachment_blocks(text) == (
        Paragraph("某市防汛预案"),
        Heading(1, "一、总则"),
        Paragraph(f"{LINE}组织群众转移。"),
        Heading(1, "二、组织"),
        Paragraph("各单位负责。"),
    )


@given(st.lists(st.text(st.sampled_from("某市防汛。；一二（）、A ，"), max_size=40), max_size=12))
def test_no_character_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    kept = "".join("".join(text_of(block).split()) for block in attachment_blocks(text))
    assert kept == "".join(text.split())


def test_a_secret_mark_is_refused() -> None:
    with pytest.raises(Trouble, match="state_secret_mark"):
        attachment_blocks("机密★1年\n某市预案")
