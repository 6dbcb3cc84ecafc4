"""A package or sealed file from outside: checked, its verdict said, and the registration drafted from it (RCV-06)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.conftest import made, written
from tests.archive.course import Made
from tests.signing.conftest import NOW, authority, files_of, organ, plain_ofd, sealed_ofd, zip_of
from tests.store.places import PASSWORD, make_store
from xzt.client.access import unlock
from xzt.client.receiving import read, take_in_receipt
from xzt.client.session import Client
from xzt.client.verifying import verdict_of, verdict_of_sealed
from xzt.core.digest import sm3
from xzt.office.receipt.state import Receipt, Source
from xzt.office.receipt.verdict import Verdict
from xzt.signing.authority import SampleAuthority
from xzt.signing.certs import make_root, read_certificate
from xzt.signing.keys import PrivateKey
from xzt.signing.seals import read_sealed_value

__all__ = ["authority", "made", "organ", "plain_ofd", "sealed_ofd", "written"]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    opened = unlock(make_store(tmp_path / "store", "receiver"), PASSWORD)
    yield opened
    opened.close()


def trusting(client: Client, monkeypatch: pytest.MonkeyPatch, *roots: bytes) -> None:
    from base64 import b64encode

    monkeypatch.setattr(client, "roots", lambda: tuple(b64encode(root).decode() for root in roots))


def judged(client: Client, path: Path, data: bytes) -> Verdict:
    path.write_bytes(data)
    found = verdict_of(client, path)
    assert found is not None
    return found


def test_rcv_06_a_sealed_file_is_valid_by_whom_and_as_of_when(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, authority: SampleAuthority, sealed_ofd: bytes
) -> None:
    """RCV-06: whole and sealed by an organ that is trusted here; whole but sealed by a stranger is told apart."""
    trusting(client, monkeypatch, authority.root)
    found = judged(client, tmp_path / "来文.ofd", sealed_ofd)
    assert (found.state, found.findings) == ("valid", ())
    assert "湖南省示例办公厅" in found.by
    assert found.at is not None
    trusting(client, monkeypatch, make_root(PrivateKey.generate(), "另一个样例根", NOW, 10))
    assert judged(client, tmp_path / "来文.ofd", sealed_ofd).state == "untrusted"


def test_rcv_06_a_changed_file_is_broken_and_says_why(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, authority: SampleAuthority, sealed_ofd: bytes, plain_ofd: bytes
) -> None:
    """RCV-06: what was changed after sealing is named; a file without a seal, and a kind that is not checked, are no broken ones."""
    trusting(client, monkeypatch, authority.root)
    files = files_of(sealed_ofd)
    changed = zip_of({**files, "Doc_0/Res/data.bin": b"changed"})
    found = judged(client, tmp_path / "改过.ofd", changed)
    assert found.state == "broken"
    assert any("digests" in one.detail for one in found.findings)
    assert judged(client, tmp_path / "没有章.ofd", plain_ofd).state == "unsealed"
    assert judged(client, tmp_path / "a.pdf", b"%PDF-1.7 /ByteRange [0 1 2 3]").state == "broken"
    assert judged(client, tmp_path / "b.pdf", b"%PDF-1.7").state == "unsealed"
    (tmp_path / "c.txt").write_text("样例", encoding="utf-8")
    assert verdict_of(client, tmp_path / "c.txt") is None


def test_rcv_06_a_package_drafts_its_registration(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, made: Made, written: Path
) -> None:
    """RCV-06: the package is checked as a whole; number, title and sender come from its final document; the verdict stays with it."""
    trusting(client, monkeypatch, *made.contents.roots)
    path = Path(shutil.make_archive(str(tmp_path / "来文"), "zip", written))
    assert made.contents.state.number is not None
    found = read(path)
    assert found.entry.number == made.contents.state.number.printed()
    assert found.entry.title == made.contents.state.elements.title.replace("\n", "")
    take_in_receipt(client, path)
    state = client.record("receipt", client.rows("receipts")[0].id)
    assert isinstance(state, Receipt)
    assert state.source.verdict is not None
    assert (state.source.verdict.state, bool(state.source.verdict.by), state.source.verdict.at) == ("valid", True, made.course.at)
    spoiled = tmp_path / "spoiled"
    shutil.copytree(written, spoiled)
    (spoiled / "data" / "定稿.txt").write_text("改过", encoding="utf-8")
    broken = verdict_of(client, Path(shutil.make_archive(str(tmp_path / "改过"), "zip", spoiled)))
    assert broken is not None
    assert broken.state == "broken"
    assert any(one.subject == "data/定稿.txt" for one in broken.findings)


def of_exchange(client: Client, data: bytes, file: str = "", unit: str = "") -> tuple[str, list[str]]:
    source = Source("r", unit, "示政发〔2022〕7号", "关于样例事项的通知", "", file or sm3(data), "2022-03-02")
    found = verdict_of_sealed(client, source, data)
    return found.state, [f"{one.code} {one.detail}".strip() for one in found.findings]


def test_rcv_06_what_the_exchange_brings_is_the_file_that_is_named_sealed_by_the_organ_that_sent_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, authority: SampleAuthority, sealed_ofd: bytes, plain_ofd: bytes
) -> None:
    """RCV-06: another file, a seal taken off, another organ's seal, half a file: each is broken with its reason."""
    trusting(client, monkeypatch, authority.root)
    (value,) = [read_sealed_value(data) for name, data in files_of(sealed_ofd).items() if name.endswith("SignedValue.dat")]
    unit = read_certificate(value.certificate).subject.id
    assert of_exchange(client, sealed_ofd, unit=unit) == ("valid", [])
    assert of_exchange(client, sealed_ofd, "0" * 64, unit) == ("broken", ["digest_sm3 changed"])
    assert of_exchange(client, sealed_ofd, unit="another") == ("broken", ["sender other_unit"])
    assert of_exchange(client, plain_ofd, unit=unit) == ("broken", ["ofd_seal ofd signed"])
    assert of_exchange(client, sealed_ofd[:500], unit=unit)[0] == "broken"
    monkeypatch.setattr(client, "roots", lambda: ())
    assert of_exchange(client, sealed_ofd, unit=unit)[0] == "untrusted"
