"""Checks of who writes to whom, with and without a directory of organs: L01, R01 to R15, F18, F19 (条例 articles 9, 13 to 17)."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher, get_close_matches

from xzt.docs.checks.findings import Finding, Spot, finding
from xzt.docs.checks.given import Given, Organ, Organs
from xzt.docs.checks.sources import Source, excerpt, sources, spot
from xzt.docs.model import Form, Kind, OfficialDocument

_UPWARD = frozenset({Kind.REQUEST, Kind.REPORT})
_ORDERS = frozenset({Kind.NOTICE, Kind.DECISION, Kind.ORDER})
_NAMES = re.compile(r"(?:[^，,、；;：:\s。（(]|（[^（）]*）|\([^()]*\))+")
_COLLECTIVE = re.compile(r"^(?:各|有关|省直|市直|区直|县直|其他|全省|全市|本|中央驻)|各|有关|单位$|部门$|企业$")
_PERSON = re.compile(r"(?:同志|(?:副?(?:省|市|州|县|区|乡|镇|厅|局|部|处)长)|书记|先生|女士)$")
_INNER = re.compile(r"(?:厅|局|委员会|委|办公厅|办公室|部|政府|院)[^，、]{1,10}(?:处|科|股)$")
_OUTER = re.compile(r"(?:办事|管理|代表|服务|联络|监管|监察|派出|留守|筹备|收费|气象|水文|工程)处$")
_DEPARTMENT = re.compile(r"(?<!办公)(?:厅|局|委员会|委)$")
_GOVERNMENT = re.compile(r"人民政府(?!办公|各|有关|所属|直属|组成)")
_CONSENT = re.compile(r"经[^，。]{0,24}(?:同意|批准|授权)|授权")
_ASK_TOGETHER = re.compile(r"等(?:几个|若干|[一二两三四五六七八九十\d]+[个项])?(?:事项|问题|事宜|项目)的请示|的请示和|两个问题|两项|三项")
_PLACE = re.compile(r"^(.{1,12}?(?:省|自治区|自治州|市|州|县|区))")
_RENAMED = {
    "国土资源部": "自然资源部",
    "国土资源厅": "自然资源厅",
    "国土资源局": "自然资源局",
    "环境保护部": "生态环境部",
    "环境保护厅": "生态环境厅",
    "环境保护局": "生态环境局",
    "卫生和计划生育委员会": "卫生健康委员会",
    "卫生计生委": "卫生健康委",
    "工商行政管理局": "市场监督管理局",
    "工商行政管理总局": "市场监督管理总局",
    "质量技术监督局": "市场监督管理局",
    "食品药品监督管理局": "市场监督管理局（药品监督管理局）",
    "安全生产监督管理局": "应急管理局",
    "安全生产监督管理总局": "应急管理部",
    "新闻出版广电局": "广播电视局等",
    "国家粮食局": "国家粮食和物资储备局",
    "银行保险监督管理委员会": "国家金融监督管理总局",
    "银监会": "国家金融监督管理总局",
    "保监会": "国家金融监督管理总局",
    "银保监会": "国家金融监督管理总局",
    "国家测绘地理信息局": "自然资源部",
    "国务院扶贫开发领导小组办公室": "农业农村部",
    "国家乡村振兴局": "农业农村部",
    "乡村振兴局": "农业农村部门",
}
_RENAMED_ONES = re.compile("|".join(sorted(_RENAMED, key=len, reverse=True)))
_FORMER = re.compile(r"原|撤销|更名|职责|划入|组建")


def names_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name of every single organ in a list of recipients; names for many at once are left out."""
    for match in _NAMES.finditer(text):
        if not _COLLECTIVE.search(match[0]):
            yield match.start(), match.end(), match[0]


def check_directory(document: OfficialDocument, given: Given) -> Iterator[Finding]:
    """Hold names of recipients, copies and signers against the directory (L01)."""
    if given.organs is None:
        return
    texts = [("recipients", -1, document.recipients), ("copies_to", -1, document.copies_to)]
    texts += [("signers", number, signer) for number, signer in enumerate(document.signers)]
    for part, block, text in texts:
        for start, end, name in names_in(text):
            if given.organs.find(name) is None:
                near = get_close_matches(name, given.organs.by_name, 1, 0.75)
                if given.organs.whole or (near and _slip(name, near[0])):
                    yield finding("L01", Spot(part, block, start, end), name, about=f"是否为“{near[0]}”" if near else "")


def _slip(name: str, known: str) -> bool:
    """Say whether a name is a known one with one slip of the pen behind the place's name: another place is another organ."""
    here, there = _PLACE.match(name), _PLACE.match(known)
    same_place = (here[1] if here else "") == (there[1] if there else "")
    opcodes = SequenceMatcher(None, name, known, autojunk=False).get_opcodes()
    wrong = [max(end - start, last - first) for what, start, end, first, last in opcodes if what != "equal"]
    return same_place and wrong == [1]


def check_former_names(source: Source) -> Iterator[Finding]:
    """Find names of organs that reforms have ended (L01b); where the text speaks of the past, it is right."""
    for match in _RENAMED_ONES.finditer(source.text):
        if not _FORMER.search(source.text[max(0, match.start() - 12) : match.end() + 8]):
            yield finding("L01b", spot(source, *match.span()), excerpt(source.text, *match.span()), about=f"现为{_RENAMED[match[0]]}")


def check_relations(document: OfficialDocument, given: Given) -> Iterator[Finding]:
    """Check who may write to whom, as far as names tell (R01, R03, R08, R11, R14, R15)."""
    names = list(names_in(document.recipients))
    if document.kind in _UPWARD:
        for start, end, name in names:
            if _PERSON.search(name):
                yield finding("R08", Spot("recipients", -1, start, end), name)
    if document.kind is Kind.REPORT and len(names) > 1:
        yield finding("R01", Spot("recipients", -1, names[1][0], names[-1][1]), document.recipients[:30])
    if document.kind is Kind.REQUEST:
        if match := _ASK_TOGETHER.search(document.title.replace("\n", "")):
            yield finding("R03", Spot("title", -1, 0, len(document.title)), match[0])
        yield from _unrelated(document, given, names)
    for number, signer in enumerate(document.signers):
        if _INNER.search(signer) and not _OUTER.search(signer):
            yield finding("R14", Spot("signers", number, 0, len(signer)), signer)
    yield from _commanding(document)


def _unrelated(document: OfficialDocument, given: Given, names: list[tuple[int, int, str]]) -> Iterator[Finding]:
    """Find a request to a department of the same place by one of its departments (R15)."""
    signer = document.signers[0] if document.signers else ""
    for start, end, name in names:
        ours, theirs = (given.organs.find(signer), given.organs.find(name)) if given.organs else (None, None)
        if ours is not None and theirs is not None:
            alien = theirs.name != ours.under and theirs.level >= ours.level > 0
        else:
            here, there = _PLACE.match(signer), _PLACE.match(name)
            alien = bool(here and there and here[1] == there[1] and _DEPARTMENT.search(signer) and _DEPARTMENT.search(name))
        if alien:
            yield finding("R15", Spot("recipients", -1, start, end), name)


def _commanding(document: OfficialDocument) -> Iterator[Finding]:
    """Find a department that commands a government and names nobody's consent (R11)."""
    if document.kind not in _ORDERS or not document.signers or not all(_DEPARTMENT.search(signer) for signer in document.signers):
        return
    match = _GOVERNMENT.search(document.recipients)
    if match and not any(_CONSENT.search(source.text) for source in sources(document) if source.part == "body"):
        yield finding("R11", Spot("recipients", -1, *match.span()), document.recipients[:30])


def check_levels(document: OfficialDocument, given: Given) -> Iterator[Finding]:
    """Check levels by the directory: copies downwards (R02), a level left out (R05), joint signers (R13), whose number (F18)."""
    if given.organs is None or not document.signers:
        return
    ours = given.organs.find(document.signers[0])
    if ours is None:
        return
    if document.kind in _UPWARD:
        yield from _copies_down(document, given.organs, ours)
        yield from _skipped(document, given.organs, ours)
    others = [given.organs.find(signer) for signer in document.signers[1:]]
    for number, other in enumerate(others, 1):
        if other is not None and other.level and ours.level and other.level != ours.level:
            yield finding("R13", Spot("signers", number, 0, len(document.signers[number])), document.signers[number])
    series = given.number.partition("〔")[0] or document.series
    if others and ours.series and series and series not in ours.series:
        yield finding("F18", Spot("number"), given.number or series)


def _copies_down(document: OfficialDocument, organs: Organs, ours: Organ) -> Iterator[Finding]:
    for start, end, name in names_in(document.copies_to):
        other = organs.find(name)
        if other is not None and other.under == ours.name:
            yield finding("R02", Spot("copies_to", -1, start, end), name)


def _skipped(document: OfficialDocument, organs: Organs, ours: Organ) -> Iterator[Finding]:
    above = organs.find(ours.under)
    told = {organ.name for _, _, name in names_in(document.copies_to) if (organ := organs.find(name)) is not None}
    for start, end, name in names_in(document.recipients):
        other = organs.find(name)
        if other is not None and above is not None and other.name == above.under and above.name not in told:
            yield finding("R05", Spot("recipients", -1, start, end), name, about=above.name)


def check_seal(document: OfficialDocument, given: Given) -> Iterator[Finding]:
    """Check that seal and signer are one (F19), and the mark's organ and the first signer (F19b); full and short names agree."""
    if not document.signers:
        return
    signer = document.signers[0]
    if given.seal and given.seal not in document.signers:
        yield finding("F19", Spot("signers", 0, 0, len(signer)), given.seal)
    organ = document.mark.removesuffix("文件")
    usual = document.form in {Form.ORDINARY, Form.LETTER} and len(document.signers) == 1
    if usual and organ and not _same_organ(organ, signer, given.organs):
        yield finding("F19b", Spot("signers", 0, 0, len(signer)), f"{document.mark}、{signer}")


def _same_organ(one: str, other: str, organs: Organs | None) -> bool:
    """Say whether two names can be one organ's: a short name leaves characters out of the full one."""
    if organs is not None and (found := organs.find(one)) is not None:
        return found == organs.find(other)
    short, full = sorted((one, other), key=len)
    rest = iter(full)
    return all(char in rest for char in short)
