"""What the standard says of every choice of a unit's profile, and where a profile departs from it (4.4: custom is no error).

A departure is listed once, as advice about the profile; it is never a finding in a document. The words are data of the trade.
"""

from enum import StrEnum

from msgspec import Struct

from xzt.docs.checks.findings import Finding, Level, Spot
from xzt.office.profile import STANDARD, Profile


class Strength(StrEnum):
    """How firm the standard is: it says nothing, it says what is usual or recommended, it rules."""

    OPEN = "open"
    USUAL = "usual"
    RULE = "rule"


class Choice(Struct, frozen=True, kw_only=True):
    """One field of a profile: its name, where it belongs, what the standard says of it, and the words of its values."""

    name: str
    group: str
    title: str
    says: str
    clause: str
    strength: Strength = Strength.OPEN
    unit: str = ""
    step: float = 0.1
    values: tuple[tuple[object, str], ...] = ()
    tolerance: float = 0.0
    """By how much a length may differ and still be what the standard says."""


GROUPS = (("page", "版面"), ("text", "正文"), ("head", "版头"), ("letter", "信函格式"), ("numbers", "页码"), ("foot", "附注、版记与附件"))
_YES = ((True, "是"), (False, "否"))
_9704 = "GB/T 9704-2012 "
_RULE, _USUAL = Strength.RULE, Strength.USUAL

CHOICES: tuple[Choice, ...] = (
    Choice(
        name="top_margin",
        group="page",
        title="天头",
        unit="毫米",
        says="37毫米±1毫米，量到字的上沿",
        clause=_9704 + "5.2.1",
        strength=_RULE,
        step=1.0,
        tolerance=1.0,
    ),
    Choice(
        name="bottom_margin",
        group="page",
        title="下白边",
        unit="毫米",
        says="版心高225毫米，下边余35毫米",
        clause=_9704 + "5.2.1",
        strength=_RULE,
        step=1.0,
        tolerance=1.0,
    ),
    Choice(
        name="left_margin",
        group="page",
        title="订口",
        unit="毫米",
        says="28毫米±1毫米",
        clause=_9704 + "5.2.1",
        strength=_RULE,
        step=1.0,
        tolerance=1.0,
    ),
    Choice(
        name="right_margin",
        group="page",
        title="右白边",
        unit="毫米",
        says="版心宽156毫米，右边余26毫米",
        clause=_9704 + "5.2.1",
        strength=_RULE,
        step=1.0,
        tolerance=1.0,
    ),
    Choice(name="mirrored", group="page", title="双面镜像页边", says="只规定订口，没有说双页", clause=_9704 + "5.2.1、6.3", values=_YES),
    Choice(
        name="pitch",
        group="page",
        title="固定行距",
        unit="磅",
        says="一般每面22行，撑满版心，没有规定磅值",
        clause=_9704 + "5.2.3",
        strength=_USUAL,
        step=0.5,
    ),
    Choice(
        name="word_filled",
        group="page",
        title="DOCX 的行距撑满版心",
        says="文字处理软件推荐一行10.39毫米，显示效果以 9704 为准",
        clause="GB/T 33476.2-2016 第3、4章",
        strength=_USUAL,
        values=_YES,
    ),
    Choice(name="bold_third", group="text", title="三级标题加粗", says="第三层用仿宋体，没有说加粗", clause=_9704 + "7.3.3", values=_YES),
    Choice(
        name="latin_face",
        group="text",
        title="字母数字用西文字体",
        says="正文用3号仿宋体，没有规定字母和数字的字体",
        clause=_9704 + "5.2.2",
        values=_YES,
    ),
    Choice(
        name="mark_size",
        group="head",
        title="标志最大字号",
        unit="毫米",
        says="没有规定字号，以醒目、美观、庄重为原则",
        clause=_9704 + "7.2.4",
        step=0.5,
    ),
    Choice(
        name="red",
        group="head",
        title="红色",
        says="推荐使用红色，印刷用 Y80%、M80%，没有规定屏幕上的色值",
        clause=_9704 + "6.1、7.2.4",
        values=(("#FF0000", "正红"), ("#FF3333", "印刷红"), ("#E60012", "标准红"), ("#C00000", "深红")),
    ),
    Choice(
        name="red_line",
        group="head",
        title="红色分隔线粗细",
        unit="毫米",
        says="没有规定粗细",
        clause=_9704 + "7.2.7",
        step=0.05,
    ),
    Choice(
        name="urgency_line",
        group="head",
        title="没有份号时紧急程度的行",
        says="份号、密级、紧急程度自上而下，没有说缺一项时放在哪一行",
        clause=_9704 + "7.2.3",
        values=((1, "第1行"), (2, "第2行"), (3, "第3行")),
    ),
    Choice(
        name="letter_mark_size",
        group="letter",
        title="标志最大字号",
        unit="毫米",
        says="没有规定字号",
        clause=_9704 + "10.1",
        step=0.1,
    ),
    Choice(name="double_thick", group="letter", title="双线的粗线", unit="毫米", says="没有规定粗细", clause=_9704 + "10.1", step=0.05),
    Choice(name="double_thin", group="letter", title="双线的细线", unit="毫米", says="没有规定粗细", clause=_9704 + "10.1", step=0.05),
    Choice(
        name="double_on",
        group="letter",
        title="双线居中的基准",
        says="线长170毫米，居中排布，没有说以什么为准",
        clause=_9704 + "10.1",
        values=(("paper", "纸张"), ("text", "版心")),
    ),
    Choice(
        name="first_number",
        group="numbers",
        title="首页显示页码",
        says="只有信函格式首页不显示页码",
        clause=_9704 + "7.5、10.1",
        strength=_RULE,
        values=_YES,
    ),
    Choice(
        name="centred_numbers",
        group="numbers",
        title="页码居中",
        says="单页居右空一字，双页居左空一字",
        clause=_9704 + "7.5",
        strength=_RULE,
        values=_YES,
    ),
    Choice(
        name="number_dashes",
        group="numbers",
        title="页码带一字线",
        says="数字左右各放一条一字线",
        clause=_9704 + "7.5",
        strength=_RULE,
        values=_YES,
    ),
    Choice(
        name="number_inset",
        group="numbers",
        title="“空一字”的字",
        says="没有说是几号字",
        clause=_9704 + "7.5",
        values=(("number", "页码的4号字"), ("text", "正文的3号字")),
    ),
    Choice(
        name="note_apart",
        group="foot",
        title="附注与成文日期空一行",
        says="附注编排在成文日期的下一行；33476.2 要空一行",
        clause=_9704 + "7.3.6；GB/T 33476.2-2016 7.2.6",
        strength=_USUAL,
        values=_YES,
    ),
    Choice(
        name="imprint_thick",
        group="foot",
        title="版记首末线",
        unit="毫米",
        says="推荐0.35毫米",
        clause=_9704 + "7.4.1",
        strength=_USUAL,
        step=0.05,
    ),
    Choice(
        name="imprint_thin",
        group="foot",
        title="版记中间线",
        unit="毫米",
        says="推荐0.25毫米",
        clause=_9704 + "7.4.1",
        strength=_USUAL,
        step=0.05,
    ),
    Choice(
        name="even_imprint",
        group="foot",
        title="版记总在偶数页",
        says="33476.2 要求在偶数页，9704 没有明说",
        clause="GB/T 33476.2-2016 7.3",
        values=_YES,
    ),
    Choice(
        name="quoted_attachments",
        group="foot",
        title="附件名称加书名号",
        says="只规定名称后不加标点，不加书名号是习惯",
        clause=_9704 + "7.3.4",
        values=_YES,
    ),
)


def differs(choice: Choice, profile: Profile) -> bool:
    """Say whether a profile chooses otherwise than the standard's own page."""
    return bool(getattr(profile, choice.name) != getattr(STANDARD, choice.name))


def departs(choice: Choice, profile: Profile) -> bool:
    """Say whether a choice departs from what the standard says; where it says nothing, nothing departs from it."""
    if choice.strength is Strength.OPEN or not differs(choice, profile):
        return False
    value, usual = getattr(profile, choice.name), getattr(STANDARD, choice.name)
    return not (choice.tolerance and abs(value - usual) <= choice.tolerance)


def value_words(choice: Choice, profile: Profile) -> str:
    """Say what a profile chooses."""
    value = getattr(profile, choice.name)
    for known, words in choice.values:
        if known == value:
            return words
    if value is None:
        return "撑满版心"
    return f"{value:g}{choice.unit}" if isinstance(value, float | int) else str(value)


def departures(profile: Profile) -> list[Finding]:
    """List where a profile departs from the standard, once for all documents of the unit."""
    return [
        Finding(
            "U01",
            Level.ADVICE,
            Spot("profile"),
            f"{choice.title}：{value_words(choice, profile)}",
            f"单位版式与国标推荐不同：{choice.says}",
            choice.clause,
        )
        for choice in CHOICES
        if departs(choice, profile)
    ]


def customary(profile: Profile) -> frozenset[str]:
    """Return the rules that say nothing in this unit, because what they advise against is its custom."""
    return frozenset({"A02"}) if profile.quoted_attachments else frozenset()
