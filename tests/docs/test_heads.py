"""The head of a document whose lines run together (RCV-06)."""

import pytest

from xzt.docs.importing.heads import Head, head_of, runs_together

BODY = "各县区人民政府：一、总体要求坚持问题导向。" + "现将有关事项通知如下。" * 20


@pytest.mark.parametrize(
    ("text", "organ", "head"),
    [
        (
            f"示例市人民政府办公室文件加急示政办发〔2026〕23号示例市人民政府办公室关于印发示例方案的通知{BODY}2026年11月23日— 1 —",
            "",
            Head("示例市人民政府办公室", "示政办发〔2026〕23号", "示例市人民政府办公室关于印发示例方案的通知", "加急", "2026-11-23"),
        ),
        (
            f"示例市人民政府示政函〔2026〕8号示例市人民政府关于样例事项的函{BODY}2026年3月2日",
            "示例市人民政府",
            Head("示例市人民政府", "示政函〔2026〕8号", "示例市人民政府关于样例事项的函", "", "2026-03-02"),
        ),
        (f"关于样例事项的请示{BODY}2026年3月2日2026年3月3日印发", "", Head("", "", "关于样例事项的请示", "", "2026-03-02")),
        ("没有公文的样子" * 40, "", Head()),
    ],
)
def test_rcv_06_what_the_head_says(text: str, organ: str, head: Head) -> None:
    """RCV-06: number, title, organ, urgency and date are found where they stand; nothing is made up."""
    assert runs_together(text)
    assert head_of(text, organ) == head
