"""文号管理 on the screen: the book, what is done by hand, the file; without a line it says so (N3, N7)."""

import csv
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from tests.ui.stage import Stage, child, until
from xzt.ui.pages.numbering import NumbersPage
from xzt.ui.widgets.controls import choose


def test_n3_gaps_stand_on_the_screen_and_in_a_file(stage: Stage, tmp_path: Path) -> None:
    """N3: set aside by the keeper, shown with its reason and exported; a number that went out is refused in words."""
    window = stage.window("wu-1")
    window.show_page("numbers")
    page = window.current()
    assert isinstance(page, NumbersPage)
    until(lambda: page.book.series)
    assert page.summary.text() == "最后一个序号 22，已印发 0 个，没有断号。"
    choose(page.act, "reserved")
    page.sequence.setText("30")
    page.reason.setText("留给样例会议")
    child(page, QPushButton, "numbers.confirm").click()
    until(page.lines)
    assert page.summary.text() == "最后一个序号 22，已印发 0 个；预留 1。"
    path = tmp_path / "断号表.csv"
    page.export_to(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["文号", "状态", "原因"], ["湘政办函〔2022〕30号", "预留", "留给样例会议"]]
    page.sequence.setText("3")
    page.reason.setText("样例")
    child(page, QPushButton, "numbers.confirm").click()
    until(lambda: "用过" in window.strip.words.text())
