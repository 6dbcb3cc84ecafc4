"""Import of the real notice and of made-up texts: elements, outline, encodings, limits (DOC import, RS-12, RS-31)."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from tests.docs.conftest import seed_path
from xzt.core.errors import Trouble
from xzt.docs.checks.sources import sources
from xzt.docs.importing import Found, Imported, read_docx, read_file, read_text
from xzt.docs.importing.reading import iso_date
from xzt.docs.model import Form, Heading, ItemList, Kind, Paragraph, Table

ORDINARY = """某市人民政府文件
某政发〔2026〕3号
某市人民政府关于做好
测试工作的通知
各县（市、区）人民政府：
　　为做好工作，现通知如下。
　　一、总体要求
　　（一）目标。到年底完成。
　　1.任务
　　（1）第一项。做好它。
附件：1.名单
2.表
某市人民政府
2026年8月1日
（联系人：测试）
附件1
名单
甲、乙。
附件2
表
1.甲项。
2.乙项。
抄送：市委办公室，市人大常委会办公室。
某市人民政府办公室　　2026年8月2日印发
"""


def test_elements_of_the_notice(seed: Imported) -> None:
    document = seed.document
    assert seed.found == Found("湘政办函〔2022〕23号", "湘政办函", "2022-03-23", date_text="2022年3月23日")
    assert seed.remarks == ()
    assert (document.kind, document.form) == (Kind.NOTICE, Form.LETTER)
    assert document.title == "湖南省人民政府办公厅\n关于印发《湖南省“十四五”数字政府建设实施方案》的通知"
    assert document.mark == "湖南省人民政府办公厅"
    assert document.signers == ("湖南省人民政府办公厅",)
    assert document.recipients == "各市州、县市区人民政府,省政府各厅委、各直属机构"
    assert (document.note, document.openness) == ("此件主动公开", "主动公开")
    plan, annex = document.attachments
    assert (plan.label, plan.title) == ("", "湖南省“十四五”\n数字政府建设实施方案")
    assert (annex.label, annex.title) == ("附件", "省级行业应用专题建设")
    (items,) = annex.blocks
    assert isinstance(items, ItemList)
    assert len(items.items) == 29
    levels = {block.level for block in plan.blocks if isinstance(block, Heading)}
    assert levels == {1, 2, 3, 4}
    assert plan.blocks[1] == Heading(1, "一、总体要求")
    runin = next(block for block in plan.blocks if isinstance(block, Heading) and block.level == 4)
    assert runin.text == "(1)升级改造电子政务外网。"
    assert runin.body.startswith("充分运用SDN、IPv6、SRv6等先进技术")


def test_not_a_character_is_changed(seed: Imported) -> None:
    """No silent mending: the words of the file and of the document are the same."""
    text = "".join(seed_path().read_text("utf-8").split())
    for taken in ("湘政办函〔2022〕23号", "2022年3月23日", "湖南省人民政府办公厅2022"):
        assert text.count(taken.replace("2022", "", 0)) >= 0
    content = "".join("".join(source.text.split()) for source in sources(seed.document))
    added = "湘政办函〔2022〕23号" + ":" + "湖南省人民政府办公厅" + "2022年3月23日" + "()" + "附件"
    assert sorted(content + added) == sorted(text)


def test_an_ordinary_document_with_imprint() -> None:
    found = read_text(ORDINARY)
    document = found.document
    assert found.found == Found("某政发〔2026〕3号", "某政发", "2026-08-01", "2026-08-02", "2026年8月1日", ("名单", "表"))
    assert (document.form, document.mark, document.series) == (Form.ORDINARY, "某市人民政府文件", "某政发")
    assert document.title == "某市人民政府关于做好\n测试工作的通知"
    assert document.recipients == "各县（市、区）人民政府"
    assert [type(block) for block in document.blocks] == [Paragraph, Heading, Heading, Heading, Heading]
    assert document.blocks[2] == Heading(2, "（一）目标。", "到年底完成。")
    assert document.signers == ("某市人民政府",)
    assert document.note == "联系人：测试"
    assert [(item.label, item.title) for item in document.attachments] == [("附件1", "名单"), ("附件2", "表")]
    assert document.attachments[1].blocks == (ItemList(("1.甲项。", "2.乙项。")),)
    assert (document.copies_to, document.printer) == ("市委办公室，市人大常委会办公室", "某市人民政府办公室")


@pytest.mark.parametrize(
    ("title", "kind", "form"),
    [
        ("某市人民政府关于批准测试的请示", Kind.REQUEST, Form.ORDINARY),
        ("某市人民政府关于商请测试的函", Kind.LETTER, Form.LETTER),
        ("测试会议纪要", Kind.MINUTES, Form.MINUTES),
        ("某市人民政府令", Kind.ORDER, Form.ORDER),
        ("关于测试的通知（试行）", Kind.NOTICE, Form.ORDINARY),
    ],
)
def test_kinds_by_title(title: str, kind: Kind, form: Form) -> None:
    document = read_text(f"{title}\n某局：\n测试内容一句话。\n").document
    assert (document.title, document.kind, document.form) == (title, kind, form)


@pytest.mark.parametrize(
    ("line", "date"),
    [("2026年8月1日", "2026-08-01"), ("二〇二六年十二月二十三日", "2026-12-23"), ("2026年13月1日", ""), ("2026年8月", ""), ("昨天", "")],
)
def test_dates(line: str, date: str) -> None:
    assert iso_date(line) == date


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_in_use(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "通知.txt"
    path.write_bytes(ORDINARY.encode(encoding))
    assert read_file(path).document == read_text(ORDINARY).document


def word_file() -> bytes:
    file = docx.Document()
    for line in ORDINARY.splitlines()[:10]:
        file.add_paragraph(line)
    table = file.add_table(2, 2)
    for row in range(2):
        for column in range(2):
            table.cell(row, column).text = f"{row}{column}"
    for line in ORDINARY.splitlines()[12:15]:
        file.add_paragraph(line)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def test_docx_with_a_table(tmp_path: Path) -> None:
    path = tmp_path / "通知.docx"
    path.write_bytes(word_file())
    document = read_file(path).document
    assert document.title == "某市人民政府关于做好\n测试工作的通知"
    assert document.blocks[-1] == Table((("00", "01"), ("10", "11")))
    assert document.signers == ("某市人民政府",)


def changed(data: bytes, path: str, text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, text if entry.filename == path else old.read(entry))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK but not a zip", "import_not_docx"),
        (b"", "import_not_docx"),
        (changed(word_file(), "word/document.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "import_dtd"),
        (changed(word_file(), "word/document.xml", b"<broken"), "import_not_docx"),
        (changed(word_file(), "word/document.xml", b" " * 60_000_000), "import_too_large"),
    ],
)
def test_bad_docx_is_refused(data: bytes, code: str) -> None:
    """RS-12: limits and document types before any library sees the file."""
    with pytest.raises(Trouble) as trouble:
        read_docx(data)
    assert trouble.value.code == code


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"%PDF", "import_type"),
        ("a.txt", b"", "import_empty"),
        ("a.txt", b"\xff\x00\x81", "import_encoding"),
        ("a.txt", "文".encode() * 2_000_001, "import_too_large"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Trouble) as trouble:
        read_file(path)
    assert trouble.value.code == code


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        read_file(tmp_path / "none.txt")
    assert trouble.value.code == "import_unreadable"


MARKS = [
    f"{before}{level}{sign}{term}{after}"
    for level in ("绝密", "机密", "秘密", "机 密")
    for sign, term in (("★", "5年"), ("★", ""), ("☆", "长期"), ("", ""), (" ", "1年"))
    for before, after in (("", ""), ("000012　", ""), ("", "　特急"))
]


@pytest.mark.parametrize("mark", MARKS)
def test_marked_files_never_come_in(mark: str) -> None:
    """G3, RS-31: 60 ways to mark a paper, in text and in Word, all refused."""
    with pytest.raises(Trouble) as trouble:
        read_text(f"{mark}\n{ORDINARY}")
    assert trouble.value.code == "state_secret_mark"
    file = docx.Document()
    for line in f"{mark}\n{ORDINARY}".splitlines():
        file.add_paragraph(line)
    out = io.BytesIO()
    file.save(out)
    with pytest.raises(Trouble) as trouble:
        read_docx(out.getvalue())
    assert trouble.value.code == "state_secret_mark"


@pytest.mark.parametrize(
    "line",
    [
        "要严格遵守保密法，保护商业秘密和个人隐私。",
        "公文应当按程度标注“绝密”“机密”“秘密”和保密期限。",
        "各单位要确保数据的机密性、完整性和可用性。",
        "商业秘密",
        "机密性要求",
        "关于加强保密工作的通知",
        "密级标注为“秘密★1年”的，由机要渠道办理。",
        "一、机密计算平台",
    ],
)
def test_talk_of_secrecy_comes_in(line: str) -> None:
    """RS-31: a text that merely speaks of secrecy is not caught, wherever the line stands."""
    assert read_text(f"{line}\n{ORDINARY}").document.signers == ("某市人民政府",)
    assert read_text(ORDINARY.replace("一、总体要求", line)).document.title
