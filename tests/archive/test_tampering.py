"""Nothing in a package can be changed, taken out, added or exchanged without ``verify`` failing and naming it.

P26, RS-28; issue 2, must show 6.
"""

import os
import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.archive.course import Made
from tests.archive.test_package import files_of
from xzt.archive.checks import verify, verify_tree
from xzt.archive.report import Check, Report
from xzt.archive.trees import MOST_NAME_BYTES, Tree, read_tree
from xzt.core.errors import Trouble

Change = Callable[[bytes], bytes]


def flipped(data: bytes, at: int, bits: int = 1) -> bytes:
    return data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :]


CHANGES: dict[str, Change] = {
    "first byte": lambda data: flipped(data, 0),
    "middle byte": lambda data: flipped(data, len(data) // 2),
    "last byte": lambda data: flipped(data, len(data) - 1),
    "cut short": lambda data: data[:-1],
    "one byte more": lambda data: data + b"\n",
    "empty": lambda _: b"",
}


def named(report: Report, subject: str, detail: str = "") -> bool:
    return not report.ok and any(check.subject == subject and check.detail.startswith(detail) for check in report.faults)


def codes(report: Report) -> set[str]:
    return {check.code for check in report.faults}


@pytest.mark.parametrize("change", CHANGES)
def test_every_changed_file_is_found_and_named(package: Path, made: Made, change: str) -> None:
    """One byte in each file in turn, on disk: verify fails and names exactly that file among the changed ones."""
    names = sorted(files_of(package))
    assert len(names) > 40
    for name in names:
        path = package / name
        before = path.read_bytes()
        path.write_bytes(CHANGES[change](before))
        for roots in (None, [made.root]):
            assert named(verify(package, roots), name), (name, change)
        path.write_bytes(before)
    assert verify(package).ok


def test_every_missing_file_is_named(package: Path) -> None:
    for name in sorted(files_of(package)):
        path = package / name
        path.rename(package.parent / "away")
        assert named(verify(package), name, "missing") or named(verify(package), name, "signature_missing"), name
        (package.parent / "away").rename(path)
    assert verify(package).ok


@pytest.mark.parametrize(
    "name", ["新.txt", "data/新.txt", "data/意见/099-签发.json", "manifest-md5.txt", "fetch.txt", ".DS_Store", "data/证书/根证书-2.pem"]
)
def test_an_added_file_is_named(package: Path, name: str) -> None:
    (package / name).write_bytes((package / "data/证书/根证书-1.pem").read_bytes())
    assert named(verify(package), name, "added")


@pytest.mark.parametrize("name", ["新", "data/新", "data/意见/新"])
def test_an_added_folder_is_named(package: Path, name: str) -> None:
    (package / name).mkdir()
    assert named(verify(package), name, "added")


def test_a_renamed_file_is_missing_and_added(package: Path) -> None:
    (package / "data/正本.ofd").rename(package / "data/正文.ofd")
    report = verify(package)
    assert named(report, "data/正本.ofd", "missing")
    assert named(report, "data/正文.ofd", "added")


def test_two_opinions_exchanged_are_both_named(package: Path) -> None:
    """Signatures hold each for itself, but not in each other's place."""
    for ending in ("json", "sig", "pem"):
        first, second = package / f"data/意见/008-会签.{ending}", package / f"data/意见/009-会签.{ending}"
        one, other = first.read_bytes(), second.read_bytes()
        first.write_bytes(other)
        second.write_bytes(one)
    report = verify(package)
    assert named(report, "data/意见/008-会签.json", "changed")
    assert named(report, "data/意见/009-会签.json", "changed")


def test_links_are_refused_even_to_the_same_bytes(package: Path) -> None:
    """A link could show other bytes tomorrow (RS-12)."""
    path = package / "data/处理单.pdf"
    path.rename(package.parent / "elsewhere.pdf")
    path.symlink_to(package.parent / "elsewhere.pdf")
    assert named(verify(package), "data/处理单.pdf", "link")
    shutil.move(package / "data/意见", package.parent / "意见")
    (package / "data/意见").symlink_to(package.parent / "意见", target_is_directory=True)
    assert named(verify(package), "data/意见", "link")


@pytest.mark.skipif(os.name != "posix", reason="pipes by name")
def test_what_is_no_file_is_refused_unread(package: Path) -> None:
    os.mkfifo(package / "data" / "pipe")
    assert named(verify(package), "data/pipe", "special")


def test_names_that_clash_somewhere_are_refused(package: Path) -> None:
    """Two names that are one on another system, or one name in two Unicode forms, let two readers see two packages."""
    (package / "BAGIT.TXT").write_bytes(b"")
    assert named(verify(package), "bagit.txt", "name_clash")
    (package / "BAGIT.TXT").unlink()
    decomposed = unicodedata.normalize("NFD", "data/é.txt")
    (package / decomposed).write_bytes(b"")
    assert named(verify(package), decomposed, "name_form")
    (package / decomposed).rename(package / "data" / ("长" * (MOST_NAME_BYTES // 3 + 1)))
    assert any(check.detail == "name_long" for check in verify(package).faults)


def test_a_folder_that_goes_too_deep_or_holds_too_much_is_refused(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Depth, count and size are bounded before anything is believed (RS-12)."""
    deep = package / "data" / "/".join("d" * 12)
    deep.mkdir(parents=True)
    assert any(check.detail == "too_many" for check in verify(package).faults)
    shutil.rmtree(package / "data" / "d")
    monkeypatch.setattr("xzt.archive.trees.MOST_BYTES", 100_000)
    assert any(check.detail == "too_large" for check in verify(package).faults)
    monkeypatch.setattr("xzt.archive.trees.MOST_ENTRIES", 5)
    assert any(check.detail == "too_many" for check in verify(package).faults)


def zipped(package: Path, target: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files_of(package).items():
            archive.writestr(inside + name, data)
    return target


@pytest.mark.parametrize("inside", ["", "package/"])
def test_a_zip_of_a_package_is_one_too(package: Path, made: Made, tmp_path: Path, inside: str) -> None:
    path = zipped(package, tmp_path / "包.zip", inside)
    report = verify(path, [made.root])
    assert report.ok, report.faults
    data = path.read_bytes()
    for broken in (data + b"\0", data[:-1], b"\0" + data, flipped(data, len(data) // 2)):
        path.write_bytes(broken)
        assert not verify(path).ok


def test_two_packages_in_a_zip_are_none(package: Path, tmp_path: Path) -> None:
    path = zipped(package, tmp_path / "包.zip", "one/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("two/bagit.txt", b"")
    assert named(verify(path), "包.zip", "not_one_package")


def test_a_zip_with_a_link_or_an_empty_folder_is_refused(package: Path, tmp_path: Path) -> None:
    path = zipped(package, tmp_path / "包.zip")
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("data/link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr(zipfile.ZipInfo("data/empty/"), b"")
    report = verify(path)
    assert named(report, "data/link.txt", "link")
    assert named(report, "data/empty", "added")


@pytest.fixture(scope="session")
def tree(written: Path) -> Tree:
    return read_tree(written)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_flipped_bit_anywhere_is_found_and_named(tree: Tree, made: Made, data: st.DataObject) -> None:
    """P26: no byte of the package is outside what is checked, and no damage makes the checker fall over."""
    name = data.draw(st.sampled_from(sorted(tree.files)))
    content = tree.files[name]
    at = data.draw(st.integers(0, len(content) - 1))
    changed = flipped(content, at, 1 << data.draw(st.integers(0, 7)))
    report = verify_tree(Tree({**tree.files, name: changed}, tree.folders, ()), [made.root])
    assert named(report, name)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_cut_or_growth_is_found_and_named(tree: Tree, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(tree.files)))
    content = tree.files[name]
    at = data.draw(st.integers(0, len(content)))
    changed = content[:at] + data.draw(st.binary(min_size=0, max_size=40)) + content[data.draw(st.integers(at, len(content))) :]
    report = verify_tree(Tree({**tree.files, name: changed}, tree.folders, ()))
    assert report.ok is (changed == content)
    assert report.ok or named(report, name)


@settings(max_examples=40, deadline=None)
@given(files=st.dictionaries(st.text("ab/.", min_size=1, max_size=6), st.binary(max_size=60), max_size=4))
def test_what_is_no_package_fails_in_order(files: dict[str, bytes]) -> None:
    """Anything at all gives a report, never a crash and never a yes."""
    report = verify_tree(Tree(files, frozenset(), ()))
    assert not report.ok
    assert all(isinstance(check, Check) for check in report.checks)


def test_a_path_that_is_not_there_is_trouble(tmp_path: Path) -> None:
    for name in ("没有.zip", "没有.ofd", "没有"):
        with pytest.raises(Trouble):
            verify(tmp_path / name)
