"""随文文件 in the package: as they went, and a package without one, with another or with one more does not hold (RS-28)."""

from pathlib import Path

from tests.archive.course import BEGIN, Made, make
from xzt.archive import layout
from xzt.archive.checks import verify
from xzt.archive.package import package_files, seal_files, write_package
from xzt.signing.authority import SampleAuthority

TABLE = {"示例附表.csv": "单位,件数\n示例市财政局,3\n".encode(), "现场.bin": bytes(range(256))}


def refused_when_changed(made: Made, folder: Path, named: str, more: str, code: str) -> None:
    """Take the file ``named`` out, change it, add one more; each time the package is signed anew and still told as wrong."""
    files = package_files(made.contents, made.key, made.course.at)
    changes = (
        {name: data for name, data in files.items() if name != named},
        {**files, named: b"another"},
        {**files, more: b"one more"},
    )
    for n, changed in enumerate(changes):
        bare = {name: data for name, data in changed.items() if "manifest" not in name and not name.startswith(("bagit", "sign"))}
        for name, data in seal_files(bare, made.key).items():
            path = folder / f"changed-{n}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        faults = verify(folder / f"changed-{n}", [made.root]).faults
        assert any(fault.code == code and named[: named.rindex("/") + 1] in fault.subject for fault in faults), faults


def test_files_go_into_the_package_and_are_held_to_what_was_signed_off(tmp_path: Path) -> None:
    """W13: whoever can sign a package anew cannot change the files without the sign-off showing it."""
    made = make(SampleAuthority.create(tmp_path / "authority", BEGIN), TABLE)
    write_package(made.contents, tmp_path / "package", made.key, made.course.at)
    report = verify(tmp_path / "package", [made.root])
    assert report.ok, report.faults
    for name, data in TABLE.items():
        assert (tmp_path / "package" / layout.ATTACHED / name).read_bytes() == data
    refused_when_changed(made, tmp_path, f"{layout.ATTACHED}现场.bin", f"{layout.ATTACHED}多的.bin", "text_versions")


def test_flw14_files_of_opinions_are_in_the_package_and_held_to_what_the_opinion_named(tmp_path: Path) -> None:
    """FLW-14, R3: what an opinion rested on lies beside it; one changed, missing or added shows, whoever signs the package anew."""
    made = make(SampleAuthority.create(tmp_path / "authority", BEGIN), said=TABLE)
    write_package(made.contents, tmp_path / "package", made.key, made.course.at)
    report = verify(tmp_path / "package", [made.root])
    assert report.ok, report.faults
    names = sorted(path.name for path in (tmp_path / "package" / layout.SAID).iterdir())
    assert {name.partition("_")[2] for name in names} == set(TABLE)
    refused_when_changed(made, tmp_path, f"{layout.SAID}{names[0]}", f"{layout.SAID}00000000_多的.bin", "opinion_files")
