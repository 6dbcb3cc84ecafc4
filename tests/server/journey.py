"""The way of a dispatch through the server, for tests that begin late in it."""

import msgspec

from tests.server.house import Actor, document, signed_off
from tests.signing.conftest import FILES, zip_of
from xzt.core.digest import sm3
from xzt.office.act import Stamp
from xzt.office.dispatch import commands as d

PLAIN = zip_of({name: text.encode() for name, text in FILES.items()})
STAMP = Stamp(0, 110, 200, 45, 45)


def numbered(people: dict[str, Actor], record: str, content: bytes | None = None) -> None:
    """Sign off and number."""
    signed_off(people, record, content or document())
    people["wu-1"].must(record, d.AssignNumber())


def sealed(people: dict[str, Actor], record: str, content: bytes | None = None) -> str:
    """Number, bring the file and seal it; gives the digest of the sealed file."""
    numbered(people, record, content)
    keeper = people["ji-1"]
    keeper.send("PUT", f"/v1/blobs/{sm3(PLAIN)}", dict, PLAIN)
    keeper.must(record, d.Seal(sm3(PLAIN), (STAMP,)))
    digest: str = keeper.state(record)["seal"]["sealed"]
    return digest


def distributed(people: dict[str, Actor], record: str, units: tuple[str, ...] = ("cs", "hn-czt"), content: bytes | None = None) -> str:
    """Seal and send out; gives the digest of the sealed file."""
    digest = sealed(people, record, content)
    people["wu-1"].must(record, d.Distribute(units))
    return digest


def start(content: bytes | None = None) -> d.StartDraft:
    """Begin a draft."""
    return d.StartDraft(msgspec.Raw(content or document()))
