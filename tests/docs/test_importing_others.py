"""Pasted HTML and the text of attachments (RS-10, RS-12, RS-20), and the words for every remark."""

import re
from pathlib import Path

import pytest

from tests.docs.conftest import ISSUED, ROOT, WHEN, bare
from xzt.core.errors import Trouble
from xzt.docs.importing import Imported, apart, read_attachment, read_html
from xzt.docs.importing.html import cleaned
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Heading, Paragraph, Table, text_of
from xzt.docs.render.ofd import write_ofd
from xzt.docs.render.pdf import write_pdf
from xzt.ui.sentences import REMARKS

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>不要</title><style>p{color:red}</style></head><body>
<!--StartFragment-->
<p class=MsoNormal align=center><span style='font-size:22pt'>某市人民政府关于做好<br>测试工作的通知<o:p></o:p></span></p>
<p class=MsoNormal>各县人民政府：</p>
<p class=MsoNormal><span lang=EN-US>&nbsp;&nbsp;</span>现将&ldquo;测试&rdquo;事项
通知如下&#12290;<span style='mso-hide:all'>隐藏</span><del>删去</del><script>alert(1)</script></p>
<p style='display:none'>看不见</p>
<h2>（一）目标</h2>
<table><tr><td><p>甲</p><p>乙</p></td><td>丙<table><tr><td>内</td></tr></table></td></tr><tr><td>丁</tr></table>
<p>完<b>成</b>。
<!--EndFragment--></body></html>"""


def test_what_word_puts_on_the_clipboard() -> None:
    document = read_html(WORD).document
    assert document.title == "某市人民政府关于做好\n测试工作的通知"
    assert document.recipients == "各县人民政府"
    assert document.blocks == (
        Paragraph("现将“测试”事项 通知如下。"),
        Heading(2, "（一）目标"),
        Table((("甲\n乙", "丙内"), ("丁", ""))),
        Paragraph("完成。"),
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<p>甲<p>乙", ["甲", "乙"]),
        ("</p></div>甲", ["甲"]),
        ("<div><div>甲</div>乙</div>丙", ["甲", "乙", "丙"]),
        ("甲<!-- <p>注</p> -->乙", ["甲乙"]),
        ("<img src=x onerror=alert(1)>甲", ["甲"]),
        ("&lt;b&gt;甲", ["<b>甲"]),
        ("<ul><li>1.甲</li><li>2.乙</li></ul>", ["1.甲", "2.乙"]),
        ("<table></table><p> </p>", []),
        ("<![CDATA[甲]]><?xml version?>", []),
    ],
)
def test_clean_lines(text: str, lines: list[str]) -> None:
    assert cleaned(text) == lines


def test_limits_of_pasted_text() -> None:
    for text in ("<b>" * 1000, "x" * 8_000_001, "字" * 2_000_001):
        with pytest.raises(Trouble) as trouble:
            cleaned(text)
        assert trouble.value.code == "import_too_large"


def test_the_text_of_our_own_files(tmp_path: Path, seed: Imported, seed_pages: PageModel) -> None:
    (tmp_path / "a.pdf").write_bytes(write_pdf(seed_pages, seed.document.title, WHEN))
    (tmp_path / "a.ofd").write_bytes(write_ofd(seed_pages, seed.document, ISSUED, WHEN))
    drawn = bare("".join(run.text for page in seed_pages.pages for run in page.runs))
    body = bare(text_of(seed.document.blocks[0]))
    assert bare(read_attachment(tmp_path / "a.ofd")) == drawn
    assert body in bare(read_attachment(tmp_path / "a.pdf"))


HEADLESS = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 3/Kids[3 0 R]>>endobj\n3 0 obj 7 endobj\ntrailer<</Root 1 0 R>>"
)
"""It says that it has three pages and has none."""


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"%PDF-1.7 broken", "pdf_unreadable"),
        ("a.pdf", HEADLESS, "pdf_unreadable"),
        ("a.ofd", b"PK", "ofd_unreadable"),
        ("a.exe", b"MZ", "import_type"),
    ],
)
def test_attachments_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Trouble) as trouble:
        read_attachment(tmp_path / name)
    assert trouble.value.code == code


def test_a_child_that_wants_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """RS-12: memory."""
    monkeypatch.setattr(apart, "MEMORY", 64 * 1024 * 1024)
    with pytest.raises(Trouble) as trouble:
        apart.read_apart(".pdf", b"%PDF" + b"0" * (80 * 1024 * 1024))
    assert trouble.value.code == "import_gave_up"


def test_an_attachment_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        read_attachment(tmp_path / "none.ofd")
    assert trouble.value.code == "import_unreadable"


def test_every_remark_has_its_words() -> None:
    """AE-04."""
    source = "".join(path.read_text("utf-8") for path in (ROOT / "xzt" / "docs" / "importing").glob("*.py"))
    given = set(re.findall(r'remark\(\s*"(\w+)"', source)) | {"no_title", "kind_unknown", "no_date", "attachments_named_but_missing"}
    given |= {"footnotes", "headers", "embedded_objects", "drawings"}
    assert given == set(REMARKS)
