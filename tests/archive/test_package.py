"""The package as written: complete, readable, a bag, openable with other people's tools (R3, RS-28)."""

import hashlib
import json
import subprocess
import unicodedata
from pathlib import Path

import msgspec
import pikepdf
import pytest

from tests.archive.course import FACTS, Made
from xzt.archive.bags import read_info
from xzt.archive.checks import verify
from xzt.archive.package import package_files, payload, write_package
from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.signing.keys import PrivateKey, SoftwareKey

OPENSSL = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]


def run(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def bag_faults(folder: Path, algorithm: str) -> list[str]:
    """Say what RFC 8493 section 3 finds wrong: written from the RFC, nothing of the program used."""
    declared = (folder / "bagit.txt").read_bytes()
    faults = [] if declared == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n" else ["bagit.txt"]
    for manifest, required in ((f"manifest-{algorithm}.txt", True), (f"tagmanifest-{algorithm}.txt", False)):
        listed = {}
        for line in (folder / manifest).read_text(encoding="utf-8").splitlines():
            digest, name = line.split(maxsplit=1)
            listed[name] = digest
        there = {path.relative_to(folder).as_posix() for path in (folder / "data").rglob("*") if path.is_file()}
        faults += [f"unlisted {name}" for name in there - listed.keys() if required]
        for name, digest in listed.items():
            path = folder / name
            if not path.is_file() or hashlib.new(algorithm, path.read_bytes()).hexdigest() != digest:
                faults.append(f"wrong {name}")
            if name.startswith("data/") is not required:
                faults.append(f"in the wrong list {name}")
    return faults


def test_package_verifies_with_its_own_root_and_with_a_given_one(package: Path, made: Made) -> None:
    """All checks hold offline; without roots from outside the report says so (RS-28)."""
    alone, trusted = verify(package), verify(package, [made.root])
    assert alone.ok, alone.faults
    assert trusted.ok, trusted.faults
    said = {report: next(check.detail for check in report.checks if check.code == "roots") for report in (alone, trusted)}
    assert said[alone].startswith("from_package")
    assert said[trusted].startswith("given")


def test_package_is_complete_and_valid_as_a_bag(package: Path) -> None:
    """RFC 8493, both algorithms, and the count of bytes and files."""
    assert bag_faults(package, "sha256") == []
    assert bag_faults(package, "sm3") == []
    payload_files = [path for path in (package / "data").rglob("*") if path.is_file()]
    total = sum(path.stat().st_size for path in payload_files)
    assert read_info((package / "bag-info.txt").read_bytes())["Payload-Oxum"] == f"{total}.{len(payload_files)}"


def test_openssl_verifies_every_signature(package: Path, made: Made) -> None:
    """A lay administrator needs openssl alone: opinions, manifest, certificates (issue 2, Signing)."""
    root = str(package / "data" / "证书" / "根证书-1.pem")
    opinions = sorted((package / "data" / "意见").glob("*.json"))
    assert len(opinions) == 8
    for base in [path.with_suffix("") for path in opinions]:
        name = base.name
        out = run(
            "openssl", "pkeyutl", "-verify", *OPENSSL, "-certin", "-inkey", f"{name}.pem", "-in", f"{name}.json", "-sigfile", f"{name}.sig",
            folder=base.parent,
        )  # fmt: skip
        assert "Successfully" in out
        run("openssl", "verify", "-no_check_time", "-vfyopt", "distid:1234567812345678", "-CAfile", root, f"{name}.pem", folder=base.parent)
    signed = "tagmanifest-sm3.txt"
    run(
        "openssl", "pkeyutl", "-verify", *OPENSSL, "-certin", "-inkey", f"{signed}.pem", "-in", signed, "-sigfile", f"{signed}.sig",
        folder=package,
    )  # fmt: skip


def test_commands_of_the_note_work_as_printed(package: Path) -> None:
    """说明.txt tells how to check without us; its commands run as they stand (R3)."""
    note = (package / "说明.txt").read_text(encoding="utf-8")
    commands = [line.strip() for line in note.splitlines() if line.strip().startswith(("sha256sum", "openssl"))]
    assert len(commands) == 5
    for command in commands:
        words = command.replace("名字", "data/意见/010-签发").replace("根证书.pem", "data/证书/根证书-1.pem").split()
        if words[1] == "verify":
            words.insert(2, "-no_check_time")
        run(*words, folder=package)
    assert "Z109-WS·2026-D30-BGS-0001" in note
    assert "示例数据" in note


def test_opinion_files_hold_exactly_what_was_signed(package: Path, made: Made) -> None:
    """Who signed what on which text can be read in the file itself (W13)."""
    text = sm3((package / "data" / "定稿.json").read_bytes())
    signed_off = json.loads((package / "data" / "意见" / "010-签发.json").read_bytes())
    assert signed_off["person"] == "leader"
    assert signed_off["command"] == {"type": "SignOff", "opinion": "同意印发。", "text": text, "task": "", "files": []}
    assert text == made.contents.state.text
    earlier = (package / "data" / "过程稿" / "第1稿.json").read_text(encoding="utf-8")
    assert "抓紧" in earlier
    assert "认真" in (package / "data" / "定稿.txt").read_text(encoding="utf-8")


def test_payload_is_deterministic_and_names_travel(made: Made) -> None:
    """The same record gives the same bytes; names are NFC and short, so that zips and other systems keep them."""
    first, second = payload(made.contents), payload(made.contents)
    assert first == second
    for name in first:
        assert unicodedata.normalize("NFC", name) == name
        assert all(len(part.encode()) <= 60 for part in name.split("/"))


def test_digest_returned_is_that_of_the_manifest(made: Made, tmp_path: Path) -> None:
    """What RecordPackage will record is the SM3 of manifest-sm3.txt."""
    digest = write_package(made.contents, tmp_path / "package", made.key, made.course.at)
    assert digest == sm3((tmp_path / "package" / "manifest-sm3.txt").read_bytes())
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_metadata_carries_the_elements(package: Path) -> None:
    """DA/T 46-2009 and GB/T 33480 elements with the record's values; no secrecy level (G3)."""
    text = (package / "data" / "元数据.xml").read_text(encoding="utf-8")
    for wanted in (
        "<题名>示例市人民政府办公室关于印发示例事项工作方案的通知</题名>",
        "<文件编号>示政办发〔2026〕23号</文件编号>",
        "<日期>2026-11-23</日期>",
        "<保管期限>30年</保管期限>",
        "<公文标识>0199aaaa-0000-7000-8000-000000000001</公文标识>",
        "<页数>4</页数>",
        "<关系描述>已拒收</关系描述>",
    ):
        assert wanted in text
    assert "<密级" not in text


def test_pdfs_open_with_every_font_inside(package: Path) -> None:
    """DA/T 70 usability: no font is left to the reader's machine."""
    for name in ("正本.pdf", "处理单.pdf"):
        with pikepdf.open(package / "data" / name) as pdf:
            assert len(pdf.pages) >= 1
        listed = run("pdffonts", name, folder=package / "data")
        assert all(line.split()[-5] == "yes" for line in listed.splitlines()[2:])


@pytest.mark.parametrize("part", ["log", "state", "ofd", "roots"])
def test_contradictory_contents_are_not_packed(made: Made, tmp_path: Path, part: str) -> None:
    """What does not agree with itself never becomes a package."""
    contents = made.contents
    entry = msgspec.structs.replace(contents.log[3], digest="0" * 64)
    wrong = {
        "log": msgspec.structs.replace(contents, log=(*contents.log[:3], entry, *contents.log[4:])),
        "state": msgspec.structs.replace(contents, state=msgspec.structs.replace(contents.state, drafter="stranger")),
        "ofd": msgspec.structs.replace(contents, ofd=contents.ofd + b"\0"),
        "roots": msgspec.structs.replace(contents, roots=()),
    }[part]
    with pytest.raises(Trouble) as caught:
        write_package(wrong, tmp_path / "package", made.key, made.course.at)
    assert (caught.value.code, caught.value.params) == ("package_contradicts", {"part": part})
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_and_no_foreign_key_signs(made: Made, package: Path, tmp_path: Path) -> None:
    """A package once made stays; a key that is not its certificate's signs nothing."""
    before = files_of(package)
    with pytest.raises(Trouble, match="package_exists"):
        write_package(made.contents, package, made.key, made.course.at)
    assert files_of(package) == before
    with pytest.raises(Trouble, match="key_not_of_certificate"):
        package_files(made.contents, SoftwareKey(PrivateKey.generate(), made.key.certificate), made.course.at)


def test_a_full_disk_leaves_nothing_behind(made: Made, tmp_path: Path) -> None:
    """Written aside and renamed: a place that cannot be written to is named and left as it was."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Trouble, match="package_unwritable"):
        write_package(made.contents, tmp_path / "file" / "package", made.key, made.course.at)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_only_people_of_the_record_are_in_the_package(package: Path) -> None:
    """No more personal data than the record needs (RS-35)."""
    listed = json.loads((package / "data" / "名录.json").read_bytes())
    assert "stranger" not in {person["id"] for person in listed["people"]}
    assert {unit["id"] for unit in listed["units"]} == {"u-office", "u-finance", "u-health"}
    assert listed["sample"] is True
    assert FACTS.unit_name in (package / "bag-info.txt").read_text(encoding="utf-8")
