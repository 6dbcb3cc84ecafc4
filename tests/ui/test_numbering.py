"""文号管理 on the screen: the book, what is done by hand with a line and without, the file (N2, N3, N7)."""

import csv
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from tests.ui.stage import Stage, child, until
from xzt.ui.pages.numbering import NumbersPage
from xzt.ui.widgets.controls import choose
from xzt.ui.window import MainWindow


def opened(window: MainWindow) -> NumbersPage:
    window.show_page("numbers")
    page = window.current()
    assert isinstance(page, NumbersPage)
    return page


def mark(page: NumbersPage, what: str, sequence: str, reason: str) -> None:
    choose(page.act, what)
    page.sequence.setText(sequence)
    page.reason.setText(reason)
    child(page, QPushButton, "numbers.confirm").click()


def shown(page: NumbersPage) -> list[tuple[int, str, bool]]:
    return [(line.sequence, line.state, line.waiting) for line in page.lines()]


def test_n3_gaps_stand_on_the_screen_and_in_a_file(stage: Stage, tmp_path: Path) -> None:
    """N3: set aside by the keeper, shown with reason and name and exported; a number that went out is refused in words."""
    window = stage.window("wu-1")
    page = opened(window)
    until(lambda: page.known.at)
    assert page.summary.text() == "最后一个序号 22，已印发 0 个，没有断号。"
    mark(page, "reserved", "30", "留给样例会议")
    until(lambda: shown(page) == [(30, "reserved", False)] and page.lines()[0].act)
    mark(page, "explain", "30", "会议改期")
    until(lambda: page.lines()[0].reason == "留给样例会议；会议改期")
    assert page.summary.text() == "最后一个序号 22，已印发 0 个；预留 1。"
    path = tmp_path / "断号表.csv"
    page.export_to(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, line = csv.reader(file)
    assert head == ["文号", "状态", "原因", "经办"]
    assert line[:3] == ["湘政办函〔2022〕30号", "预留", "留给样例会议；会议改期"]
    assert line[3].startswith(page.hub.client.identity.name)
    mark(page, "reserved", "3", "样例")
    until(lambda: "用过" in window.strip.words.text())
    assert window.client.attention() == []


def test_n2_without_a_line_marks_wait_and_what_somebody_had_first_comes_back(stage: Stage) -> None:
    """N2, N3, W12: the book of the last line is shown with its date, marks are signed and wait, the server decides; none is lost."""
    window = stage.window("wu-1")
    page = opened(window)
    until(lambda: page.known.at)
    mark(page, "reserved", "40", "先留的")
    until(lambda: shown(page) == [(40, "reserved", False)])
    stage.server.stop()
    page.enter()
    until(page.offline.isVisible)
    assert "离线不能编" in page.offline.text()
    assert shown(page) == [(40, "reserved", False)]
    mark(page, "void", "41", "样例作废")
    until(lambda: "41号还没有人预留" in window.strip.words.text())
    mark(page, "reserved", "41", "样例预留")
    until(lambda: (41, "reserved", True) in shown(page))
    mark(page, "void", "41", "样例作废")
    until(lambda: (41, "void", True) in shown(page))
    mark(page, "reserved", "40", "再留一次")
    until(lambda: (40, "reserved", True) in shown(page))
    mark(page, "explain", "40", "样例说明")
    until(lambda: any("样例说明" in line.reason for line in page.lines()))
    assert page.summary.isVisible()
    stage.server.start()
    window.client.sync_now()
    until(lambda: shown(page) == [(40, "reserved", False), (41, "void", False)])
    until(window.client.attention)
    (refused,) = window.client.attention()
    assert (refused.name, refused.refusal.code, refused.words) == ("MarkNumber", "number_taken", "再留一次")
    assert any("样例说明" in line.reason for line in page.lines())
    window.show_page("attention")
    card = window.current()
    assert "湘政办函〔2022〕40号：预留" in " ".join(label.text() for label in card.findChildren(type(page.summary)))
    child(card, QPushButton, "attention.0.open").click()
    until(lambda: window.current() is page)
