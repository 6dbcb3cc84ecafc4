"""The handling sheet: what the trade's form shows, on A4, readable, however long the opinions (7.1 处理单)."""

import subprocess
from datetime import timedelta
from pathlib import Path

import msgspec
import pikepdf
import pytest

from tests.archive.course import BEGIN, OTHERS, RECORD, UNIT, Made
from xzt.archive.sheet import handling_sheet
from xzt.core.encoding import encode
from xzt.office.act import Act, Number
from xzt.office.people import Directory, Person
from xzt.office.receipt import events as e
from xzt.office.receipt.evolution import evolve
from xzt.office.receipt.state import Receipt, Source


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "sheet.pdf").write_bytes(pdf)
    out = subprocess.run(["pdftotext", "-layout", "sheet.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True).stdout
    return "".join(out.split())


def test_sheet_of_a_dispatch_shows_the_whole_course(made: Made, tmp_path: Path) -> None:
    pdf = handling_sheet(made.contents.state, made.course.directory)
    text = text_of(pdf, tmp_path)
    for wanted in (
        "示例市人民政府办公室发文处理单",
        "示政办发〔2026〕23号",
        "关于印发示例事项工作方案的通知",
        "加急",
        "内容与现行规定一致，建议印发。",
        "示例乙2026-11-23",
        "不同意：建议将报送时间由按周改为按月，以减轻基层负担。",
        "同意印发。",
        "示例戊2026-11-23",
        "退回（核稿）：第二段措辞请再斟酌",
        "示例市财政局主送已签收",
        "示例市卫生健康委员会抄送已拒收",
        "（不属本单位职责）",
        "Z109-WS·2026-D30-BGS-0001（30年）",
        made.contents.state.text,
        "1/1",
    ):
        assert "".join(wanted.split()) in text, wanted
    assert pdf == handling_sheet(made.contents.state, made.course.directory)


def test_sheet_is_a4_with_embedded_fonts_only(made: Made, tmp_path: Path) -> None:
    """No unembedded Helvetica: the sheet looks the same in fifty years."""
    (tmp_path / "sheet.pdf").write_bytes(handling_sheet(made.contents.state, made.course.directory))
    with pikepdf.open(tmp_path / "sheet.pdf") as pdf:
        assert [round(float(side)) for side in pdf.pages[0].MediaBox][2:] == [595, 842]
    fonts = subprocess.run(["pdffonts", "sheet.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all("FandolSongReport" in line and line.split()[-5] == "yes" for line in fonts)


def test_the_longest_opinions_lose_nothing(made: Made, tmp_path: Path) -> None:
    """Opinions of 2,000 characters run over pages; every character stays (W13)."""
    words = "".join(chr(0x4E00 + number) for number in range(2000) if chr(0x4E00 + number).encode("gb2312", "ignore"))
    long = words * 4
    course = tuple(
        msgspec.structs.replace(entry, words=long[:2000]) if entry.action == "sign_off" else entry for entry in made.contents.state.course
    )
    pdf = handling_sheet(msgspec.structs.replace(made.contents.state, course=course), made.course.directory)
    text = text_of(pdf, tmp_path)
    found = iter(text)
    assert all(char in found for char in long[:2000])
    with pikepdf.open(tmp_path / "sheet.pdf") as opened:
        assert len(opened.pages) >= 2


@pytest.mark.parametrize("words", ["\n" * 2000, "长" * 2000, "字\n" * 1000, "\U0002ce88" * 2000, "a" * 2000, "\t\r\0 \u2028" * 400])
def test_no_opinion_is_too_odd_to_print(made: Made, words: str) -> None:
    """Line ends without end, no blank to break at, nothing the font has: there is a sheet of some pages all the same."""
    course = tuple(msgspec.structs.replace(entry, words=words) for entry in made.contents.state.course)
    pdf = handling_sheet(msgspec.structs.replace(made.contents.state, course=course), made.course.directory)
    assert pdf.startswith(b"%PDF-1.")


def test_markup_stays_text_and_rare_characters_are_told(made: Made, tmp_path: Path) -> None:
    """RS-10: foreign text is text; a character that the font lacks is shown by its number, not left out."""
    people = tuple(
        msgspec.structs.replace(person, name="示例㛃𬺈" if person.id == "leader" else person.name)
        for person in made.course.directory.people
    )
    course = tuple(
        msgspec.structs.replace(entry, words="同意<b>印发</b> & <img src='file:x'/>") if entry.action == "sign_off" else entry
        for entry in made.contents.state.course
    )
    state = msgspec.structs.replace(made.contents.state, course=course)
    text = text_of(handling_sheet(state, msgspec.structs.replace(made.course.directory, people=people)), tmp_path)
    assert "同意<b>印发</b>&<imgsrc='file:x'/>" in text
    assert "示例〔U+36C3〕〔U+2CE88〕" in text


@pytest.fixture
def receipt(made: Made) -> tuple[Receipt, Directory]:
    unit, sender = OTHERS[0], UNIT
    people = (Person("clerk", "示例子", unit.id), Person("handler", "示例丑", unit.id), Person("reader", "示例寅", unit.id))
    source = Source(RECORD, sender.id, "示政办发〔2026〕23号", "示例事项\n工作方案", "加急", "a" * 64, "2026-11-23")
    happened: tuple[tuple[str, e.Event], ...] = (
        ("system", e.Arrived(source, msgspec.Raw(encode({})))),
        ("clerk", e.SignedFor()),
        ("clerk", e.Registered(Number("收", 2026, 118))),
        ("clerk", e.Proposed("拟请示例丑同志办理，示例寅同志阅。", "handler", ("reader",))),
        ("reader", e.WasRead("")),
        ("handler", e.Handled("已按要求分解任务并报送台账。")),
        ("clerk", e.Closed()),
    )
    state: Receipt | None = None
    for number, (who, event) in enumerate(happened):
        state = evolve(state, event, Act(f"c{number}", who, unit.id, "pc", BEGIN + timedelta(hours=number)))
    assert state is not None
    return state, Directory((unit, sender), people)


def test_sheet_of_a_receipt(receipt: tuple[Receipt, Directory], tmp_path: Path) -> None:
    state, directory = receipt
    text = text_of(handling_sheet(state, directory), tmp_path)
    for wanted in (
        "示例市财政局收文处理单",
        "收〔2026〕118号",
        "示例市人民政府办公室",
        "拟请示例丑同志办理",
        "已阅",
        "已按要求分解任务并报送台账。",
        "示例丑2026-11-2314:00",
        "办结",
    ):
        assert wanted in text, wanted
