"""From a record to the pages that a person sees: content, what the office laid over it, seal, layout, and the files of it.

Everything here may take tens of milliseconds: call it in a job, except ``document_of`` and ``issuance_of``.
"""

import functools
import re
import ssl
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from xzt.core.calendar import BEIJING, beijing_day
from xzt.core.encoding import decode
from xzt.docs.model import Issuance, OfficialDocument
from xzt.office.dispatch.state import Dispatch, Step
from xzt.office.profile import STANDARD, Profile
from xzt.office.receipt.state import Receipt
from xzt.signing.seals import read_seal
from xzt.signing.zips import read_zip
from xzt.store.keyslots import replace_file

if TYPE_CHECKING:
    from xzt.client.session import Client
    from xzt.docs.layout import FontBook, SealPicture
    from xzt.docs.layout.composing import Seals
    from xzt.docs.layout.pages import PageModel

ROOT_ENDING = ".root.pem"
"""What a sealed document's root certificate is called beside it, so that whoever gets both can verify without a server."""


def document_of(state: Dispatch | Receipt) -> OfficialDocument:
    """Read the official document out of a record."""
    return decode(state.document, OfficialDocument)


def issuance_of(state: Dispatch | Receipt) -> Issuance:
    """Gather what the office laid over the signed text (W14)."""
    if isinstance(state, Receipt):
        source = state.source
        return Issuance(number=source.number, signed_on=source.signed_on, printed_on=source.signed_on, sealed=bool(source.file))
    signed_on = beijing_day(state.signed_off) if state.signed_off else ""
    printed_on = beijing_day(state.sealed_at) if state.sealed_at else signed_on
    number = state.number.printed() if state.number else ""
    return Issuance(number=number, signed_on=signed_on, printed_on=printed_on, sealed=state.seal is not None)


@functools.cache
def font_book() -> "FontBook":
    """Find the fonts of this machine once for the life of the process."""
    from xzt.docs.layout import FontBook

    return FontBook()


def seal_pictures(sealed: bytes) -> "tuple[SealPicture, ...]":
    """Take the pictures of the organ seals out of a sealed OFD file, in the order of the signers (7.3.5.1)."""
    from xzt.docs.layout import SealPicture

    found = [(_place(name), read_seal(data)) for name, data in read_zip(sealed).items() if name.endswith("Seal.esl")]
    seals = [seal for _, seal in sorted(found, key=lambda one: one[0])]
    return tuple(SealPicture(seal.picture.data, float(seal.picture.width), seal.name) for seal in seals)


def _place(name: str) -> tuple[int, str]:
    """Read a seal's place among several out of the name of its folder."""
    number = re.search(r"Sign_([0-9]{1,9})/", name)
    return (int(number[1]) if number else 0, name)


def profile_of(state: Dispatch | Receipt, unit: Profile = STANDARD) -> Profile:
    """Give the profile of a record's page: the ``unit``'s own while it is written, then the one that it was submitted with."""
    if isinstance(state, Dispatch) and state.step is Step.DRAFT:
        return unit
    return state.profile or STANDARD


def pages(document: OfficialDocument, issuance: Issuance, profile: Profile, seal: "Seals" = None) -> "PageModel":
    """Lay the document out."""
    from xzt.docs.layout import lay_out

    return lay_out(document, issuance, font_book(), seal, profile)


def sealed_file(state: Dispatch | Receipt) -> str:
    """Give the digest of the sealed file that belongs to a record, empty while there is none."""
    if isinstance(state, Receipt):
        return state.source.file
    return state.seal.sealed if state.seal else ""


def pages_of(state: Dispatch | Receipt, sealed: bytes | None, profile: Profile, copy_number: str = "") -> "PageModel":
    """Lay a record's document out as it stands, with its seal where ``sealed`` (the sealed file) is at hand, and a 份号 if one is given."""
    issuance = structs.replace(issuance_of(state), copy_number=copy_number)
    return pages(document_of(state), issuance, profile, seal_pictures(sealed) if sealed else None)


class Sealed(Struct, frozen=True):
    """A sealed file with the root certificate (DER) that its seal goes back to."""

    ofd: bytes
    root: bytes


def sealed_of(client: "Client", state: Dispatch | Receipt) -> Sealed | None:
    """Read a record's sealed file out of the store, None while it is not here."""
    digest = sealed_file(state)
    ofd = client.blob(digest) if digest else None
    return Sealed(ofd, b64decode(client.roots()[0])) if ofd else None


def export(state: Dispatch | Receipt, laid: "tuple[PageModel, Profile]", sealed: Sealed | None, folder: Path, stem: str) -> list[Path]:
    """Write PDF, OFD and DOCX into ``folder``, each whole or not at all. The OFD is the sealed file itself where there is one.

    ``laid`` are the pages and the profile that they were laid out by.
    """
    from xzt.docs.render.docx import write_docx
    from xzt.docs.render.ofd import write_ofd
    from xzt.docs.render.pdf import write_pdf

    (model, profile), document, issuance = laid, document_of(state), issuance_of(state)
    day_of = issuance.signed_on or beijing_day(state.course[-1].act.at)
    when = datetime.fromisoformat(day_of).replace(tzinfo=BEIJING)
    files = {
        ".pdf": write_pdf(model, document.title.replace("\n", ""), when),
        ".ofd": sealed.ofd if sealed else write_ofd(model, document, issuance, when),
        ".docx": write_docx(document, issuance, profile),
    }
    if sealed:
        files[ROOT_ENDING] = ssl.DER_cert_to_PEM_cert(sealed.root).encode()
    written = []
    for ending, data in files.items():
        path = folder / f"{stem}{ending}"
        replace_file(path, data)
        written.append(path)
    return written
