"""Recognised elements know the line they came from, and what a person says of them counts; nothing of a file is lost (issue 3, import)."""

from hypothesis import given
from hypothesis import strategies as st

from xzt.docs.importing import read_text
from xzt.docs.importing.origins import ELEMENTS, confirmed
from xzt.docs.model import Paragraph, text_of

FILE = """加急
某市人民政府文件
某政发〔2026〕3号
某市人民政府关于做好防汛工作的通知
各县（市、区）人民政府：
现将有关事项通知如下。
一、加强领导
请按时报送。
某市人民政府
2026年8月1日
（此件公开发布）
抄送：某市人大常委会办公室。
某市人民政府办公室　2026年8月2日印发
"""


def test_every_element_names_its_line() -> None:
    where = {origin.part: (origin.line, origin.text) for origin in read_text(FILE).origins}
    assert where["title"] == (4, "某市人民政府关于做好防汛工作的通知")
    assert where["recipients"] == (5, "各县（市、区）人民政府：")
    assert where["signers"][0] == 9
    assert where["number"] == (3, "某政发〔2026〕3号")
    assert where["date"] == (10, "2026年8月1日")
    assert where["note"] == (11, "（此件公开发布）")
    assert where["copies_to"][0] == 12
    assert where["printer"][0] == 13


@given(st.sets(st.sampled_from(ELEMENTS)))
def test_what_is_no_element_is_text_again(refused: set[str]) -> None:
    imported = read_text(FILE)
    document = confirmed(imported.document, imported.origins, refused, {})
    for part in refused:
        assert not getattr(document, part)
    body = "\n".join(text_of(block) for block in document.blocks)
    for origin in imported.origins:
        if origin.part in refused:
            assert origin.text in body
    assert all(block in document.blocks for block in imported.document.blocks)


def test_what_a_person_writes_counts() -> None:
    imported = read_text(FILE)
    changed = {"recipients": "各县人民政府", "signers": "某市人民政府、某市水利局", "title": "某市人民政府\n关于防汛的通知"}
    document = confirmed(imported.document, imported.origins, set(), changed)
    assert document.recipients == "各县人民政府"
    assert document.signers == ("某市人民政府", "某市水利局")
    assert document.title == "某市人民政府\n关于防汛的通知"
    assert document.blocks == imported.document.blocks


def test_an_element_that_was_made_from_another_is_still_kept() -> None:
    """Without a line of its own the element's words are kept."""
    imported = read_text("某市水利局关于防汛的通知\n各县水利局：\n请按时报送。")
    assert Paragraph("各县水利局：") in confirmed(imported.document, imported.origins, {"recipients"}, {}).blocks
