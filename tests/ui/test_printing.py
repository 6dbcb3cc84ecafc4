"""Printing through the real window (PRN-01, PRN-03): what is previewed is what is handed over, and it is noted."""

import os
import stat
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from tests.ui.stage import NOTICE, Stage, child, under_the_pen, until
from tests.ui.walking import clipped, nameless, unnamed_objects
from xzt.client import printing
from xzt.core.calendar import BEIJING
from xzt.docs.importing.files import read_file
from xzt.docs.model import OfficialDocument
from xzt.ui import spooling
from xzt.ui.pages.record import RecordPage
from xzt.ui.printdialog import PrintDialog
from xzt.ui.spooling import Printer
from xzt.ui.window import MainWindow

LP = """#!/bin/sh
for word in "$@"; do printf '%s\\n' "$word" >> "{folder}/words"; done
cat > "{folder}/spooled.pdf"
exit {code}
"""


def drafted(stage: Stage, document: OfficialDocument | None = None) -> tuple[MainWindow, str]:
    """A clerk with the notice under the pen."""
    window = stage.window("jia-1")
    document = document or read_file(NOTICE).document
    command = window.client.start_draft(document).result(60)
    assert not hasattr(command, "code")
    record = window.client.rows("drafts")[0].id
    window.open_record("dispatch", record)
    page = under_the_pen(window)
    until(lambda: page.model is not None and len(page.model.pages) > 20)
    return window, record


def asked(window: MainWindow) -> PrintDialog:
    window.trigger("page.print")
    dialog = window.current().findChild(PrintDialog, "print")
    assert dialog is not None
    until(lambda: dialog.proof is not None and not dialog.looking)
    return dialog


def settled(dialog: PrintDialog) -> None:
    until(lambda: dialog.settled)


@pytest.fixture
def office_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no printer where tests run: one is named, and ``lp`` is a stand-in that keeps what it gets."""
    monkeypatch.setattr(spooling, "printers", lambda: (Printer("office", "办公室打印机", usual=True),))


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int = 0) -> None:
    program = folder / "lp"
    program.write_text(LP.format(folder=folder, code=code), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_without_a_printer_the_window_says_so_and_saves_a_pdf(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """A draft carries its mark outside the type area; the file is of our own writer; the print is noted in the store."""
    window, record = drafted(stage)
    dialog = asked(window)
    assert "没有可用的打印机" in dialog.about.text()
    assert not dialog.go.isEnabled()
    assert (nameless(dialog), unnamed_objects(dialog), clipped(dialog)) == ([], [], [])
    settled(dialog)
    assert dialog.proof is not None
    pages = len(dialog.proof.model.pages)
    path = tmp_path / "notice.pdf"
    dialog.save_to(path)
    until(lambda: bool(printing.prints(window.client, "dispatch", record)))
    pdf = pdfium.PdfDocument(path.read_bytes())
    assert len(pdf) == pages
    assert "草稿" in pdf[0].get_textpage().get_text_range()
    (noted,) = printing.prints(window.client, "dispatch", record)
    assert (noted.person, noted.copies, noted.pages, noted.parts) == ("jia-1", 1, pages, ("body",))
    assert noted.at.astimezone(BEIJING).date() == window.client.now().astimezone(BEIJING).date()
    assert b"notice.pdf" not in (window.client.folder / "store.db").read_bytes()


@pytest.mark.usefixtures("office_printer")
def test_what_is_chosen_goes_to_the_printer_and_the_second_time_is_marked(
    stage: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch)
    window, record = drafted(stage)
    dialog = asked(window)
    child(dialog, QCheckBox, "print.part.course").click()
    child(dialog, QSpinBox, "print.copies").setValue(3)
    child(dialog, QComboBox, "print.which").setCurrentIndex(2)
    child(dialog, QLineEdit, "print.range").setText("2-3，99")
    settled(dialog)
    assert "共" in dialog.about.text()
    assert not dialog.go.isEnabled()
    child(dialog, QLineEdit, "print.range").setText("2-3，25")
    settled(dialog)
    assert dialog.amount.text() == "共3页，用纸6张"
    QTest.keyClick(child(dialog, QPushButton, "print.go"), Qt.Key.Key_Space)
    until(lambda: bool(printing.prints(window.client, "dispatch", record)))
    words = (tmp_path / "words").read_text(encoding="utf-8").split("\n")
    assert words[words.index("-d") + 1] == "office"
    assert words[words.index("-n") + 1] == "3"
    assert {"sides=two-sided-long-edge", "media=A4", "print-scaling=none"} <= set(words)
    pdf = pdfium.PdfDocument((tmp_path / "spooled.pdf").read_bytes())
    assert len(pdf) == 3
    assert "意见与过程" in pdf[2].get_textpage().get_text_range()
    until(lambda: window.current().findChild(PrintDialog, "print") is None)
    again = asked(window)
    assert "甲一　3份　office" in again._history()
    assert not again.reprint.isChecked()
    again.reprint.setChecked(True)
    settled(again)
    assert again.proof is not None
    shown = "".join(run.text for run in again.proof.model.pages[0].runs)
    assert "草稿　重印　第2次" in shown
    again.reject()


@pytest.mark.usefixtures("office_printer")
def test_a_printer_that_refuses_is_said_and_not_noted(stage: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, code=1)
    window, record = drafted(stage)
    dialog = asked(window)
    settled(dialog)
    dialog.go.click()
    until(lambda: "没有接收" in dialog.about.text())
    assert printing.prints(window.client, "dispatch", record) == ()
    assert dialog.go.isEnabled()
    dialog.reject()


def test_a_watermark_lies_below_the_text_in_place_of_the_mark_beside_it(stage: Stage, qtbot: QtBot) -> None:
    window, _ = drafted(stage)
    dialog = asked(window)
    assert dialog._standing == "草稿"
    child(dialog, QComboBox, "print.mark").setCurrentIndex(1)
    settled(dialog)
    assert dialog.proof is not None
    page = dialog.proof.model.pages[0]
    assert "".join(run.text for run in page.below) == "草稿"
    assert "草稿" not in "".join(run.text for run in page.runs)
    dialog.reject()


def passed(window: MainWindow, record: str, action: str) -> None:
    """Do one step of a dispatch's way."""
    until(lambda: window.client.count("todo") == 1)
    window.open_record("dispatch", record)
    page = window.current()
    assert isinstance(page, RecordPage)
    until(lambda: page.model is not None)
    window.trigger(action)
    until(lambda: window.client.count("todo") == 0)


def test_copies_of_a_signed_document_carry_numbers_of_their_own(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """GB/T 9704-2012 7.2.1: 份号 is given at printing, six digits, one after the other, each copy on sheets of its own."""
    clerk, record = drafted(stage)
    clerk.trigger("dispatch.submit")
    child(clerk, QPushButton, "submit.confirm").click()
    passed(stage.window("yi-1"), record, "dispatch.review")
    window = stage.window("ding-1")
    passed(window, record, "dispatch.sign")
    dialog = asked(window)
    field = child(dialog, QLineEdit, "print.copy_number")
    assert field.isVisible()
    settled(dialog)
    assert dialog.proof is not None
    alone = len(dialog.proof.model.pages)
    field.setText("0000")
    settled(dialog)
    assert "六位数字" in dialog.about.text()
    assert not dialog.save.isEnabled()
    field.setText("000099")
    child(dialog, QSpinBox, "print.copies").setValue(2)
    settled(dialog)
    numbers = [
        run.text for page in dialog.proof.model.pages for run in page.runs if run.place is not None and run.place.part == "copy_number"
    ]
    assert numbers == ["000099", "000100"]
    assert len(dialog.proof.model.pages) >= 2 * alone
    assert dialog.setup().copies == 1
    dialog.save_to(tmp_path / "copies.pdf")
    until((tmp_path / "copies.pdf").exists)
    until(lambda: bool(printing.prints(window.client, "dispatch", record)))
