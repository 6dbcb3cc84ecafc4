"""Word files as offices make them: direct formatting, automatic numbers, merged cells, pictures, tracked changes, text boxes."""

import io
import zipfile

import pytest
from PIL import Image as Pictures

from xzt.core.errors import Trouble
from xzt.docs.importing import Imported, read_docx
from xzt.docs.importing.numerals import printed_number
from xzt.docs.importing.word import Change
from xzt.docs.model import Form, Heading, Image, Kind, Paragraph, Table

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
STYLES = """<w:style w:type="paragraph" w:default="1" w:styleId="a">
<w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="12"><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="n"><w:basedOn w:val="a"/>
<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>"""
LISTS = """
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%3.%4"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="8">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="8"/></w:num>"""
TITLE = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="44"/></w:rPr>'
    "<w:t>某市人民政府关于做好测试工作的通知</w:t></w:r></w:p>"
)
SIGNED = '<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
END = SIGNED.format("某市人民政府") + SIGNED.format("2026年8月1日")


def p(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, level: int, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def word(body: str, parts: dict[str, bytes] | None = None, relations: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        package.writestr("word/styles.xml", f"<w:styles {SPACES}>{STYLES}</w:styles>")
        package.writestr("word/numbering.xml", f"<w:numbering {SPACES}>{LISTS}</w:numbering>")
        space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
        package.writestr("word/_rels/document.xml.rels", f"<Relationships {space}>{relations}</Relationships>")
        for name, data in (parts or {}).items():
            package.writestr(name, data)
    return out.getvalue()


def read(body: str, parts: dict[str, bytes] | None = None, relations: str = "") -> Imported:
    return read_docx(word(TITLE + p("各县人民政府：") + body + END, parts, relations))


def test_the_elements_around_the_text() -> None:
    found = read(p("现通知如下。"))
    document = found.document
    assert (document.title, document.kind, document.recipients) == ("某市人民政府关于做好测试工作的通知", Kind.NOTICE, "各县人民政府")
    assert (document.signers, found.found.date, document.blocks) == (("某市人民政府",), "2026-08-01", (Paragraph("现通知如下。"),))
    assert found.remarks == ()


def test_automatic_numbers_become_what_word_prints() -> None:
    """一、（一）1.（1）, counted by list and level, started anew below a higher level, also through a style."""
    body = "".join(
        [
            numbered("总体要求", 0),
            numbered("目标", 1),
            p("原则", '<w:pStyle w:val="n"/>'),
            numbered("任务", 0),
            numbered("基础", 1),
            numbered("网络", 2),
            numbered("平台", 2),
            numbered("子项", 3),
            numbered("第五", 0, 2),
            numbered("黑点", 0, 3),
        ]
    )
    texts = [block.text for block in read(body).document.blocks if isinstance(block, Heading | Paragraph)]
    assert texts == [
        "一、总体要求", "（一）目标", "（二）原则", "二、任务", "（一）基础", "1.网络", "2.平台", "2.2.1子项", "五、第五", "黑点",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "form", "printed"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "japaneseCounting", "二十"),
        (101, "chineseCounting", "一百零一"),
        (110, "chineseCounting", "一百一十"),
        (1001, "chineseCounting", "一千零一"),
        (10, "ideographDigital", "一〇"),
        (3, "ideographTraditional", "丙"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "21"),
        (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"),
        (28, "lowerLetter", "bb"),
        (4, "upperRoman", "IV"),
        (1994, "lowerRoman", "mcmxciv"),
        (0, "chineseCounting", "0"),
        (5, "other", "5"),
    ],
)
def test_number_formats(value: int, form: str, printed: str) -> None:
    assert printed_number(value, form) == printed


def test_headings_by_outline_level_and_by_face() -> None:
    hei, kai = '<w:rFonts w:eastAsia="黑体"/>', '<w:rFonts w:eastAsia="楷体_GB2312"/>'
    runin = f"<w:p><w:r><w:rPr>{kai}</w:rPr><w:t>（一）目标。</w:t></w:r><w:r><w:t>到年底完成。继续推进。</w:t></w:r></w:p>"
    body = p("总体要求", '<w:pStyle w:val="12"/>') + p("主要任务", "", hei) + runin + p("这一整段都用黑体写成，是要强调的正文。", "", hei)
    blocks = read(body + p("循环", '<w:pStyle w:val="loop"/>')).document.blocks
    assert blocks == (
        Heading(1, "总体要求"),
        Heading(1, "主要任务"),
        Heading(2, "（一）目标。", "到年底完成。继续推进。"),
        Paragraph("这一整段都用黑体写成，是要强调的正文。"),
        Paragraph("循环"),
    )


def test_tracked_changes_count_as_accepted_and_are_listed() -> None:
    body = (
        '<w:p><w:r><w:t>请于</w:t></w:r><w:del w:author="甲" w:date="2026-07-01T08:00:00Z"><w:r><w:delText>七月</w:delText></w:r></w:del>'
        '<w:ins w:author="乙" w:date="2026-07-02T08:00:00Z"><w:r><w:t>八月</w:t></w:r></w:ins><w:r><w:t>前报送，</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:rPr><w:del w:author="甲" w:date="d"/></w:rPr></w:pPr><w:r><w:t>前一段</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>接后一段。</w:t></w:r></w:p>"
        '<w:tbl><w:tr><w:trPr><w:del w:author="甲" w:date="d"/></w:trPr><w:tc><w:p><w:r><w:t>旧行</w:t></w:r></w:p></w:tc></w:tr>'
        "<w:tr><w:tc><w:p><w:r><w:t>新行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    found = read(body)
    assert found.document.blocks == (Paragraph("请于八月前报送，"), Paragraph("前一段接后一段。"), Table((("新行",),)))
    assert found.changes == (
        Change("甲", "2026-07-01T08:00:00Z", "deleted", 3, "七月"),
        Change("乙", "2026-07-02T08:00:00Z", "inserted", 3, "八月"),
        Change("甲", "d", "deleted", 4, "\n"),
        Change("甲", "d", "deleted", 5, "旧行"),
    )
    assert found.remarks == ("tracked_changes",)


def test_merged_cells_keep_their_text_once() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    wide, first, again = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    body = (
        f"<w:tbl><w:tr>{head}{cell('表头', wide)}{cell('丙')}</w:tr>"
        f"<w:tr>{head}{cell('甲', first)}{cell('一')}{cell('二')}</w:tr>"
        f"<w:tr>{cell('续', again)}{cell('三')}</w:tr></w:tbl>"
    )
    (table,) = read(body).document.blocks
    assert table == Table((("表头", "", "丙"), ("甲", "一", "二"), ("", "三", "")), head_rows=2)


def picture(width: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Pictures.new("RGB", (width, 60), (200, 0, 0)).save(out, kind, dpi=(96, 96))
    return out.getvalue()


DRAWN = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline><wp:extent cx="{cx}" cy="9"/><a:blip r:embed="{at}"/></wp:inline>'
    "</w:drawing></w:r></w:p>"
)
RELATION = '<Relationship Id="{}" Target="{}" Type="image"/>'


def test_pictures_with_captions() -> None:
    parts = {
        "word/media/a.png": picture(120),
        "word/media/b.bmp": b"BM",
        "word/media/c.png": b"\x89PNG\r\n",
        "word/media/d.jpeg": picture(90, "JPEG"),
    }
    relations = "".join(RELATION.format(name[0], f"media/{name}") for name in ("a.png", "b.bmp", "c.png", "d.jpeg"))
    relations += RELATION.format("x", "../../outside.png")
    caption = p("图1　示意图", '<w:jc w:val="center"/>')
    body = DRAWN.format(cx=120 * 9525, at="a") + caption + "".join(DRAWN.format(cx=3600000, at=at) for at in "bcxd")
    found = read(body, parts, relations)
    assert found.document.blocks == (Image(parts["word/media/a.png"], "图1　示意图"), Image(parts["word/media/d.jpeg"], "", 100.0))
    assert found.remarks == ("pictures_left_out",)


def test_text_beside_the_text_is_handed_over() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent>"
    choice, other = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>", f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    both = f"<mc:AlternateContent>{choice}{other}</mc:AlternateContent>"
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏文字</w:t></w:r></w:p>"
    parts = {
        "word/header1.xml": f"<w:hdr {SPACES}>{p('内部资料')}</w:hdr>".encode(),
        "word/footer1.xml": f"<w:ftr {SPACES}>{p('— 1 —')}</w:ftr>".encode(),
        "word/footnotes.xml": f"<w:footnotes {SPACES}>{p('注文')}</w:footnotes>".encode(),
        "word/comments.xml": b"<x/>",
    }
    found = read(f"<w:p><w:r><w:t>正文。</w:t>{both}</w:r></w:p>" + hidden, parts)
    assert found.document.blocks == (Paragraph("正文。"),)
    assert sorted(found.aside) == sorted(["框中文字", "隐藏文字", "内部资料", "注文"])
    assert set(found.remarks) == {"text_boxes", "hidden_text", "headers", "footnotes", "comments"}


@pytest.mark.parametrize("where", ["word/header1.xml", "word/footnotes.xml"])
def test_a_secret_mark_beside_the_text_is_refused_too(where: str) -> None:
    """G3, RS-31."""
    with pytest.raises(Trouble) as trouble:
        read(p("正文。"), {where: f"<w:hdr {SPACES}>{p('机密★5年')}</w:hdr>".encode()})
    assert trouble.value.code == "state_secret_mark"


def test_head_imprint_and_attachments_by_their_looks() -> None:
    red = '<w:color w:val="FF0000"/><w:sz w:val="88"/>'
    border = '<w:pBdr><w:top w:val="single"/></w:pBdr>'
    body = (
        p("某市人民政府文件", "", red)
        + p("加急　某政发〔2026〕3号　　签发人：张某、李某")
        + TITLE
        + p("某省人民政府：")
        + p("通知如下：", '<w:ind w:firstLine="640"/>')
        + END
        + p("（联系人：某某（办公室），电话：0731-00000000）")
        + p("附件1", "<w:pageBreakBefore/>")
        + p("名单", "", '<w:sz w:val="44"/>')
        + p("短行", '<w:ind w:firstLine="640"/>')
        + p("　抄送：市委办公室，市人大常委会办公室。", border)
        + p("　某市人民政府办公室　　2026年8月2日印发", border)
    )
    found = read_docx(word(body))
    document = found.document
    assert (document.mark, document.urgency, document.approver) == ("某市人民政府文件", "加急", "张某、李某")
    assert (found.found.number, found.found.date, found.found.printed_on) == ("某政发〔2026〕3号", "2026-08-01", "2026-08-02")
    assert (document.recipients, document.blocks) == ("某省人民政府", (Paragraph("通知如下："),))
    assert document.note == "联系人：某某（办公室），电话：0731-00000000"
    (annex,) = document.attachments
    assert (annex.label, annex.title, annex.blocks) == ("附件1", "名单", (Paragraph("短行"),))
    assert (document.copies_to, document.printer) == ("市委办公室，市人大常委会办公室", "某市人民政府办公室")
    assert document.form is Form.ORDINARY


def test_content_controls_links_and_fields_are_read_through() -> None:
    body = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件中</w:t></w:r><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
        "<w:r><w:noBreakHyphen/><w:t>号</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert read(body).document.blocks == (Paragraph("控件中链接-号"),)
