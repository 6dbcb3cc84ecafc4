"""An incoming document that did not come over the exchange: what its file says becomes the draft of a registration (RCV-02, RCV-07).

What holds text is looked through for marks of state secrets before anything is kept (G3). Reads files: call ``read`` in a job.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, structs

from xzt.client.clock import new_id
from xzt.core.encoding import encode
from xzt.core.errors import Refusal, Trouble
from xzt.docs.kinds.filling import House, empty
from xzt.docs.model import OfficialDocument
from xzt.office.act import AttachedFile
from xzt.office.receipt.commands import Enter
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Receipt, Source, Step
from xzt.office.receipt.verdict import Verdict

if TYPE_CHECKING:
    from xzt.client.session import Client

DOCUMENTS, PAGES, PACKAGES, PICTURES = (".txt", ".docx"), (".ofd", ".pdf"), (".zip",), (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")
ENDINGS = (*DOCUMENTS, *PAGES, *PACKAGES, *PICTURES)
"""Files that become the draft of a registration. A picture says nothing of itself: a person writes its fields down."""


class Read(Struct, frozen=True):
    """What a file says of itself: the fields of the register as far as they were found, and its text as a document."""

    entry: Registration
    document: OfficialDocument


def read(path: Path) -> Read:
    """Read a file by its ending; ``Trouble`` of the readers, ``import_type``, ``state_secret_mark``."""
    from xzt.docs.importing.files import read_file  # readers load when a file comes

    ending = path.suffix.lower()
    if ending in DOCUMENTS:
        imported = read_file(path)
        document, found = imported.document, imported.found
        sender = document.signers[0] if document.signers else document.mark.removesuffix("文件")
        title = document.title.replace("\n", "") or path.stem
        return Read(Registration(sender, found.number, title, document.urgency, found.date), document)
    if ending in PAGES:
        from xzt.docs.importing.attachments import read_attachment  # as above

        return _read_pages(read_attachment(path), path.stem)
    if ending in PACKAGES:
        return _read_package(path)
    if ending in PICTURES:
        return Read(Registration(title=path.stem), blank(path.stem))
    raise Trouble("import_type", ending=ending or path.name)


def _read_package(path: Path) -> Read:
    """Read what an archive package says of its document; ``Trouble("path_no_package")`` where there is none."""
    from xzt.archive.layout import METADATA, TEXT  # as above
    from xzt.archive.metadata import read_metadata
    from xzt.archive.trees import read_tree
    from xzt.docs.importing.files import read_document

    files = read_tree(path).files
    if METADATA not in files or TEXT not in files:
        raise Trouble("path_no_package", path=path.name)
    document = read_document(files[TEXT]).document
    said = {name.rpartition("/")[2]: value for name, value in reversed(read_metadata(files[METADATA]))}
    title = said.get("题名", "") or document.title.replace("\n", "")
    sender, number, date = (said.get(name, "") for name in ("责任者", "文件编号", "日期"))
    pages = said.get("页数", "")
    return Read(Registration(sender, number, title, document.urgency, date, int(pages) if pages.isdecimal() else 0), document)


def _read_pages(text: str, stem: str) -> Read:
    """Read what the text layer of an OFD or PDF file says; a scan has none and keeps the name of its file as the title."""
    from xzt.docs.importing.attachments import attachment_blocks  # as above
    from xzt.docs.importing.heads import head_of, runs_together
    from xzt.docs.importing.reading import read_text

    attachment_blocks(text)  # refuses marks of secrets wherever they stand
    if not text.strip():
        return Read(Registration(title=stem), blank(stem))
    if runs_together(text):
        head = head_of(text)
        entry = Registration(head.organ, head.number, head.title or stem, head.urgency, head.date)
        return Read(entry, blank(entry.title))
    imported = read_text(text)
    document = imported.document
    title = document.title.replace("\n", "") or stem
    sender = document.signers[0] if document.signers else document.mark.removesuffix("文件")
    return Read(Registration(sender, imported.found.number, title, document.urgency, imported.found.date), document)


def take_in_receipt(client: "Client", path: Path) -> None:
    """Make the draft of a registration of one file, which goes with it. Blocks.

    A file that waits for its registration already is not entered again: the program may have ended before it was moved away.
    """
    from xzt.client.verifying import verdict_of  # signing and archives load when a file comes

    found = read(path)
    kept = client.files.take_in(path, lambda _done, _total: None)
    for row in client.rows("receipts", kept.digest):
        state = client.record("receipt", row.id)
        if isinstance(state, Receipt) and state.step is Step.REGISTER and any(one.digest == kept.digest for one in state.source.attached):
            return
    files = (AttachedFile(path.name, kept.digest, kept.size),)
    enter = entering(found.entry, found.document, files, verdict_of(client, path))
    outcome = client.submit("receipt", new_id(client.now()), enter).result()
    if isinstance(outcome, Refusal):
        raise Trouble("state_secret_mark" if outcome.code == "state_secret" else "receipt_refused", reason=outcome.code)


def blank(title: str) -> OfficialDocument:
    """Give the document of something on paper: only its title is here; no heading or signature is made up for another organ."""
    return structs.replace(empty(House(organ="")), title=title, mark="", signers=(), printer="")


def entering(
    entry: Registration, document: OfficialDocument, files: tuple[AttachedFile, ...] = (), verdict: Verdict | None = None
) -> Enter:
    """Make the command that enters a document of another way."""
    source = Source("", "", entry.number, entry.title, entry.urgency, "", entry.date, attached=files, verdict=verdict, sender=entry.sender)
    return Enter(source, msgspec.Raw(encode(document)))
