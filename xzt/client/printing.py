"""What a record gives to print: its pages, handling sheet and course of opinions as one page model, marked as the person wants it.

Everything here lays out and may take a while: call it in a job. How it comes to a printer is the interface's business.
"""

import shutil
import subprocess
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from xzt.client.documents import font_book, pages_of, profile_of, sealed_file
from xzt.core.errors import Trouble
from xzt.office.dispatch.state import Dispatch, Step
from xzt.office.people import Directory
from xzt.office.receipt.state import Receipt
from xzt.store.keyslots import replace_file

if TYPE_CHECKING:
    from xzt.client.session import Client
    from xzt.docs.layout.pages import PageModel

_PATIENCE = 60.0
"""Seconds that the printing system has to take a document."""
MOST = 50
"""Prints that are remembered of one record."""
NUMBERED = 50
"""Copies with numbers of their own that are laid out at once."""

Part = Literal["body", "sheet", "course"]
PARTS: tuple[Part, ...] = ("body", "sheet", "course")
DRAFT, REVIEWED, FINAL = "draft", "reviewed", ""


class Order(Struct, frozen=True):
    """What is wanted on paper. ``edge`` and ``water`` are marks in words; ``which`` keeps odd or even pages of those named in ``pages``."""

    parts: tuple[Part, ...] = ("body",)
    edge: str = ""
    water: str = ""
    duplex: bool = True
    mirrored: bool = False
    pages: str = ""
    which: Literal["all", "odd", "even"] = "all"


class Setup(Struct, frozen=True):
    """How to print: on which printer, under which title in its queue, how often, on both sides (turned at the long edge) or one."""

    printer: str
    title: str
    copies: int = 1
    duplex: bool = True


class Printed(Struct, frozen=True):
    """One print of a record: of how many pages and copies, on which printer, which parts."""

    at: datetime
    person: str
    copies: int
    pages: int
    printer: str
    parts: tuple[str, ...]


class Proof(Struct, frozen=True):
    """The pages to print; ``total`` counts them before some were chosen, ``fits`` says whether the named pages could be read."""

    model: "PageModel"
    total: int
    fits: bool = True


def standing(state: Dispatch | Receipt) -> str:
    """Say what a printed copy would be: a draft, a text under review, or final."""
    if isinstance(state, Receipt):
        return FINAL
    if state.step is Step.DRAFT:
        return DRAFT
    return FINAL if state.signed_off else REVIEWED


def proof(state: Dispatch | Receipt, body: "PageModel", directory: Directory, order: Order) -> Proof:
    """Make the pages that an order asks for; ``body`` is the document as it is shown."""
    from xzt.archive.ruledpages import ruled_pages
    from xzt.archive.sheet import course_rows, sheet_rows
    from xzt.docs.layout import paper

    fonts = font_book()
    made = {
        "body": lambda: body,
        "sheet": lambda: ruled_pages(*sheet_rows(state, directory), fonts),
        "course": lambda: ruled_pages(*course_rows(state, directory), fonts),
    }
    whole = paper.joined(tuple(made[part]() for part in order.parts), duplex=order.duplex)
    if order.mirrored:
        whole = paper.mirrored(whole)
    count = len(whole.pages)
    pages = paper.read_pages(order.pages, count) if order.pages.strip() else tuple(range(1, count + 1))
    marked = paper.marked(paper.chosen(whole, pages or (), order.which), fonts, edge=order.edge, water=order.water)
    return Proof(marked, count, pages is not None)


def numbered(client: "Client", state: Dispatch | Receipt, first: str, count: int) -> "PageModel":
    """Give the document once for every copy, each with its own 份号 from ``first`` on (GB/T 9704-2012 7.2.1) and on sheets of its own."""
    from xzt.docs.layout import paper

    digest, profile = sealed_file(state), profile_of(state, client.unit_profile())
    sealed = client.blob(digest) if digest else None
    copies = tuple(pages_of(state, sealed, profile, f"{int(first) + at:06}") for at in range(count))
    return paper.joined(copies, duplex=True)


def spooler() -> str:
    """Give the path of CUPS's ``lp``, empty where this machine has none (Windows)."""
    return shutil.which("lp") or ""


def spool_pdf(lp: str, pdf: bytes, setup: Setup) -> None:
    """Hand a PDF to CUPS at life size; it goes through a pipe, so that nothing is written to the disk on our side.

    ``Trouble("printer_failed")`` carries what the printing system said.
    """
    sides = "two-sided-long-edge" if setup.duplex else "one-sided"
    options = [part for option in ("media=A4", "print-scaling=none", f"sides={sides}") for part in ("-o", option)]
    command = [lp, "-d", setup.printer, "-n", str(setup.copies), "-t", setup.title, *options, "-"]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603  no shell, own arguments
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Trouble("printer_failed", printer=setup.printer, detail=str(error)) from error
    if done.returncode != 0:
        raise Trouble(
            "printer_failed", printer=setup.printer, detail=done.stderr.decode(errors="replace").strip()[:200] or str(done.returncode)
        )


def prints(client: "Client", kind: str, record: str) -> tuple[Printed, ...]:
    """List when and by whom a record was printed from this store, oldest first (PRN-03)."""
    return client.remembered(_key(kind, record), tuple[Printed, ...]) or ()


def note(client: "Client", kind: str, record: str, done: Printed) -> Future[None]:
    """Note a print in this store, encrypted as all else; the oldest beyond ``MOST`` are forgotten."""
    return client.remember(_key(kind, record), (*prints(client, kind, record), done)[-MOST:])


def _key(kind: str, record: str) -> str:
    return f"prints.{kind}.{record}"


def save_pdf(model: "PageModel", title: str, when: datetime, path: Path) -> Path:
    """Write the pages as a PDF file of our own making, whole or not at all."""
    from xzt.docs.render.pdf import write_pdf

    replace_file(path, write_pdf(model, title, when))
    return path
