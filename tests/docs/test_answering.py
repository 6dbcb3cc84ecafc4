"""The answering document as its drafter finds it: kind, title, citation (RCV-11)."""

import pytest

from xzt.docs.kinds.answering import Answer, answering, usual_answer
from xzt.docs.kinds.filling import House
from xzt.docs.kinds.quoting import Quoted
from xzt.docs.model import Kind, Paragraph

HOUSE = House(organ="样例机关", series=("样函",))


@pytest.mark.parametrize(
    ("title", "answer", "kind", "made"),
    [
        ("关于样例事项的请示", Answer.REPLY, Kind.REPLY, "样例机关关于样例事项的批复"),
        ("示例市人民政府关于样例事项的函", Answer.LETTER, Kind.LETTER, "样例机关关于样例事项的复函"),
        ("关于报送样例情况的通知", Answer.REPORT, Kind.REPORT, "样例机关关于报送样例情况的报告"),
        ("样例会议材料", Answer.REPORT, Kind.REPORT, "样例机关关于样例会议材料情况的报告"),
    ],
)
def test_rcv_11_the_usual_answer(title: str, answer: Answer, kind: Kind, made: str) -> None:
    """RCV-11: a 请示 is answered by 批复, a 函 by 复函, what a superior asks by 报告; number and title are cited."""
    assert usual_answer(title) is answer
    document = answering(HOUSE, answer, Quoted(title=title, number="示政发〔2026〕7号", organ="示例市人民政府"), "示例市人民政府")
    assert (document.kind, document.title, document.recipients) == (kind, made, "示例市人民政府")
    first = document.blocks[0]
    assert isinstance(first, Paragraph)
    assert "（示政发〔2026〕7号）" in first.text
