"""Checks: found on the real notice, mended without touching a word, quiet where custom is no error (gongwen.md 4, G2, G3)."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from xzt.docs.checks import Finding, Level, check, mend
from xzt.docs.checks.findings import RULES
from xzt.docs.checks.sources import sources
from xzt.docs.importing import Imported
from xzt.docs.model import Attachment, Block, Heading, ItemList, Kind, OfficialDocument, Paragraph, Table, text_of

CLEAN = OfficialDocument(
    kind=Kind.NOTICE,
    title="某市人民政府关于做好测试工作的通知",
    mark="某市人民政府文件",
    series="某政发",
    recipients="各县（市、区）人民政府",
    blocks=(Paragraph("现将有关事项通知如下。"),),
)

ASKING: dict[str, object] = {
    "kind": Kind.REQUEST,
    "title": "某局关于测试的请示",
    "approver": "某某",
    "note": "联系人：测试，电话：0731-00000000",
    "blocks": (Paragraph("妥否，请批示。"),),
}


def with_text(text: str, **changes: object) -> OfficialDocument:
    return replace(CLEAN, blocks=(Paragraph(text),), **changes)


def rules(document: OfficialDocument) -> list[str]:
    return [finding.rule for finding in check(document)]


def texts(document: OfficialDocument) -> str:
    return "\n".join(source.text for source in sources(document))


def test_half_width_marks_of_the_notice_are_found_and_mended(seed: Imported) -> None:
    """Issue 2: the publisher's half-width marks; after mending they are gone and every changed character is a mark."""
    document = seed.document
    findings = check(document)
    assert Counter(finding.rule for finding in findings) == {"P01": 628}
    mended = mend(document, findings)
    assert check(mended) == []
    before, after = texts(document), texts(mended)
    assert len(before) == len(after)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 628
    assert all(unicodedata.category(char)[0] == "P" for pair in changed for char in pair)
    assert replace(mended, title="", blocks=(), recipients="", attachments=()) == replace(
        document, title="", blocks=(), recipients="", attachments=()
    )


def test_places_point_at_the_text(seed: Imported) -> None:
    document = seed.document
    blocks = {"body": document.blocks} | {f"attachment:{number}": item.blocks for number, item in enumerate(document.attachments)}
    for finding in check(document):
        place = finding.place
        text = text_of(blocks[place.part][place.block]) if place.block >= 0 else getattr(document, place.part)
        assert text[place.start : place.end] in ",;:()"


@pytest.mark.parametrize(
    ("wrong", "right", "rule"),
    [
        ("各单位,请执行", "各单位，请执行", "P01"),
        ("请执行.", "请执行。", "P01"),
        ("比例达100%,其中", "比例达100%，其中", "P01"),
        ("系统(试行)已建", "系统（试行）已建", "P01"),
        ("是否同意?", "是否同意？", "P01"),
        ("数据、应用等等...", "数据、应用等等……", "P02"),
        ("请执行。。", "请执行。", "P02"),
        ("甲、乙、等单位", "甲、乙等单位", "P04"),
        ("共１２项", "共12项", "D03"),
        ("根据某政发[2026]3号文件", "根据某政发〔2026〕3号文件", "F01"),
        ("根据某政发（2026）第03号文件", "根据某政发〔2026〕3号文件", "F01"),
        ("根据某政发〔2026〕第3号文件", "根据某政发〔2026〕3号文件", "F03"),
        ("截至2026年08月01日", "截至2026年8月1日", "F05"),
        ("于2026年8月1号前", "于2026年8月1日前", "F05"),
    ],
)
def test_one_mistake_is_found_and_mended(wrong: str, right: str, rule: str) -> None:
    document = with_text(wrong)
    findings = check(document)
    assert rule in {finding.rule for finding in findings}
    assert mend(document, findings).blocks == (Paragraph(right),)


@pytest.mark.parametrize(
    "text",
    [
        "网址为https://www.example.gov.cn/a?b=1,请访问。".replace(",", "，"),
        "时间为10:30，比例为1:3，面积2.5平方米，共1,000元。",
        "邮箱test.a@example.cn。",
        "建设5G、IPv6(SRv6)网络。".replace("(", "（").replace(")", "）"),
        "版本为V2.0。",
        "全省“1+1+N+14”政务云。",
        "要遵守保密法，保护商业秘密。",
        "采用Python (3.11), Qt and SQLite.",
    ],
)
def test_right_texts_are_left_alone(text: str) -> None:
    assert rules(with_text(text)) == []


def test_custom_is_no_error() -> None:
    """gongwen.md 4.4: what only custom asks is never an error."""
    assert check(CLEAN) == []
    for rule in ("T01", "T02", "A02", "F12", "G2b", "N02", "N03"):
        assert RULES[rule].level is Level.ADVICE


@pytest.mark.parametrize(
    ("blocks", "rule", "mended"),
    [
        ((Heading(1, "一.总体要求"),), "N01", "一、总体要求"),
        ((Heading(1, "一、要求"), Heading(2, "（一）、目标")), "N01", "（一）目标"),
        ((Heading(1, "一、要求"), Heading(2, "（一）目标"), Heading(3, "1、任务")), "N01", "1.任务"),
        ((Heading(1, "一、要求"), Heading(1, "三、任务")), "N03", None),
        ((Heading(1, "一、要求"), Heading(3, "1.任务"), Heading(1, "二、任务"), Heading(2, "（一）目标")), "N02", None),
        ((Heading(1, "一、要求："), Paragraph("做好。")), "N04", "一、要求"),
    ],
)
def test_numbers_of_headings(blocks: tuple[Block, ...], rule: str, mended: str | None) -> None:
    document = replace(CLEAN, blocks=blocks)
    findings = check(document)
    assert [finding.rule for finding in findings] == [rule]
    if mended is not None:
        assert mended in texts(mend(document, findings)).split("\n")


def test_two_levels_may_leave_the_second_out() -> None:
    blocks = (Heading(1, "一、要求"), Heading(3, "1.任务"), Heading(3, "2.分工"), Heading(1, "二、保障"), Heading(3, "1.经费"))
    assert rules(replace(CLEAN, blocks=blocks)) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({**ASKING, "recipients": "市政府、市委办公室"}, "G2a"),
        ({**ASKING, "copies_to": "各县人民政府"}, "G2b"),
        ({**ASKING, "approver": ""}, "F12"),
        ({"kind": Kind.REPORT, "title": "某局关于测试的报告", "approver": "某某", "blocks": (Paragraph("以上妥否，请批示。"),)}, "G2c"),
        ({"title": "某市人民政府关于测试的通知。"}, "T02"),
        ({"title": "某市人民政府关于测试的方案"}, "T01"),
        ({"title": "某市人民政府关于测试的紧急通知"}, "F09"),
        ({"recipients": "各县人民政府："}, "F10"),
        ({"copies_to": "市委办公室。"}, "F11"),
        ({"attachments": (Attachment("名单。", (Paragraph("文。"),), "附件"),)}, "A01"),
        ({"attachments": (Attachment("《名单》", (Paragraph("文。"),), "附件"),)}, "A02"),
        ({"blocks": (Paragraph("名单见附件。"),)}, "A05"),
        ({"blocks": (Paragraph("建设“一张网。"),)}, "P03"),
        ({"blocks": (Paragraph("秘密★1年"),)}, "G3"),
        ({"urgency": "机密★5年"}, "G3"),
    ],
)
def test_elements_and_relations(changes: dict[str, object], rule: str) -> None:
    """F09 to F12, T01, T02, A01 to A05, P03, G2, G3."""
    document = replace(CLEAN, **changes)
    findings = check(document)
    assert [finding.rule for finding in findings] == [rule]
    if findings[0].fix is not None:
        assert check(mend(document, findings)) == []


def test_only_secrets_block() -> None:
    """G3: a mark of a state secret is an error that nothing may go on with."""
    assert {rule for rule, text in RULES.items() if text.blocks} == {"G3"}
    (found,) = check(replace(CLEAN, attachments=(Attachment("机密★10年", (Paragraph("文。"),), ""),)))
    assert (found.rule, found.level, found.blocks, found.fix) == ("G3", Level.ERROR, True, None)


def test_lists_and_tables_are_mended_in_place() -> None:
    blocks = (ItemList(("1.甲,乙", "2.丙;丁")), Table((("名称,数", "备注"), ("甲(乙)", "")), 1))
    mended = mend(replace(CLEAN, blocks=blocks), check(replace(CLEAN, blocks=blocks)))
    assert mended.blocks == (ItemList(("1.甲，乙", "2.丙；丁")), Table((("名称，数", "备注"), ("甲（乙）", "")), 1))


WORDS = (
    "国 政府 , . ; : ( ) （ ） “ ” 《 》 。 、 等 … ... 12 １２ abc ? ! "
    "2026年08月01日 某政发[2026]03号 某政发〔26〕3号 2026.8.1 一、 （一）、 1、 https://a.cn/b,c"
)
SNIPPETS = st.lists(st.sampled_from([*WORDS.split(), " "]), max_size=30).map("".join)


@given(SNIPPETS, SNIPPETS)
def test_mending_twice_is_mending_once(text: str, body: str) -> None:
    document = replace(CLEAN, title=text + "的通知", blocks=(Heading(1, "一、" + text, body), Paragraph(body), ItemList((text, body))))
    once = mend(document, check(document))
    assert mend(once, check(once)) == once


@given(SNIPPETS)
def test_fixes_stay_inside_their_text(text: str) -> None:
    for finding in check(with_text(text)):
        assert isinstance(finding, Finding)
        if finding.place.part == "body":
            assert 0 <= finding.place.start <= finding.place.end <= len(text)
