"""Pages to a printer: A4, life size, every glyph where the page model has it.

CUPS (UOS, 麒麟) gets our own PDF through a pipe: Qt would spool every glyph of such fonts as an outline, many times the size, and through a
file in the clear. Elsewhere Qt's printer is painted, text as outlines, so that no driver puts a font of its own in their place.

All of this runs in a job, away from the window: asking for printers can wait for the network, and a long document takes seconds. Qt allows
to paint on a ``QPrinter`` outside the main thread as long as one thread has it to itself, so it is made, painted and let go here.
"""

from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from xzt.client.jobs import Cancelled, Progress
from xzt.client.printing import Setup, spool_pdf, spooler
from xzt.core.errors import Trouble
from xzt.docs.layout.pages import PageModel
from xzt.ui.painting import PagePainter

MM_PER_INCH = 25.4


class Printer(Struct, frozen=True):
    """A printer as it describes itself."""

    name: str
    words: str
    usual: bool = False
    duplex: bool = True
    a4: bool = True


def printers() -> tuple[Printer, ...]:
    """List the printers of this machine."""
    usual = QPrinterInfo.defaultPrinterName()
    found = []
    for name in QPrinterInfo.availablePrinterNames():
        info = QPrinterInfo.printerInfo(name)
        sizes = {size.id() for size in info.supportedPageSizes()}
        both = QPrinter.DuplexMode.DuplexLongSide in info.supportedDuplexModes()
        a4 = not sizes or QPageSize.PageSizeId.A4 in sizes
        found.append(Printer(name, info.description() or name, name == usual, both, a4))
    return tuple(found)


def print_pages(model: PageModel, setup: Setup, when: datetime, progress: Progress) -> None:
    """Print pages. ``Trouble("printer_failed")`` when the printer does not take them."""
    lp = spooler()
    if not lp:
        paint_pages(model, open_printer(setup), progress)
        return
    from xzt.docs.render.pdf import write_pdf

    pdf = write_pdf(model, setup.title, when)
    progress.step(len(model.pages), len(model.pages))
    spool_pdf(lp, pdf, setup)


def open_printer(setup: Setup) -> QPrinter:
    """Open a printer and make it ready. Qt takes a name that it does not know for a file to print into, so it is asked first."""
    if setup.printer not in QPrinterInfo.availablePrinterNames():
        raise Trouble("printer_missing", printer=setup.printer)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(setup.printer)
    return prepared(printer, setup)


def prepared(printer: QPrinter, setup: Setup) -> QPrinter:
    """Make a printer ready: A4 upright, life size, the whole sheet."""
    printer.setDocName(setup.title)
    printer.setCreator("湘政通")
    printer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()))
    printer.setFullPage(True)
    printer.setColorMode(QPrinter.ColorMode.Color)
    printer.setCopyCount(setup.copies)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if setup.duplex else QPrinter.DuplexMode.DuplexNone)
    return printer


def paint_pages(model: PageModel, printer: QPrinter, progress: Progress) -> None:
    """Paint every page at life size, one after the other.

    When the person cancels, what is painted is thrown away where the printing system can do so; else the pages so far are printed and
    ``Trouble("print_cut")`` says how many.
    """
    scale = printer.resolution() / MM_PER_INCH
    drawn = PagePainter(model.faces, outlines=True)
    painter = QPainter()
    if not painter.begin(printer):
        raise Trouble("printer_failed", printer=printer.printerName(), detail="QPrinter")
    at = 0
    try:
        for at, page in enumerate(model.pages):
            progress.step(at, len(model.pages))
            if at and not printer.newPage():
                raise Trouble("printer_failed", printer=printer.printerName(), detail="QPrinter")
            drawn.paint(painter, page, scale)
    except Cancelled:
        if printer.abort() or at == 0:
            raise
        raise Trouble("print_cut", count=str(at)) from None
    finally:
        painter.end()
    progress.step(len(model.pages), len(model.pages))
