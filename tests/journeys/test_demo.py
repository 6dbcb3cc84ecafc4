"""``xzt demo --headless``: the whole life of one document, and what it leaves (issue 2, "it must show" 2, 3, 6)."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from xzt.core.errors import Trouble
from xzt.docs.importing import read_file
from xzt.docs.model import Heading, ItemList, OfficialDocument, Paragraph
from xzt.store import keyslots

ROOT = Path(__file__).parents[2]
NOTICE = ROOT / "resources" / "sample" / "湘政办函〔2022〕23号.txt"

pytestmark = pytest.mark.journey


def xzt(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("DISPLAY", None)
    return subprocess.run([sys.executable, "-m", "xzt", *arguments], capture_output=True, text=True, check=False, env=environment, cwd=ROOT)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    done = xzt("demo", "--headless", "--out", str(folder))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return folder


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def mended(text: str) -> str:
    """The publisher's half-width marks and their full-width ones, made equal: what the checker mends and nothing else."""
    table = str.maketrans({"，": ",", "；": ";", "：": ":", "（": "(", "）": ")", "？": "?", "！": "!"})
    return bare(text).translate(table)


def pieces(document: OfficialDocument) -> list[str]:
    found: list[str] = []
    for blocks in (document.blocks, *(attachment.blocks for attachment in document.attachments)):
        for block in blocks:
            if isinstance(block, Heading):
                found.append(block.text + block.body)
            elif isinstance(block, Paragraph):
                found.append(block.text)
            elif isinstance(block, ItemList):
                found.extend(block.items)
    return found


def pdf_text(path: Path) -> str:
    return subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout


def without_furniture(text: str) -> str:
    """Leave out what the page adds: page numbers in their dashes."""
    return re.sub(r"—\s*\d+\s*—", "", text)


def test_everything_the_issue_names_is_there(out: Path) -> None:
    for name in ("document.pdf", "document.ofd", "document.docx", "package", "journey.json", "stores"):
        assert (out / name).exists(), name
    assert len(list((out / "screens").glob("*.png"))) >= 12
    steps = json.loads((out / "journey.json").read_text(encoding="utf-8"))["steps"]
    assert {"actor", "unit", "action", "line", "milliseconds"} <= set(steps[0])
    assert {step["unit"] for step in steps} == {"湖南省人民政府办公厅", "长沙市人民政府", "湖南省财政厅"}
    offline = [step for step in steps if step["line"] == "offline"]
    assert any("核稿" in step["action"] for step in offline)


def test_the_pdf_has_the_notice_exactly(out: Path) -> None:
    """The text of the publisher, character by character, but for the punctuation that the checker mended."""
    source = mended(NOTICE.read_text(encoding="utf-8"))
    assert mended(without_furniture(pdf_text(out / "document.pdf"))) == _in_page_order(source)


def _in_page_order(source: str) -> str:
    """The page sets the mark and the number above the title; the publisher's text begins with the title and lists the number after it."""
    number = mended("湘政办函〔2022〕23号")
    before, after = source.split(number, 1)
    return mended("湖南省人民政府办公厅") + number + before + after


def test_the_number_and_date_are_those_of_the_server(out: Path) -> None:
    """N1, N2, N4, N5: given after sign-off, in the year of the sign-off."""
    text = bare(pdf_text(out / "document.pdf"))
    assert "湘政办函〔2022〕23号" in text
    assert "2022年3月23日" in text


def test_pages_are_a4_with_22_lines_of_28_characters(out: Path) -> None:
    """AE-21."""
    info = subprocess.run(["pdfinfo", str(out / "document.pdf")], capture_output=True, text=True, check=True).stdout
    assert "A4" in info
    boxes = subprocess.run(["pdftotext", "-bbox-layout", str(out / "document.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    pages = boxes.split("<page ")[1:]
    counts = []
    for page in pages:
        baselines = sorted({round(float(y)) for y in re.findall(r'<line [^>]*yMin="([\d.]+)"', page)})
        words = "".join(re.findall(r"<word[^>]*>([^<]*)</word>", page))
        counts.append((len(baselines), len(words)))
    assert max(lines for lines, _ in counts) == 23, "22 lines and the page number"
    assert sum(lines == 23 for lines, _ in counts) >= 15
    text = subprocess.run(["pdftotext", "-layout", str(out / "document.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    assert max(sum(1 for char in line if unicodedata.east_asian_width(char) in "WF") for line in text.splitlines()) <= 29


def test_fonts_are_embedded(out: Path) -> None:
    """AE-20, AE-22."""
    fonts = subprocess.run(["pdffonts", str(out / "document.pdf")], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), fonts


def test_the_docx_holds_the_text(out: Path) -> None:
    content = read_file(NOTICE).document
    text = mended("".join(pieces(read_file(out / "document.docx").document)))
    assert text == mended("".join(pieces(content)))


def test_no_word_of_the_document_is_in_a_store(out: Path) -> None:
    """RS-03: title, names, opinions and any run of eight characters of the text, in UTF-8 and UTF-16."""
    source = bare(NOTICE.read_text(encoding="utf-8"))
    words = {source[at : at + 8] for at in range(0, len(source) - 8, 40)} | {"湘政办函", "拟同意", "数字政府", "同意印发"}
    needles = [word.encode(coding) for word in words for coding in ("utf-8", "utf-16-le", "gb18030")]
    files = [path for path in (out / "stores").rglob("*") if path.is_file()]
    assert len([path for path in files if path.name == "store.db"]) >= 10
    for path in files:
        data = path.read_bytes()
        assert not any(needle in data for needle in needles), path


def test_nothing_opens_a_store_but_its_password(out: Path) -> None:
    """RS-01, RS-02: sqlite3 sees no database; a wrong password says that it is wrong."""
    for path in (out / "stores").rglob("store.db"):
        assert not path.read_bytes().startswith(b"SQLite format 3")
        with sqlite3.connect(path) as db, pytest.raises(sqlite3.DatabaseError):
            db.execute("SELECT * FROM sqlite_master").fetchall()
        db.close()
    folder = next((out / "stores").rglob("store.db")).parent
    with pytest.raises(Trouble) as caught:
        keyslots.open_slot(folder, "not the password")
    assert caught.value.code == "wrong_password"


def test_the_package_verifies_by_itself(out: Path) -> None:
    """Must show: no server, no store; in words and for programs."""
    done = xzt("verify", str(out / "package"), "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["ok"]
    assert len(report["checks"]) > 20
    assert xzt("verify", str(out / "document.ofd")).returncode == 0


def test_one_changed_byte_in_each_file_is_found_and_named(out: Path) -> None:
    """Must show 6, P26."""
    from xzt.archive.checks import verify

    files = sorted(path for path in (out / "package").rglob("*") if path.is_file())
    assert len(files) > 20
    for path in files:
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :])
        try:
            report = verify(out / "package", None)
        finally:
            path.write_bytes(data)
        name = str(path.relative_to(out / "package"))
        assert not report.ok, name
        assert any(not check.ok and check.subject == name for check in report.checks), name
    assert verify(out / "package", None).ok


def test_opinions_verify_with_openssl(out: Path) -> None:
    """Signing: sign-off and opinions are signatures that openssl verifies."""
    folder = out / "package" / "data"
    signatures = sorted(folder.rglob("*.sig"))
    assert [path.stem.split("-")[1] for path in signatures] == ["核稿", "会签", "会签", "签发", "复核校对", "用印", "分发", "归档"]
    for signature in signatures:
        stem = signature.with_suffix("")
        command = ["openssl", "pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678", "-certin"]
        done = subprocess.run(
            [*command, "-inkey", f"{stem}.pem", "-in", f"{stem}.json", "-sigfile", str(signature)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (signature, done.stdout, done.stderr)


def test_every_form_is_drafted_in_the_window(tmp_path: Path) -> None:
    """Issue 3, must show 8: a picture of each special form, from the real window."""
    done = xzt("demo", "--forms", "--out", str(tmp_path))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert sorted(path.stem.partition("-")[2] for path in (tmp_path / "screens").glob("*.png")) == sorted(
        ["选文种", "请示模板", "信函", "纪要", "联合行文", "写正文", "转发", "命令"]
    )
