"""A sealed OFD and a single signed command are checked without a package, a store or a server."""

import shutil
from pathlib import Path

import pytest

from tests.archive.course import Made
from tests.archive.test_tampering import flipped, named
from xzt.archive.checks import verify
from xzt.core.errors import Trouble
from xzt.signing.zips import read_zip


@pytest.fixture
def sealed(made: Made, tmp_path: Path) -> Path:
    path = tmp_path / "document.ofd"
    path.write_bytes(made.contents.ofd)
    return path


def test_sealed_file_holds_under_its_root_alone(sealed: Path, made: Made, package: Path) -> None:
    """With a root it holds; with none there is nobody to trust, and the report says so; inside a package its root is taken."""
    assert verify(sealed, [made.root]).ok
    nobody = verify(sealed)
    assert {check.code for check in nobody.faults} == {"roots", "ofd_seal"}
    assert named(nobody, "", "none")
    inside = verify(package / "data" / "正本.ofd")
    assert inside.ok
    assert [check.detail for check in inside.checks if check.code == "roots"] == ["from_package"]


def test_a_changed_sealed_file_is_found(sealed: Path, made: Made) -> None:
    """The seal covers every file inside; the zip around them has bytes that say nothing (times), which only a package covers."""
    data = sealed.read_bytes()
    found = 0
    for at in range(0, len(data), len(data) // 120):
        sealed.write_bytes(flipped(data, at))
        report = verify(sealed, [made.root])
        assert named(report, "document.ofd", "ofd") or read_zip(sealed.read_bytes()) == read_zip(data), at
        found += not report.ok
    assert found > 100


def test_one_signed_command_is_checked_by_any_of_its_three_files(package: Path, made: Made) -> None:
    base = package / "data" / "意见" / "010-签发"
    for ending in (".json", ".sig", ".pem"):
        report = verify(base.with_suffix(ending), [made.root])
        assert report.ok
        assert [check.detail for check in report.checks if check.code == "signature"] == ["示例戊"]
    assert verify(base.with_suffix(".json")).ok


@pytest.mark.parametrize("ending", [".json", ".sig", ".pem"])
def test_a_changed_signed_command_is_found(package: Path, made: Made, ending: str) -> None:
    path = package / "data" / "意见" / f"010-签发{ending}"
    before = path.read_bytes()
    for at in range(0, len(before), max(1, len(before) // 40)):
        path.write_bytes(flipped(before, at))
        assert not verify(path, [made.root]).ok
    path.unlink()
    assert named(verify(path.with_suffix(".json"), [made.root]), path.name, "missing")


def test_a_signature_by_another_person_is_found(package: Path, made: Made) -> None:
    """A good signature of the wrong person is no signature of that act."""
    folder = package / "data" / "意见"
    data = (folder / "010-签发.json").read_bytes()
    (folder / "010-签发.sig").write_bytes(made.course.keys["drafter"].sign(data))
    shutil.copy(next(folder.glob("007-*.pem")), folder / "010-签发.pem")
    (folder / "010-签发.sig").write_bytes(made.course.keys["reviewer"].sign(data))
    assert named(verify(folder / "010-签发.json", [made.root]), "010-签发.json", "other_person")


def test_what_is_none_of_these_is_trouble(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"")
    with pytest.raises(Trouble, match="path_type"):
        verify(tmp_path / "a.docx")
    with pytest.raises(Trouble, match="path_unknown"):
        verify(tmp_path / "none.ofd.txt")
