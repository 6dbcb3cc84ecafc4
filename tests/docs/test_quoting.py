"""Notices that pass a document on: how they quote it (DOC-17)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzt.docs.checks import Level, check
from xzt.docs.importing.reading import kind_of
from xzt.docs.kinds.filling import House
from xzt.docs.kinds.placeholders import blanks
from xzt.docs.kinds.quoting import Manner, Quoted, citation, in_title_marks, notice_text, notice_title, passing_on
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.model import Attachment, Issuance, Kind, OfficialDocument, Paragraph

HOUSE = House(organ="某市人民政府办公室", series=("某政办发",))
FONTS = FontBook(system=False)

TITLES = [
    (Manner.ISSUE, "某市数字政务建设方案", "某市人民政府办公室关于印发《某市数字政务建设方案》的通知"),
    (Manner.ISSUE, "《某市数字政务建设方案》", "某市人民政府办公室关于印发《某市数字政务建设方案》的通知"),
    (Manner.ISSUE, "贯彻《某条例》实施办法", "某市人民政府办公室关于印发《贯彻〈某条例〉实施办法》的通知"),
    (Manner.FORWARD, "某省水利厅防汛值守工作规定", "某市人民政府办公室关于转发《某省水利厅防汛值守工作规定》的通知"),
    (Manner.FORWARD, "某省人民政府关于做好防汛工作的通知", "某市人民政府办公室转发某省人民政府关于做好防汛工作的通知"),
    (Manner.FORWARD, "某省人民政府关于做好防汛工作的意见", "某市人民政府办公室转发某省人民政府关于做好防汛工作的意见的通知"),
    (Manner.FORWARD, "某省人民政府公告", "某市人民政府办公室关于转发某省人民政府公告的通知"),
    (Manner.FORWARD, "某省人民政府\n关于印发《某方案》的通知", "某市人民政府办公室转发某省人民政府关于印发《某方案》的通知"),
    (Manner.FORWARD, "某省人民政府转发国务院关于做好防汛工作的通知", "某市人民政府办公室转发国务院关于做好防汛工作的通知"),
    (Manner.FORWARD, "某省人民政府关于转发国务院公告的通知", "某市人民政府办公室关于转发国务院公告的通知"),
    (Manner.FORWARD, "某厅关于印发《转发文件管理办法》的通知", "某市人民政府办公室转发某厅关于印发《转发文件管理办法》的通知"),
    (Manner.APPROVE, "某市水利局关于加强水库管理的意见", "某市人民政府办公室批转某市水利局关于加强水库管理的意见的通知"),
]


@pytest.mark.parametrize(("manner", "title", "wanted"), TITLES)
def test_titles(manner: Manner, title: str, wanted: str) -> None:
    quoted = Quoted(title=title, kind=kind_of(title))
    assert notice_title(HOUSE.organ, manner, quoted) == wanted
    document = passing_on(HOUSE, manner, quoted)
    assert not {"T01", "T02", "T02b", "T03", "P03"} & {finding.rule for finding in check(document)}


def test_a_title_without_its_organ_gets_it() -> None:
    quoted = Quoted(title="关于做好防汛工作的通知", number="某政发〔2026〕3号", organ="某省人民政府", kind=Kind.NOTICE)
    assert notice_title("某市人民政府", Manner.FORWARD, quoted) == "某市人民政府转发某省人民政府关于做好防汛工作的通知"
    assert citation(quoted) == "《某省人民政府关于做好防汛工作的通知》（某政发〔2026〕3号）"
    assert notice_text("某市人民政府", Manner.APPROVE, quoted).startswith(
        "某市人民政府同意《某省人民政府关于做好防汛工作的通知》（某政发〔2026〕3号），"
    )


def test_title_marks_inside_title_marks() -> None:
    """GB/T 15834-2011 4.15."""
    assert in_title_marks("关于印发《某方案》的通知") == "《关于印发〈某方案〉的通知》"


def test_the_source_follows_and_is_no_attachment() -> None:
    """A06: it carries no 附件; its own attachments keep their labels, and the notice's text names none of them."""
    source = OfficialDocument(
        kind=Kind.NOTICE,
        title="某省人民政府关于做好防汛工作的通知",
        mark="某省人民政府文件",
        series="某政发",
        signers=("某省人民政府",),
        recipients="各市人民政府",
        blocks=(Paragraph("请认真做好防汛工作。"),),
        attachments=(Attachment("责任名单", (Paragraph("名单。"),), "附件"),),
    )
    quoted = Quoted(title=source.title, number="某政发〔2026〕3号", organ="某省人民政府", kind=Kind.NOTICE)
    document = passing_on(HOUSE, Manner.FORWARD, quoted, source, "2026年3月1日")
    assert [attachment.label for attachment in document.attachments] == ["", "附件"]
    assert document.attachments[0].blocks == (
        Paragraph("各市人民政府："),
        Paragraph("请认真做好防汛工作。"),
        Paragraph("某省人民政府　2026年3月1日"),
    )
    found = check(document)
    assert not {"A03", "A04", "A06", "Q01"} & {finding.rule for finding in found}
    assert {finding.rule for finding in found if finding.level is Level.ERROR} == {"M01"}
    assert [blank.part for blank in blanks(document)] == ["recipients"]
    drawn = "".join(run.text for page in lay_out(document, Issuance(), FONTS).pages for run in page.runs)
    assert "附件：" not in drawn


def test_without_the_source_its_place_is_held() -> None:
    document = passing_on(HOUSE, Manner.ISSUE, Quoted(title="某方案"))
    assert [blank.part for blank in blanks(document)] == ["recipients", "attachment:0"]


NAMES = st.text(st.sampled_from("某省市水利厅关于印发转批做好《方案》〈〉工作的通知意见公告\n"), max_size=30)


@given(st.sampled_from(Manner), NAMES, st.sampled_from(["", "某厅"]))
def test_any_title_is_quoted_whole_and_said_once(manner: Manner, title: str, organ: str) -> None:
    """Whatever is quoted: one notice, never 通知的通知, and the text cites all of the title."""
    quoted = Quoted(title=title, organ=organ, kind=kind_of(title))
    made = notice_title("某市", manner, quoted)
    assert made.startswith("某市")
    assert made.endswith("的通知")
    assert quoted.kind is None or manner is Manner.ISSUE or not made.endswith("的通知的通知的通知")
    words = set(title.replace("\n", "")) - set("《》〈〉")
    assert words <= set(citation(quoted))
