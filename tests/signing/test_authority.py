"""The sample authority: made once, loaded again, readable by its owner alone, and everything it issues says 示例."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from tests.signing.conftest import FONT, NOW
from xzt.core.errors import Trouble
from xzt.signing.authority import SampleAuthority
from xzt.signing.certs import Subject, check_chain, read_certificate
from xzt.signing.keys import PrivateKey


def test_it_is_made_once_and_loaded(tmp_path: Path) -> None:
    made = SampleAuthority.create(tmp_path / "ca", NOW)
    loaded = SampleAuthority.load(tmp_path / "ca")
    assert (loaded.root, loaded.maker.certificate) == (made.root, made.maker.certificate)
    with pytest.raises(Trouble, match="authority_exists"):
        SampleAuthority.create(tmp_path / "ca", NOW)
    with pytest.raises(Trouble, match="authority_missing"):
        SampleAuthority.load(tmp_path / "nothing")
    (tmp_path / "ca" / "root.key").write_bytes(PrivateKey.generate().to_pkcs8())
    with pytest.raises(Trouble, match="key_not_of_certificate"):
        SampleAuthority.load(tmp_path / "ca")


def test_its_files_are_the_owners(tmp_path: Path) -> None:
    """RS-01: 0600 from the first byte, nothing half-written left."""
    authority = SampleAuthority.create(tmp_path / "ca", NOW)
    authority.organ_seal("unit", "示例机关", NOW, FONT)
    files = [path for path in (tmp_path / "ca").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".key", ".crt", ".esl"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_all_it_issues_is_marked_and_good(tmp_path: Path) -> None:
    authority = SampleAuthority.create(tmp_path / "ca", NOW)
    public = PrivateKey.generate().public
    subject = Subject("样例甲", "示例机关", "p", "正式")
    person, archive = authority.issue_person(public, subject, NOW), authority.issue_archive(public, subject, NOW)
    seal = authority.organ_seal("unit", "示例机关", NOW, FONT)
    slow = NOW - timedelta(minutes=30)
    assert check_chain(person, [authority.root], slow, "person") == []
    assert check_chain(archive, [authority.root], slow, "archive") == []
    assert check_chain(seal.cert, [authority.root], slow, "organ_seal") == []
    assert check_chain(authority.maker.certificate, [authority.root], slow, "seal_maker") == []
    issued = [authority.root, authority.maker.certificate, person, archive, seal.cert]
    assert [read_certificate(der).subject.note for der in issued] == ["示例"] * 5


def test_a_unit_keeps_its_seal(tmp_path: Path) -> None:
    """The same seal after a restart, another for another unit, a new one when it has run out or the unit is renamed."""
    first = SampleAuthority.create(tmp_path / "ca", NOW).organ_seal("unit", "示例机关", NOW, FONT)
    authority = SampleAuthority.load(tmp_path / "ca")
    again = authority.organ_seal("unit", "示例机关", NOW, FONT)
    assert (again.esl, again.cert, again.key.public) == (first.esl, first.cert, first.key.public)
    assert authority.organ_seal("other", "示例机关", NOW, FONT).esl != first.esl
    assert authority.organ_seal("unit", "示例机关", NOW + timedelta(days=6 * 365), FONT).esl != first.esl
    assert authority.organ_seal("unit", "示例新机关", NOW, FONT).esl != first.esl
