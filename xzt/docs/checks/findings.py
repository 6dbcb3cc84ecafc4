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
    "P04b": RuleText(_A, "引号、书名号之间通常不用顿号", "GB/T 15834-2011 4.5.3.5"),
    "P05": RuleText(_A, "起止年份用一字线，数值范围用浪纹线", "GB/T 15834-2011 4.13.3"),
    "D01": RuleText(_A, "年份应写全四位", "GB/T 15835-2011 5.1"),
    "D02": RuleText(_A, "数值范围两端的单位或数位应写全，请核对", "GB/T 15835-2011 5.1"),
    "D03": RuleText(_E, "阿拉伯数字应使用半角字形", "GB/T 15835-2011 5.1"),
    "D03b": RuleText(_A, "小数点前的“0”不省略", "GB/T 15835-2011 5.1"),
    "D03c": RuleText(_A, "公文中的日期写“日”，不写“号”", "行文惯例"),
    "D04": RuleText(_E, "同一个日期中汉字数字和阿拉伯数字混用", "GB/T 15835-2011 4.3"),
    "D05": RuleText(_A, "相对时间宜写成具体的年、月、日", "行文惯例"),
    "N01": RuleText(_E, "层次序数的标点不规范，应为“一、”“（一）”“1.”“（1）”", "GB/T 9704-2012 7.3.3"),
    "N01b": RuleText(_A, "阿拉伯数字序号后一般用半角的点", "GB/T 9704-2012 7.3.3"),
    "N02": RuleText(_A, "层次序数越级", "GB/T 9704-2012 7.3.3"),
    "N03": RuleText(_A, "同级序数不连续或重复", "GB/T 9704-2012 7.3.3"),
    "N04": RuleText(_A, "独立成行的标题末尾一般不加标点", "GB/T 15834-2011 附录A"),
    "F01": RuleText(_E, "发文字号的年份应用六角括号“〔〕”", "GB/T 9704-2012 7.2.5"),
    "F02": RuleText(_E, "发文字号的年份应标全称", "GB/T 9704-2012 7.2.5"),
    "F03": RuleText(_E, "发文顺序号不加“第”字、不编虚位", "GB/T 9704-2012 7.2.5"),
    "F04": RuleText(_E, "发文字号应由机关代字、年份、发文顺序号组成", "GB/T 9704-2012 7.2.5"),
    "F05": RuleText(_E, "日期用阿拉伯数字标全年、月、日，月、日不编虚位", "GB/T 9704-2012 7.3.5.4"),
    "F05c": RuleText(_E, "成文日期用阿拉伯数字标全年、月、日", "GB/T 9704-2012 7.3.5.4"),
    "F05b": RuleText(_A, "公文中的日期一般用阿拉伯数字", "GB/T 15835-2011 4.1"),
    "F06": RuleText(_A, "印发日期早于成文日期，请核对", "《党政机关公文处理工作条例》第九条（十七）"),
    "F09": RuleText(_A, "紧急程度标在版头，不写进标题", "GB/T 9704-2012 7.2.3"),
    "F10": RuleText(_E, "主送机关只写名称，末尾的冒号由版式加上", "GB/T 9704-2012 7.3.2"),
    "F11": RuleText(_E, "抄送机关只写名称，末尾的句号由版式加上", "GB/T 9704-2012 7.4.2"),
    "F12": RuleText(_A, "上行文应当标注签发人", "《党政机关公文处理工作条例》第九条（六）"),
    "F13": RuleText(_E, "首页没有正文，主送机关过多的可移到版记", "GB/T 9704-2012 7.3.2、7.3.3"),
    "F14": RuleText(_E, "附注只写内容，圆括号由版式加上", "GB/T 9704-2012 7.3.6"),
    "F14b": RuleText(_A, "请示一般在附注中写联系人和电话", "行文惯例"),
    "F15": RuleText(_A, "版记没有落在偶数页，印刷时前面会加空白页", "GB/T 33476.2-2016 7.3"),
    "F17": RuleText(_A, "不再使用“此页无正文”，由版式调整行距、字距", "GB/T 9704-2012 7.3.5.5"),
    "F18": RuleText(_E, "联合行文使用主办机关的发文字号", "《党政机关公文处理工作条例》第九条（五）"),
    "F19": RuleText(_E, "印章名称与署名机关不一致", "《党政机关公文处理工作条例》第九条（十三）"),
    "F19b": RuleText(_A, "署名机关与发文机关标志不一致，请核对", "《党政机关公文处理工作条例》第九条（四）、（十一）"),
    "T01": RuleText(_A, "标题一般由发文机关名称、事由和文种组成，末尾应为文种", "《党政机关公文处理工作条例》第九条（七）"),
    "T02": RuleText(_A, "标题末尾不加标点", "GB/T 15834-2011 附录A"),
    "T02b": RuleText(_A, "标题中除书名号等外一般不用标点", "行文惯例"),
    "T03": RuleText(_A, "标题中“关于”或文种重复", "行文惯例"),
    "T04": RuleText(_A, "标题回行应词意完整，不留单字", "GB/T 9704-2012 7.3.1"),
    "T05": RuleText(_E, "文种混用或不是法定文种", "《党政机关公文处理工作条例》第八条"),
    "A01": RuleText(_E, "附件名称后不加标点符号", "GB/T 9704-2012 7.3.4"),
    "A02": RuleText(_A, "附件名称一般不加书名号", "行文惯例"),
    "A03": RuleText(_E, "附件说明与附件不一致", "GB/T 9704-2012 7.3.4、7.3.7"),
    "A04": RuleText(_A, "附件的序号不对：只有一个附件不编号，多个按顺序编号", "GB/T 9704-2012 7.3.7"),
    "A05": RuleText(_A, "正文提到附件，但没有附件", "GB/T 9704-2012 7.3.4"),
    "A06": RuleText(_A, "印发、转发的文件本身不作为附件", "行文惯例"),
    "Q01": RuleText(_A, "引用公文一般先引标题，后用圆括号引发文字号", "行文惯例"),
    "Q02": RuleText(_A, "批复、复函开头一般引来文的标题和发文字号", "行文惯例"),
    "Q03": RuleText(_E, "引用的文件已经停止执行", "《党政机关公文处理工作条例》第四十二条等"),
    "L01": RuleText(_A, "机关名称不在名录中，请核对", "《党政机关公文处理工作条例》第九条（八）"),
    "L01b": RuleText(_A, "机构已经改革，请核对现在的名称", "国务院机构改革方案（2018年、2023年）"),
    "L02": RuleText(_A, "结束语与文种不相称", "行文惯例"),
    "L03": RuleText(_A, "上行文不用“你”称呼对方", "行文惯例"),
    "L04": RuleText(_A, "写有个人信息，请核对是否需要", "《中华人民共和国个人信息保护法》第五条、第六条"),
    "L05": RuleText(_A, "没有字体能显示这个字", "GB 18030-2022"),
    "W01": RuleText(_E, "错别字", "《现代汉语词典》等"),
    "W02": RuleText(_A, "不推荐的写法，请核对", "《现代汉语词典》等"),
    "M01": RuleText(_E, "模板中留待填写的内容还没有填", "《党政机关公文处理工作条例》第十九条"),
    "M02": RuleText(_E, "这种公文应当有这个要素", "《党政机关公文处理工作条例》第八条、第九条"),
    "M03": RuleText(_A, "这种公文一般没有这个要素，请核对", "行文惯例"),
    "M04": RuleText(_A, "不予公开的，一般要写明理由", "行文惯例"),
    "R01": RuleText(_A, "上行文原则上只主送一个上级机关", "《党政机关公文处理工作条例》第十五条（一）"),
    "R02": RuleText(_E, "上行文不抄送下级机关", "《党政机关公文处理工作条例》第十五条（一）"),
    "R03": RuleText(_A, "请示应当一文一事", "《党政机关公文处理工作条例》第十五条（四）"),
    "R05": RuleText(_A, "一般不得越级行文，越级的应当抄送被越过的机关", "《党政机关公文处理工作条例》第十四条"),
    "R08": RuleText(_E, "不以机关名义向负责人个人报送公文", "《党政机关公文处理工作条例》第十五条（五）"),
    "R11": RuleText(_A, "部门未经授权不向下级政府发布指令性公文，经同意的应当注明", "《党政机关公文处理工作条例》第十六条（二）"),
    "R13": RuleText(_A, "联合行文限于同级机关", "《党政机关公文处理工作条例》第十七条"),
    "R14": RuleText(_E, "部门内设机构不得对外正式行文", "《党政机关公文处理工作条例》第十七条"),
    "R15": RuleText(_A, "向不相隶属的机关请求批准用函", "《党政机关公文处理工作条例》第八条（十四）"),
    "X01": RuleText(_E, "公文用纸应为A4型", "GB/T 9704-2012 5.1"),
    "X02": RuleText(_A, "页边距与标准推荐的不同", "GB/T 33476.2-2016 6.2"),
    "X03": RuleText(_A, "字体字号与标准的一般规定不同", "GB/T 9704-2012 5.2.2、7.3"),
    "X04": RuleText(_A, "行距与一般每面排22行不合", "GB/T 9704-2012 5.2.3"),
    "X05": RuleText(_A, "页码一般居外侧，单页右空一字、双页左空一字", "GB/T 9704-2012 7.5"),
    "X06": RuleText(_A, "中文用了主题字体，换一台电脑可能变样，宜指定字体", "GB/T 33476.2-2016 5"),
    "X07": RuleText(_A, "引号、破折号、省略号用了西文字体", "GB/T 9704-2012 5.2.2"),
    "X08": RuleText(_A, "表格比版心宽，打印时会被裁切", "GB/T 9704-2012 8"),
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


SINCE = {"F05c": "2012-07-01", "Q03": "2012-07-01", "L01b": "2018-03-17"}
"""The day from which a rule holds where older documents did right by the rules of theirs, as GB/T 9704-1999 had dates in Chinese."""


def finding(rule: str, place: Spot, excerpt: str, fix: str | None = None, about: str = "") -> Finding:
    """Make a finding of a rule; ``about`` is what it says of this very place."""
    text = RULES[rule]
    explanation = f"{text.explanation}：{about}" if about else text.explanation
    return Finding(rule, text.level, place, excerpt, explanation, text.clause, fix, text.blocks)
