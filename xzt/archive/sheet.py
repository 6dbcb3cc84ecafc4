"""The handling sheet (发文处理单, 收文处理单) as PDF: the ruled A4 table that the trade knows, filled from the record.

It shows what the record holds and decides nothing. The same record gives the same bytes. GB/T 39362-2020 wants it kept with the
document; its columns are custom, not law. How it is ruled and printed is ``xzt.archive.ruling``.
"""

from datetime import datetime

from xzt.archive.ruling import Cells, print_table
from xzt.archive.terms import DELIVERIES, RETENTIONS, ROLES, STEPS, act_name
from xzt.core.calendar import BEIJING
from xzt.core.encoding import decode
from xzt.docs.model import OfficialDocument
from xzt.office.act import Entry
from xzt.office.dispatch.state import Delivery, Dispatch
from xzt.office.people import Directory
from xzt.office.receipt.registration import Registration, sender_name
from xzt.office.receipt.state import Receipt

_BACK = ("return", "withdraw", "cancel", "terminate")
_GROUPS = (("核稿意见", ("review",)), ("会签意见", ("countersign",)), ("签发意见", ("sign_off",)), ("退回与撤回", _BACK))
_RECEIPT_GROUPS = (
    ("签收登记", ("sign_for", "refuse", "enter", "register", "discard")),
    ("拟办意见", ("propose",)),
    ("领导批示", ("instruct",)),
    ("传阅意见", ("read",)),
    ("办理结果", ("handle", "help")),
)

_SPOKEN = frozenset(action for _, actions in (*_GROUPS, *_RECEIPT_GROUPS) for action in actions)


def handling_sheet(state: Dispatch | Receipt, directory: Directory) -> bytes:
    """Make the sheet of a dispatch or receipt as PDF (A4, fonts embedded)."""
    return print_table(*sheet_rows(state, directory))


def sheet_rows(state: Dispatch | Receipt, directory: Directory) -> tuple[str, list[Cells]]:
    """Give the heading and the rows of the sheet."""
    unit = _unit(directory, state.unit)
    if isinstance(state, Dispatch):
        return f"{unit}发文处理单", _dispatch_rows(state, directory)
    return f"{unit}收文处理单", _receipt_rows(state, directory)


def course_rows(state: Dispatch | Receipt, directory: Directory) -> tuple[str, list[Cells]]:
    """Give the heading and the rows of all that was done and said, in its order (意见与过程)."""
    title = decode(state.document, OfficialDocument).title if isinstance(state, Dispatch) else state.title
    rows = [Cells((("标题", title.replace("\n", "")),))]
    rows += [
        Cells(
            ((act_name(entry.action), _words(entry) if entry.action in _SPOKEN else entry.words),),
            _signed(entry, state, directory),
        )
        for entry in state.course
    ]
    return "意见与过程", rows


def _dispatch_rows(state: Dispatch, directory: Directory) -> list[Cells]:
    document = decode(state.document, OfficialDocument)
    number = state.number.printed() if state.number else ""
    drafter = directory.person(state.drafter)
    route = state.route
    attached = [attachment.title.replace("\n", "") for attachment in document.attachments]
    rows = [
        Cells((("发文字号", number), ("文种", document.kind.value), ("紧急程度", document.urgency or "平件"))),
        Cells((("标题", document.title.replace("\n", "")),)),
        Cells((("主送机关", document.recipients),)),
        Cells((("抄送机关", document.copies_to),)),
        Cells((("附件", "；".join(attached)),)),
        Cells(
            (
                ("拟稿部门", drafter.department if drafter else ""),
                ("拟稿人", _person(directory, state.drafter)),
                ("拟稿时间", _day(state.course[0].act.at)),
            )
        ),
        Cells(
            (
                ("核稿人", _person(directory, route.reviewer) if route else ""),
                ("签发人", _person(directory, route.signer) if route else ""),
                ("签发时间", _day(state.signed_off) if state.signed_off else ""),
            )
        ),
        Cells((("会签人", "、".join(_person(directory, person) for person in route.countersigners) if route else ""),)),
    ]
    for label, acts in _GROUPS:
        rows += _opinions(label, [entry for entry in state.course if entry.action in acts], state, directory)
    rows += _office_rows(state, document, directory)
    return rows


def _office_rows(state: Dispatch, document: OfficialDocument, directory: Directory) -> list[Cells]:
    """Say what the document office did: number, seal, distribution, archive."""
    sealed = f"{state.seal.seal_name} {_moment(state.sealed_at)}" if state.seal and state.sealed_at else ""
    rows = [
        Cells((("印发机关", document.printer), ("公开属性", document.openness), ("定稿版本", f"第{len(state.versions)}稿"))),
        Cells((("用印", sealed),)),
    ]
    rows += [
        Cells((("分发" if number == 0 else "", _delivery(delivery, directory)),), opens=number == 0)
        for number, delivery in enumerate(state.ledger)
    ]
    if state.archival:
        retention = RETENTIONS.get(state.archival.retention, state.archival.retention)
        rows.append(Cells((("档号", f"{state.archival.code}（{retention}）"),)))
    rows.append(Cells((("定稿摘要", f"SM3 {state.text}"),)))
    return rows


def _receipt_rows(state: Receipt, directory: Directory) -> list[Cells]:
    source, entry = state.source, state.registration or Registration(number=state.source.number, date=state.source.signed_on)
    number = state.number.printed() if state.number else ""
    readers = "、".join(_person(directory, reading.person) for reading in state.readings)
    helpers = "、".join(_person(directory, one.person) for one in state.helpers)
    due = _day(state.limit.due) if state.limit else ""
    rows = [
        Cells((("收文编号", number), ("收文日期", _day(state.arrived)), ("紧急程度", state.urgency or "平件"))),
        Cells((("来文机关", sender_name(source.unit, source.sender, directory)),)),
        Cells((("来文字号", entry.number), ("成文日期", entry.date), ("发送方式", "抄送" if source.copy else "主送"))),
        Cells((("标题", state.title.replace("\n", "")),)),
        Cells((("主办", _person(directory, state.handler) if state.handler else ""), ("协办", helpers), ("办理期限", due))),
        Cells((("传阅人", readers),)),
    ]
    if state.despite:
        rows.append(Cells((("签章核验", f"核验不通过，仍予登记：{state.despite}"),)))
    for label, acts in _RECEIPT_GROUPS:
        rows += _opinions(label, [entry for entry in state.course if entry.action in acts], state, directory)
    closed = [entry for entry in state.course if entry.action == "close"]
    rows += _opinions("办结", closed, state, directory)
    if source.file:
        rows.append(Cells((("来文摘要", f"SM3 {source.file}"),)))
    return rows


def _opinions(label: str, entries: list[Entry], state: Dispatch | Receipt, directory: Directory) -> list[Cells]:
    """Give one row for each opinion, name and time below its words; the first carries the label."""
    if not entries:
        return [Cells(((label, ""),))]
    return [
        Cells(
            ((label if number == 0 else "", _words(entry)),),
            _signed(entry, state, directory),
            opens=number == 0,
        )
        for number, entry in enumerate(entries)
    ]


def _signed(entry: Entry, state: Dispatch | Receipt, directory: Directory) -> str:
    """Say who, for whom (W6), when, and what one must know of an opinion: round, draft, late, merged, corrected (W2, W3, W11, W13)."""
    who = _person(directory, entry.act.person)
    if entry.principal:
        who = f"{who} 代 {_person(directory, entry.principal)}"
    if entry.people:
        who = f"{who} → {'、'.join(_holder(directory, token) for token in entry.people)}"
    marks = []
    if isinstance(state, Dispatch):
        seen = state.version_of(entry.text)
        marks = [f"第{seen}稿"] if seen and len(state.versions) > 1 else []
        marks += [f"第{entry.round}轮"] if entry.round > 1 else []
    marks += [word for word, there in (("迟到意见", entry.late), ("自动合并", entry.merged), ("更正或恢复", bool(entry.cites))) if there]
    return f"{who}　{_moment(entry.act.at)}" + (f"（{'，'.join(marks)}）" if marks else "")


def _holder(directory: Directory, token: str) -> str:
    """Name somebody, a post, or the step that it went back to."""
    who, _, name = token.partition(":")
    if who == "p":
        return _person(directory, name)
    if who == "u":
        return _unit(directory, name)
    return ROLES.get(name, name) if who == "r" else STEPS.get(token, token)


def _words(entry: Entry) -> str:
    """Give the words of an act as the sheet shows them; an opinion without words shows what was done."""
    words = entry.words.strip()
    if entry.files:
        words = "\n".join(part for part in (words, f"附件：{'、'.join(file.name for file in entry.files)}") if part)
    if entry.action in _BACK:
        return f"{act_name(entry.action)}（{STEPS.get(entry.step, entry.step)}）：{words}"
    if entry.action == "countersign" and not entry.agree:
        return f"不同意：{words}"
    return words or {"review": "已核", "read": "已阅"}.get(entry.action, "同意" if entry.text else act_name(entry.action))


def _delivery(delivery: Delivery, directory: Directory) -> str:
    when = f" {_moment(delivery.at)}" if delivery.at else ""
    reason = f"（{delivery.words}）" if delivery.words else ""
    how, done = "抄送" if delivery.copy else "主送", DELIVERIES.get(delivery.state, delivery.state)
    return f"{_unit(directory, delivery.unit)}　{how}　{done}{when}{reason}"


def _person(directory: Directory, person: str) -> str:
    found = directory.person(person)
    return found.name if found else person


def _unit(directory: Directory, unit: str) -> str:
    found = directory.unit(unit)
    return found.name if found else unit


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if at else ""


def _day(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d}"
