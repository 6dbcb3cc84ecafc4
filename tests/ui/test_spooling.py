"""Pages to the printer, with Qt's PDF printer as a stand-in of paper: life size, every page, and cancelled in the middle (PRN-01)."""

from datetime import UTC
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from xzt.client.jobs import Cancelled, Progress
from xzt.client.printing import Setup, spool_pdf
from xzt.core.errors import Trouble
from xzt.docs.layout.pages import Page, PageModel, Rule
from xzt.ui.spooling import open_printer, paint_pages, prepared, print_pages, printers

RULED = PageModel(tuple(Page(210, 297, (), (Rule(28, 37 + number, 184, 37 + number, 0.5),), (), number) for number in range(4)), {})


def on_paper(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return prepared(printer, Setup("", "样例", 2))


def test_a_printed_millimetre_is_a_millimetre(qapp: QApplication, tmp_path: Path) -> None:
    """No "fit to page": a line 156 mm long at 28 mm and 37 mm stands there to a tenth."""
    paint_pages(RULED, on_paper(tmp_path / "paper.pdf"), Progress(0, "print", lambda _: None))
    pdf = pdfium.PdfDocument((tmp_path / "paper.pdf").read_bytes())
    assert len(pdf) == 4
    assert [round(side * 25.4 / 72, 0) for side in pdf[0].get_size()] == [210, 297]
    image = pdf[0].render(scale=600 / 72).to_pil().convert("L")
    ink = image.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert ink is not None
    left, top, right, bottom = (edge * 25.4 / 600 for edge in ink)
    assert (left, right) == pytest.approx((28, 184), abs=0.1)
    assert (top + bottom) / 2 == pytest.approx(37, abs=0.1)


def test_a_print_that_is_cancelled_stops_at_the_next_page(qapp: QApplication, tmp_path: Path) -> None:
    """Where the printing system cannot take back what it has, the person hears how many pages that is."""
    steps = 0

    class Cancelling(Progress):
        def step(self, done: int, total: int) -> None:
            nonlocal steps
            steps += 1
            if done == 2:
                self.cancel()
            super().step(done, total)

    with pytest.raises((Trouble, Cancelled)) as caught:
        paint_pages(RULED, on_paper(tmp_path / "paper.pdf"), Cancelling(0, "print", lambda _: None))
    assert steps == 3
    if isinstance(caught.value, Trouble):
        assert (caught.value.code, caught.value.params) == ("print_cut", {"count": "2"})
    cancelled = Progress(0, "print", lambda _: None)
    cancelled.cancel()
    with pytest.raises(Cancelled):
        paint_pages(RULED, on_paper(tmp_path / "none.pdf"), cancelled)


def test_a_printer_that_is_not_there_is_a_trouble_with_its_name(qapp: QApplication, tmp_path: Path) -> None:
    assert all(printer.name for printer in printers())
    setup = Setup("no-such-printer", "样例")
    with pytest.raises(Trouble) as missing:
        open_printer(setup)
    assert (missing.value.code, missing.value.params) == ("printer_missing", {"printer": "no-such-printer"})
    for program in ("false", str(tmp_path / "no-lp")):
        with pytest.raises(Trouble) as failed:
            spool_pdf(program, b"%PDF", setup)
        assert (failed.value.code, failed.value.params["printer"]) == ("printer_failed", "no-such-printer")


def test_without_cups_the_printer_itself_is_painted(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime

    monkeypatch.setenv("PATH", "")
    with pytest.raises(Trouble) as caught:
        print_pages(RULED, Setup("no-such-printer", "样例"), datetime(2026, 1, 1, tzinfo=UTC), Progress(0, "print", lambda _: None))
    assert caught.value.code == "printer_missing"
