"""``xzt check`` and ``xzt render`` as a unit runs them: a folder at once, nothing written over (DOC-05, AE-03)."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.docs.conftest import seed_path
from xzt import cli
from xzt.core.encoding import encode
from xzt.docs.checks.profiles import write_profile
from xzt.docs.importing import read_file
from xzt.office.profile import Profile

WRONG = "某市人民政府关于做好测试工作的通知\n各县人民政府：\n　　请认真执行,按时完成。\n某市人民政府\n2026年8月1日\n"
RIGHT = WRONG.replace(",", "，")


def run(*arguments: object) -> int:
    return cli.run(cli.parse([str(argument) for argument in arguments]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "wrong.txt").write_text(WRONG, "utf-8")
    (tmp_path / "in" / "deep" / "right.txt").write_text(RIGHT, "utf-8")
    (tmp_path / "in" / "notes.md").write_text("not a document", "utf-8")
    (tmp_path / "in" / "~$open.docx").write_bytes(b"")
    return tmp_path / "in"


def test_a_folder_is_checked_in_one_call(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", folder) == 1
    out = capsys.readouterr().out
    assert "错误 1，建议 0，可自动改 1" in out
    assert "没有发现问题" in out
    assert "正文第1段　汉字之间应使用全角标点" in out
    assert run("check", folder / "deep") == 0


def test_results_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", folder, "--json") == 1
    right, wrong = json.loads(capsys.readouterr().out)
    assert right["findings"] == []
    (finding,) = wrong["findings"]
    assert (finding["rule"], finding["level"], finding["fix"], finding["place"]["part"]) == ("P01", "error", "，", "body")
    assert wrong["found"]["date"] == "2026-08-01"


@pytest.mark.parametrize("name", ["mended.docx", "mended.json"])
def test_one_file_is_mended_into_another(folder: Path, tmp_path: Path, name: str) -> None:
    source = folder / "wrong.txt"
    assert run("check", source, "--fix", tmp_path / name) == 1
    assert source.read_text("utf-8") == WRONG
    assert read_file(tmp_path / name).document == read_file(folder / "deep" / "right.txt").document
    assert run("check", tmp_path / name) == 0


def test_a_folder_is_mended_into_a_folder_and_nothing_is_written_over(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", folder, "--fix", tmp_path / "out") == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["right.docx", "wrong.docx"]
    before = (tmp_path / "out" / "wrong.docx").read_bytes()
    (folder / "wrong.txt").write_text(RIGHT.replace("通知", "通报"), "utf-8")
    assert run("check", folder, "--fix", tmp_path / "out") == 3
    assert "已经有了" in capsys.readouterr().err
    assert (tmp_path / "out" / "wrong.docx").read_bytes() == before


def test_files_of_one_name_are_mended_into_files_of_their_own(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A draft beside what was made of it, and the same name in another folder."""
    assert run("check", folder / "wrong.txt", "--fix", folder / "wrong.docx") == 1
    (folder / "deep" / "Wrong.txt").write_text(WRONG, "utf-8")
    capsys.readouterr()
    assert run("check", folder, "--fix", tmp_path / "out") == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["Wrong.docx", "right.docx", "wrong（2）.docx", "wrong（3）.docx"]
    assert capsys.readouterr().out.count("改好的公文") == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check",), "还缺 INPUT"),
        (("nonsense",), "没有 nonsense；可以是"),
        (("check", "a", "--fix"), "--fix：后面要写一个值"),
        (("check", "a", "--what"), "不认识 --what"),
        (("restore", "x"), "“x”不对"),
        (("render", "a", "--out", "b", "--copy-number", "1"), "份号是六位数字"),
        (("check", "-h"), "用法：xzt check"),
    ],
)
def test_the_command_line_speaks_chinese(arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.parse(list(arguments))
    told = capsys.readouterr()
    assert words in told.out + told.err
    assert not any(english in told.out + told.err for english in ("usage", "error", "argument", "options", "show this"))
    assert ended.value.code == (0 if "-h" in arguments else 2)


def test_a_file_that_cannot_be_read_stops_nothing_else(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.docx").write_bytes(b"PK")
    (folder / "mark.txt").write_text("机密★5年\n" + RIGHT, "utf-8")
    assert run("check", folder) == 3
    told = capsys.readouterr()
    assert "错误 1" in told.out
    assert "这不是完好的 .docx 文件" in told.err
    assert "国家秘密标志" in told.err


def test_names_are_held_against_the_directory(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = tmp_path / "names.json"
    names.write_text(json.dumps([{"name": "某市财政局", "level": 3}]), "utf-8")
    (folder / "wrong.txt").write_text(RIGHT.replace("各县人民政府", "某市财务局"), "utf-8")
    assert run("check", folder / "wrong.txt", "--names", names) == 0
    assert "是否为“某市财政局”" in capsys.readouterr().out
    names.write_bytes(b"[1]")
    assert run("check", folder, "--names", names) == 1
    assert "机关名录读不懂" in capsys.readouterr().err
    assert run("check", folder, "--names", tmp_path / "none.json") == 1


def test_a_wrong_number_is_mended_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("某市人民政府文件\n某政发[2026]03号\n" + RIGHT, "utf-8")
    assert run("check", tmp_path / "a.txt", "--fix", tmp_path / "b.docx") == 1
    assert read_file(tmp_path / "b.docx").found.number == "某政发〔2026〕3号"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "{empty}"), "没有可以检查的公文"),
        (("check", "{in}/wrong.txt", "--fix", "{empty}/a.exe"), "不能存成这种文件"),
        (("check", "{empty}/none.txt"), "读不出来"),
        (("render", "{in}/wrong.txt", "--out", "{in}/wrong.txt/x"), "写不进磁盘"),
        (("render", "{in}/notes.md", "--out", "{empty}"), "不能导入这种文件（.md）"),
        (("render", "{in}", "--out", "{empty}"), "“in”是文件夹，不是文件"),
        (("render", "{in}/nothing", "--out", "{empty}"), "“nothing”读不出来"),
        (("template", "--out", "{empty}/a.docx"), "没有写明要哪种公文"),
        (("template", "通知", "--out", "{empty}/a"), "不能存成这种文件（a）"),
        (("server", "--data", "{in}/wrong.txt/x"), "写不进磁盘"),
        (("verify", "{in}/notes.md"), "不是能核验的文件"),
        (("verify", "{empty}"), "里没有归档包"),
        (("verify", "{in}"), "里没有归档包"),
    ],
)
def test_troubles_are_told_in_words(
    folder: Path,
    tmp_path: Path,
    arguments: tuple[str, ...],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("xzt.server.service.write_to_stderr", lambda: None)  # it would take the log of the tests after this one
    (tmp_path / "empty").mkdir()
    assert run(*(argument.format(empty=tmp_path / "empty", **{"in": folder}) for argument in arguments)) in {1, 3}
    assert words in capsys.readouterr().err


def test_a_document_is_rendered_in_every_form(tmp_path: Path) -> None:
    source = seed_path()
    assert run("render", source, "--out", tmp_path) == 0
    stem = source.stem
    assert (tmp_path / f"{stem}.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert "OFD.xml" in zipfile.ZipFile(tmp_path / f"{stem}.ofd").namelist()
    assert read_file(tmp_path / f"{stem}.docx").document == read_file(source).document
    pictures = sorted(tmp_path.glob("*.png"))
    pages = subprocess.run(["pdfinfo", str(tmp_path / f"{stem}.pdf")], check=True, capture_output=True, text=True).stdout
    assert f"Pages:           {len(pictures)}" in pages
    with Image.open(pictures[0]) as picture:
        assert picture.size == pytest.approx((1240, 1754), abs=1)
        assert picture.convert("L").getextrema() == (0, 255)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert run("render", source, "--out", tmp_path) == 1
    assert before == {path: path.read_bytes() for path in tmp_path.iterdir()}


def test_a_rendered_file_is_said_to_bear_no_seal(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was not sealed is called that, in words; so is a file that is no OFD."""
    assert run("render", folder / "wrong.txt", "--out", tmp_path / "out") == 0
    assert run("verify", tmp_path / "out" / "wrong.ofd") == 1
    assert "wrong.ofd：没有盖章" in capsys.readouterr().out
    (tmp_path / "torn.ofd").write_bytes(b"PK")
    assert run("verify", tmp_path / "torn.ofd") == 1
    assert "torn.ofd：不是完好的 OFD 文件" in capsys.readouterr().out


def test_rendering_beside_the_source_does_not_replace_it(tmp_path: Path, folder: Path) -> None:
    assert run("check", folder / "wrong.txt", "--fix", tmp_path / "通知.docx") == 1
    before = (tmp_path / "通知.docx").read_bytes()
    assert run("render", tmp_path / "通知.docx", "--out", tmp_path) == 1
    assert (tmp_path / "通知.docx").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["通知.docx"]


def test_what_cannot_be_read_in_a_folder_is_told_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An old document is not passed over as if it were checked; an encrypted one is called that."""
    compound = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    (folder / "old.doc").write_bytes(compound)
    (folder / "secret.docx").write_bytes(compound)
    assert run("check", folder) == 3
    told = capsys.readouterr().err
    assert "old.doc：不能导入这种文件（.doc）" in told
    assert "secret.docx：这个 .docx 文件设了打开密码" in told


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    out = tmp_path / "out"
    assert run("render", folder / "wrong.txt", "--out", out) == 0
    sizes = sorted(path.stat().st_size for path in out.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (sizes[-2], before[1]))  # the largest file alone is too much
    try:
        assert run("render", folder / "wrong.txt", "--out", tmp_path / "full") == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "没有留下写了一半的文件" in capsys.readouterr().err
    assert list((tmp_path / "full").iterdir()) == []


def test_our_own_file(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = read_file(folder / "deep" / "right.txt").document
    path = tmp_path / "a.json"
    path.write_bytes(encode(document))
    assert run("check", path) == 0
    for wrong in (b"{}", b"[" * 5000, encode(document).replace(b'"paragraph"', b'"x"'), b"\xff"):
        path.write_bytes(wrong)
        assert run("check", path) == 3
        assert "不是湘政通的公文文件" in capsys.readouterr().err
    path.write_bytes(encode(document).replace("请认真执行，按时完成。".encode(), "机密★10年".encode()))
    assert run("check", path) == 3
    assert "国家秘密标志" in capsys.readouterr().err


def test_no_window_library_is_loaded(folder: Path) -> None:
    """AE-03."""
    code = (
        "import sys; from xzt import cli; cli.run(cli.parse(sys.argv[1:]));"
        "print([name for name in ('PySide6', 'sqlcipher3', 'httpx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, "check", str(folder)], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_is_no_failure(folder: Path) -> None:
    (folder / "many.txt").write_text(WRONG.replace("请认真执行,", "请,认,真,执,行,各项规定。\n" * 3000), "utf-8")
    with subprocess.Popen([sys.executable, "-m", "xzt", "check", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_templates_are_listed_told_of_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """DOC-01: the fifteen kinds and the offices' own forms on the command line; what is written can be read and checked."""
    assert run("template") == 0
    assert len(capsys.readouterr().out.splitlines()) == 18
    assert run("template", "请示") == 0
    told = capsys.readouterr().out
    assert "必须有　标题、主送机关、签发人" in told
    assert "不是法定文种" not in told
    for name in ("请示.json", "请示.docx"):
        assert run("template", "请示", "--organ", "某市水利局", "--series", "某水", "--out", tmp_path / name) == 0
        document = read_file(tmp_path / name).document
        assert (document.kind, document.title) == ("请示", "某市水利局关于【事由】的请示")
        assert run("check", tmp_path / name) == 1
    assert "模板中留待填写的内容还没有填" in capsys.readouterr().out
    assert run("template", "请示", "--out", tmp_path / "请示.json") == 1
    assert run("template", "请示", "--out", tmp_path / "请示.exe") == 1
    assert run("template", "方案") == 1
    assert "没有“方案”这种公文" in capsys.readouterr().err


def test_a_copy_number_is_given_at_printing(tmp_path: Path) -> None:
    """GB/T 9704-2012 7.2.1."""
    source = tmp_path / "a.txt"
    source.write_text(RIGHT, "utf-8")
    assert run("render", source, "--out", tmp_path / "out", "--copy-number", "000007") == 0
    assert read_file(tmp_path / "out" / "a.docx").found.copy_number == "000007"
    with pytest.raises(SystemExit):
        run("render", source, "--out", tmp_path, "--copy-number", "7")


def test_a_unit_s_profile(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """4.4: departures from the standard are advice about the profile, said once, and no error; pages follow it."""
    profile = tmp_path / "profile.json"
    profile.write_bytes(write_profile(Profile(pitch=33.0, bold_third=True, quoted_attachments=True), "样例"))
    assert run("check", folder / "deep", "--profile", profile) == 0
    said = capsys.readouterr().out
    assert said.count("U01") == 1
    assert "固定行距：33磅" in said
    assert run("check", folder / "deep", "--profile", profile, "--json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert [finding["rule"] for finding in first["findings"]] == ["U01"]
    assert second["findings"] == []
    source = tmp_path / "long.txt"
    source.write_text(RIGHT.replace("请认真", "国" * 1500), "utf-8")
    assert run("render", source, "--out", tmp_path / "usual") == 0
    assert run("render", source, "--out", tmp_path / "wide", "--profile", profile) == 0
    assert (tmp_path / "wide" / "long-1.png").read_bytes() != (tmp_path / "usual" / "long-1.png").read_bytes()
    assert run("render", source, "--out", tmp_path / "none", "--profile", source) == 1
    assert not (tmp_path / "none").exists()
