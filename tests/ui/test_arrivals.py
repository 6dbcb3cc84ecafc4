"""RCV-06 on the screen: what came over the exchange says in the inbox and at registering what this machine has found of its seal."""

import os
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QWidget

from tests.journeys.sample import document
from tests.server.house import Actor, new_record
from tests.server.journey import distributed
from tests.ui.stage import Stage, child, until
from tests.ui.walking import clipped
from xzt.core.encoding import encode
from xzt.office.receipt.state import Receipt, Step
from xzt.ui.pages.record import RecordPage
from xzt.ui.pages.registering import RegisterForm
from xzt.ui.window import MainWindow


def picture(window: QWidget, name: str) -> None:
    """Keep a picture where somebody asked for them."""
    if folder := os.environ.get("XZT_PICTURES", ""):
        QTest.qWait(600)
        Path(folder).mkdir(parents=True, exist_ok=True)
        assert window.grab().save(str(Path(folder) / f"{name}.png"))


def sent(stage: Stage, subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Send out documents that are really sealed; gives the digests of the files."""
    people = {person: Actor(stage.server.url, person, f"sender-{person}") for person in ("jia-1", "yi-1", "ding-1", "wu-1", "ji-1")}
    found = [distributed(people, new_record(), ("cs",), encode(document(one))) for one in subjects]
    for actor in people.values():
        actor.close()
    return tuple(found)


def opened(window: MainWindow, title: str) -> RecordPage:
    """Sign for it and open its registration."""
    record = next(row.id for row in window.client.rows("receipts") if row.title == title)
    window.open_record("receipt", record)
    page = window.current()
    assert isinstance(page, RecordPage)
    child(page, QPushButton, "receipt.sign_for").click()
    until(lambda: page.state is not None and page.state.step is Step.REGISTER and isinstance(page.forms["register"], RegisterForm))
    return page


def words(parent: QWidget) -> list[str]:
    return [label.text() for label in parent.findChildren(QLabel) if label.isVisible()]


def test_rcv_06_the_inbox_and_the_register_say_what_this_machine_has_found(stage: Stage) -> None:
    """RCV-06: one that holds says by whom; one that was swapped on its way is listed first, asks for a reason, and keeps it in sight."""
    subjects = ("甲", "乙")
    good, bad = (document(subject).title for subject in subjects)
    _, digest = sent(stage, subjects)
    path = stage.folder / "server" / "blobs" / digest[:2] / digest
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    window = stage.window("xin-1")
    window.show_page("receipts")
    until(lambda: window.client.count("receipts") == 2)
    page = window.current()
    panel = child(page, QFrame, "receipts.broken")
    until(lambda: panel.isVisible() and bad in words(panel))
    assert good not in words(panel)
    assert "文件摘要：送来的文件和来文单位发出的不是同一份" in words(panel)
    beside = child(page, QFrame, "receipts.verdict")
    until(lambda: beside.isVisible() and "核验" in beside.toolTip())
    window.resize(960, 600)
    until(lambda: clipped(window) == [])
    picture(window, "inbox")
    shown = opened(window, good)
    until(lambda: "签章有效" in words(child(shown, QFrame, "register.verdict")))
    assert not child(shown, QLineEdit, "register.despite").isVisible()
    picture(window, "register-valid")
    shown = opened(window, bad)
    verdict = child(shown, QFrame, "register.verdict")
    until(lambda: "核验不通过" in words(verdict))
    assert "文件摘要：送来的文件和来文单位发出的不是同一份" in words(verdict)
    picture(window, "register-broken")
    shown.trigger("record.primary")
    until(lambda: "签章核验不通过" in window.strip.words.text())
    child(shown, QLineEdit, "register.despite").setText("来文单位来电确认，随后重发")
    shown.trigger("record.primary")
    until(lambda: isinstance(shown.state, Receipt) and shown.state.number is not None)
    assert isinstance(shown.state, Receipt)
    assert shown.state.despite == "来文单位来电确认，随后重发"
    until(lambda: any("仍予登记的理由：来文单位来电确认，随后重发" in said for said in words(shown)))
    picture(window, "registered-broken")
    window.show_page("receipts")
    until(lambda: not panel.isVisible())
