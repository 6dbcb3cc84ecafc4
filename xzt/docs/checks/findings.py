"""What a check says: where, which rule, what is wrong, what would be right. The words of explanation are data of the trade."""

from enum import StrEnum

from msgspec import Struct


class Level(StrEnum):
    """An error breaks a standard or a rule; advice is custom or a matter for a person."""

    ERROR = "error"
    ADVICE = "advice"


class Spot(Struct, frozen=True):
    """A stretch of text: ``part`` and ``block`` as in the page model's ``Place``, offsets in code points (``model.text_of``)."""

    part: str
    block: int = -1
    start: int = 0
    end: int = 0


class Finding(Struct, frozen=True):
    """One finding. ``fix`` replaces the spot's text (empty: take it out), None where a person decides. ``blocks``: may not go on."""

    rule: str
    level: Level
    place: Spot
    excerpt: str
    explanation: str
    clause: str
    fix: str | None = None
    blocks: bool = False


class RuleText(Struct, frozen=True):
    """A rule as data: how grave, what to say, on what it rests."""

    level: Level
    explanation: str
    clause: str
    blocks: bool = False


_E, _A = Level.ERROR, Level.ADVICE

RULES: dict[str, RuleText] = {
    "P01": RuleText(_E, "汉字之间应使用全角标点", "GB/T 15834-2011 第4、5章"),
    "P02": RuleText(_E, "省略号应为“……”，标点不重复", "GB/T 15834-2011 4.11"),
    "P03": RuleText(_E, "引号、书名号、括号应成对使用", "GB/T 15834-2011 4.8、4.9、4.15"),
    "P04": RuleText(_A, "“等”之前不用顿号", "GB/T 15834-2011 4.5"),
    "D03": RuleText(_E, "阿拉伯数字应使用半角字形", "GB/T 15835-2011 5.1"),
    "N01": RuleText(_E, "层次序数的标点不规范，应为“一、”“（一）”“1.”“（1）”", "GB/T 9704-2012 7.3.3"),
    "N02": RuleText(_A, "层次序数越级", "GB/T 9704-2012 7.3.3"),
    "N03": RuleText(_A, "同级序数不连续或重复", "GB/T 9704-2012 7.3.3"),
    "N04": RuleText(_A, "独立成行的标题末尾一般不加标点", "GB/T 15834-2011 附录A"),
    "F01": RuleText(_E, "发文字号的年份应用六角括号“〔〕”", "GB/T 9704-2012 7.2.5"),
    "F02": RuleText(_E, "发文字号的年份应标全称", "GB/T 9704-2012 7.2.5"),
    "F03": RuleText(_E, "发文顺序号不加“第”字、不编虚位", "GB/T 9704-2012 7.2.5"),
    "F05": RuleText(_E, "日期用阿拉伯数字标全年、月、日，月、日不编虚位", "GB/T 9704-2012 7.3.5.4"),
    "F09": RuleText(_A, "紧急程度标在版头，不写进标题", "GB/T 9704-2012 7.2.3"),
    "F10": RuleText(_E, "主送机关只写名称，末尾的冒号由版式加上", "GB/T 9704-2012 7.3.2"),
    "F11": RuleText(_E, "抄送机关只写名称，末尾的句号由版式加上", "GB/T 9704-2012 7.4.2"),
    "F12": RuleText(_A, "上行文应当标注签发人", "《党政机关公文处理工作条例》第九条（六）"),
    "T01": RuleText(_A, "标题一般由发文机关名称、事由和文种组成，末尾应为文种", "《党政机关公文处理工作条例》第九条（七）"),
    "T02": RuleText(_A, "标题末尾不加标点", "GB/T 15834-2011 附录A"),
    "T05": RuleText(_E, "文种混用或不是法定文种", "《党政机关公文处理工作条例》第八条"),
    "A01": RuleText(_E, "附件名称后不加标点符号", "GB/T 9704-2012 7.3.4"),
    "A02": RuleText(_A, "附件名称一般不加书名号", "行文惯例"),
    "A05": RuleText(_A, "正文提到附件，但没有附件", "GB/T 9704-2012 7.3.4"),
    "G2a": RuleText(_E, "请示只写一个主送机关", "《党政机关公文处理工作条例》第十五条（一）"),
    "G2b": RuleText(_A, "上行文不抄送下级机关，请核对抄送机关", "《党政机关公文处理工作条例》第十五条（一）"),
    "G2c": RuleText(_E, "报告等非请示性公文中不得夹带请示事项", "《党政机关公文处理工作条例》第十五条（四）"),
    "G3": RuleText(
        _E,
        "带有国家秘密标志，不得在本系统处理，请改走机要渠道或者符合保密规定的系统",
        "《党政机关公文处理工作条例》第三十条、第三十一条",
        blocks=True,
    ),
}


def finding(rule: str, place: Spot, excerpt: str, fix: str | None = None) -> Finding:
    """Make a finding of a rule."""
    text = RULES[rule]
    return Finding(rule, text.level, place, excerpt, text.explanation, text.clause, fix, text.blocks)
