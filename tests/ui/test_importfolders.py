"""Import folders on the screen: a folder for receipts, and what was set aside is read with its reason until it is noted."""

from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui.stage import Stage, child, until
from xzt.client.folders import RECEIPTS
from xzt.ui.pages.receiving import ReceivingPage
from xzt.ui.pages.settings import SettingsPage


def test_a_folder_for_receipts_and_g3_what_was_set_aside(stage: Stage, tmp_path: Path) -> None:
    """G3, RCV-07: a scan becomes a draft of a registration; a marked file is set aside, and its line names the proper channel."""
    window = stage.window("wu-1")
    window.show_page("settings")
    page = window.current()
    assert isinstance(page, SettingsPage)
    assert page.folders is not None
    assert page.folders.purpose.count() == 1  # a registrar who drafts nothing is offered receipts alone
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "扫描件.png").write_bytes(b"\x89PNG" + b"1" * 50)
    (inbox / "涉密.txt").write_text("机密★10年\n样例机关\n关于样例的通知\n", encoding="utf-8")
    page.folders.watch(str(inbox), RECEIPTS)
    until(lambda: window.client.count("receipts") == 1 and window.client.folders.set_aside())
    window.show_page("receipts")
    receiving = window.current()
    assert isinstance(receiving, ReceivingPage)
    until(receiving.aside.isVisible)
    words = child(receiving, QLabel, "receipts.aside.line0").text()
    assert "涉密.txt" in words
    assert "请立即改用涉密载体和渠道" in words
    assert str(inbox / "未能导入") in words
    child(receiving, QPushButton, "receipts.aside.note").click()
    until(lambda: not receiving.aside.isVisible())
