"""Whether the final file that a co-signing unit is to seal is the text that its own head signed (P1, G5, W13).

The page follows from the signed text, the profile that was frozen with it, the number and the dates. So this machine lays it out once more
and holds it against the file: byte by byte but for the package's own card (``OFD.xml``, which tells the moment of writing); where the
fonts of the machine differ, by the words of every page and by what else is drawn on it. Takes tens of milliseconds: call in a job.
"""

import re
from collections import Counter
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from xzt.client.documents import document_of, issuance_of, pages, profile_of
from xzt.client.session import Client
from xzt.core.calendar import beijing_day
from xzt.core.digest import sm3
from xzt.core.errors import Refusal, Trouble
from xzt.docs.model import OfficialDocument
from xzt.office.act import Stamp
from xzt.office.dispatch.state import Dispatch, SealAsked
from xzt.office.people import Directory, Unit
from xzt.signing.zips import read_zip

if TYPE_CHECKING:
    from xzt.docs.layout import SealPicture
    from xzt.docs.layout.pages import PageModel

_CARD = "OFD.xml"
_PRINTED = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日印发")
_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".jb2", ".tif")
_NEAR = 0.5
"""Millimetres by which the place of a seal may lie elsewhere."""
_CLEAR = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000"
    "000b4944415478da636000020000050001e9fadcd80000000049454e44ae426082"
)
"""A clear picture that only holds the place: the signature's stamp carries the real one."""


class Likeness(StrEnum):
    """How like the signed text the file is."""

    SAME = "same"
    WORDS = "words"
    """The words of every page are the same; letters stand a little elsewhere, as other fonts have it."""
    DIFFERS = "differs"
    DRAWN = "drawn"
    """The words are the same; pictures or lines are not."""
    MISPLACED = "misplaced"
    ABSENT = "absent"
    UNREADABLE = "unreadable"


_REFUSED = {
    Likeness.DIFFERS: Refusal("final_differs"),
    Likeness.DRAWN: Refusal("final_drawn"),
    Likeness.MISPLACED: Refusal("final_misplaced"),
    Likeness.ABSENT: Refusal("final_absent"),
    Likeness.UNREADABLE: Refusal("final_unreadable"),
}
"""Why it is not sealed."""


class FinalCheck(Struct, frozen=True):
    """How like it is, how many pages the file has, and the first page on which something differs (from 1)."""

    likeness: Likeness
    pages: int = 0
    page: int = 0

    def refusal(self) -> Refusal | None:
        """Refuse to seal what is not the signed text, or what could not be looked at."""
        refused = _REFUSED.get(self.likeness)
        return Refusal(refused.code, {"page": str(self.page)}) if refused else None


def place_holders(units: tuple[Unit, ...]) -> "tuple[SealPicture, ...]":
    """Give pictures that hold the places of these organs' seals."""
    from xzt.docs.layout import SealPicture

    return tuple(SealPicture(_CLEAR, float(unit.seal_diameter)) for unit in units)


def check_final(client: Client, state: Dispatch) -> FinalCheck:
    """Hold the file that this unit is asked to seal against what its head signed."""
    asked = state.seal_asked
    data = client.blob(asked.file) if asked else None
    if asked is None or data is None:
        return FinalCheck(Likeness.ABSENT)
    return held_against(data, asked, state, client.directory)


def held_against(data: bytes, asked: SealAsked, state: Dispatch, directory: Directory) -> FinalCheck:
    """Compare ``data`` with the pages that follow from the record."""
    from xzt.docs.render.ofd import seal_places, write_ofd
    from xzt.docs.render.ofd_reading import page_texts

    try:
        found, texts = read_zip(data), _bare(page_texts(data))
    except Trouble:
        return FinalCheck(Likeness.UNREADABLE)
    document, units = document_of(state), _signers(document_of(state), directory)
    issuance = structs.replace(issuance_of(state), sealed=True, printed_on=_printed_on(texts, state, asked))
    model: PageModel = pages(document, issuance, profile_of(state), place_holders(units))
    ours = write_ofd(model, document, issuance, asked.at or state.course[-1].act.at)
    expected, words = read_zip(ours), _bare(page_texts(ours))
    if sm3(data) != asked.file:
        return FinalCheck(Likeness.DIFFERS, len(texts), 1)
    if {name: part for name, part in found.items() if name != _CARD} == {name: part for name, part in expected.items() if name != _CARD}:
        misplaced = _misplaced(asked, seal_places(model))
        return FinalCheck(Likeness.MISPLACED if misplaced else Likeness.SAME, len(texts), asked.stamp.page + 1 if misplaced else 0)
    if "".join(texts) != "".join(words):
        differing = (at for at, (one, other) in enumerate(zip(texts, words, strict=False), start=1) if one != other)
        return FinalCheck(Likeness.DIFFERS, len(texts), next(differing, min(len(texts), len(words))))
    return FinalCheck(Likeness.WORDS if _drawn(found) == _drawn(expected) else Likeness.DRAWN, len(texts))


def _signers(document: OfficialDocument, directory: Directory) -> tuple[Unit, ...]:
    """Find the organs whose seals it carries; one that the directory does not know by this name counts with the usual seal."""
    by_name = {unit.name: unit for unit in directory.units}
    names = [name.replace("\u3000", "").strip() for name in document.signers]
    return tuple(by_name.get(name, Unit("", name)) for name in names)


def _printed_on(texts: list[str], state: Dispatch, asked: SealAsked) -> str:
    """Read the day of issue off the page, which the unit that leads chose; only a day from the signing to the asking can be it."""
    first = beijing_day(state.signed_off) if state.signed_off else ""
    last = beijing_day(asked.at + timedelta(days=1)) if asked.at else ""
    for year, month, day in _PRINTED.findall("".join(texts)):
        try:
            found = date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
        if first <= found <= last:
            return found
    return first


def _bare(texts: list[list[str]]) -> list[str]:
    """Give the words of every page without the gaps between them, which fonts decide."""
    return ["".join("".join(page).split()) for page in texts]


def _drawn(parts: dict[str, bytes]) -> Counter[str]:
    """Count what is drawn besides letters: pictures by digest, lines and places of pictures by their number."""
    found = Counter(sm3(part) for name, part in parts.items() if name.lower().endswith(_PICTURES))
    contents = [part for name, part in parts.items() if name.endswith("Content.xml")]
    for kind in ("PathObject", "ImageObject", "CompositeObject"):
        found[kind] = sum(part.count(f":{kind} ".encode()) for part in contents)
    return found


def _misplaced(asked: SealAsked, places: list[tuple[int, float, float, float, float]]) -> bool:
    """Say whether this organ's seal is asked for elsewhere than where its name stands."""
    if asked.place >= len(places):
        return True
    ours, stamp = Stamp(*places[asked.place]), asked.stamp
    near = abs(ours.x - stamp.x) <= _NEAR and abs(ours.y - stamp.y) <= _NEAR
    return ours.page != stamp.page or not near
