"""Malformed files are refused in words, in time, in bounds, and leave nothing behind (must-show 5, RS-12, RS-20)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.conftest import ROOT
from tests.fuzz.mutations import packed, sound, unpacked
from xzt.core.errors import Trouble
from xzt.docs.importing import apart, read_attachment, read_docx, read_file, read_text
from xzt.docs.importing.packages import LARGEST_FILE

FEW = 80
"""Files of the short run; ``make fuzz`` takes all."""


def test_the_first_malformed_files() -> None:
    """Each in a limited process, as ``make fuzz`` does it with ten thousand."""
    done = subprocess.run([sys.executable, "-m", "tests.fuzz", "--count", str(FEW)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def changed(kind: str, name: str, data: bytes) -> bytes:
    return packed([(member, data if member == name else was) for member, was in unpacked(sound(kind))])


W = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
LINES = W.format("<w:p><w:r><w:t>字</w:t></w:r></w:p>" * 145_000).encode()
"""Just below the limit of marks: too many lines for the time that so small a file may take."""


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("more.docx", changed(".docx", "word/document.xml", LINES * 2), "import_too_large"),
        ("deep.docx", changed(".docx", "word/document.xml", W.format("<w:sdt>" * 9000 + "</w:sdt>" * 9000).encode()), "import_not_docx"),
        ("cut.docx", sound(".docx")[:9000], "import_not_docx"),
        ("huge.docx", b"PK" + bytes(LARGEST_FILE), "import_too_large"),
        ("cut.ofd", sound(".ofd")[:9000], "ofd_unreadable"),
        ("cut.pdf", sound(".pdf")[:300], "pdf_unreadable"),
        ("mixed.txt", "通知".encode() + "通知".encode("utf-16"), "import_encoding"),
    ],
)
def test_the_whole_way_with_a_fresh_process(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Trouble) as trouble:
        _ = read_attachment(path) if path.suffix in {".ofd", ".pdf"} else read_file(path)
    assert trouble.value.code == code


@pytest.mark.timeout(30)
def test_an_endless_note_of_attachments_is_read_in_one_go() -> None:
    """Without end in time that grows with its square, a text held the import up for minutes."""
    line = "a-" * 19
    assert read_text("通知\n附件：名单\n" + f"{line}\n" * 50_000).found.named == ("名单" + line * 50_000,)


def test_what_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "seconds_for", lambda _data: 1)
    (tmp_path / "many.docx").write_bytes(changed(".docx", "word/document.xml", LINES))
    with pytest.raises(Trouble) as trouble:
        read_file(tmp_path / "many.docx")
    assert trouble.value.code == "import_gave_up"


def test_names_that_climb_lead_nowhere(tmp_path: Path) -> None:
    """CWE-22: names are looked up in the package, never on the disk."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    for ending in (".docx", ".ofd"):
        climbing = [*unpacked(sound(ending)), ("../../outside", b"x"), (str(tmp_path / "absolute"), b"x")]
        path = folder / f"file{ending}"
        path.write_bytes(packed(climbing))
        _ = read_attachment(path) if ending == ".ofd" else read_file(path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "file.docx", "file.ofd"]


def test_a_word_file_reads_the_same_apart(tmp_path: Path) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(sound(".docx"))
    assert read_file(path) == read_docx(sound(".docx"))
