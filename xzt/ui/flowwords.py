"""Who gets it next and what has happened, in words: read out of a record's state, shown before a person acts (FLW-22). No widget here."""

from datetime import datetime

from msgspec import structs

from xzt.core.errors import Refusal
from xzt.office.act import Entry
from xzt.office.dispatch.flows import USUAL, flows
from xzt.office.dispatch.sealing import asked_still
from xzt.office.dispatch.state import ORDER, STOPPED, Dispatch, Route
from xzt.office.dispatch.state import Step as DispatchStep
from xzt.office.flow.preview import Preview
from xzt.office.flow.state import Status
from xzt.office.given import Given
from xzt.office.receipt.clock import due_at, is_paused, soon_at
from xzt.office.receipt.parts import doer, open_parts
from xzt.office.receipt.registration import sender_name
from xzt.office.receipt.state import ENDED, Part, Receipt
from xzt.office.receipt.state import Step as ReceiptStep
from xzt.office.registry import Matter
from xzt.ui.duewords import limit_words, task_due_words
from xzt.ui.receiptwords import SCOPES
from xzt.ui.text import Names, course_name, delivery_name, step_name, tr
from xzt.ui.widgets.course import Stop, moment

FORGOTTEN = (
    tr("服务器还没有"),
    tr("服务器从备份恢复后还没有这份公文，内容都在本机；起草或办过它的人联网后会自动补上。久等不到请告诉管理员。"),
)
"""What the server, restored from a backup, does not have again yet (RS-24): in a word, and what is kept and what to do."""


def title_of(state: Matter) -> str:
    """Return the title of a record on one line."""
    title = state.elements.title if isinstance(state, Dispatch) else state.title
    return title.replace("\n", "") or tr("（还没有标题）")


def kind_of(state: Matter) -> str:
    """Return the name of the record's kind."""
    return "dispatch" if isinstance(state, Dispatch) else "receipt"


def urgency_of(state: Matter) -> str:
    """Return the urgency word."""
    return state.elements.urgency if isinstance(state, Dispatch) else state.urgency


def number_of(state: Matter) -> str:
    """Return the document number as it is known, else empty."""
    if isinstance(state, Receipt):
        return state.registration.number if state.registration else state.source.number
    return state.number.printed() if state.number else ""


def sender_of(state: Receipt, names: Names) -> str:
    """Name the organ that an incoming document comes from."""
    return state.registration.sender if state.registration else sender_name(state.source.unit, state.source.sender, names.directory)


def scope_of(state: Matter) -> str:
    """Say how far the issuing organ lets a document go, where it is limited (G6)."""
    return tr(SCOPES[state.scope]) if isinstance(state, Receipt) and state.scope else ""


def page_words(state: Matter) -> str:
    """Say what one must know of the page that is shown."""
    if isinstance(state, Dispatch):
        return tr("待编号：签发后由服务器给出文号") if state.number is None else ""
    return "" if state.exchanged else tr("没有通过交换送来：这一页按登记的内容排出，原件见“附件和文件”")


def due_of(state: Matter, now: datetime, given: Given) -> tuple[str, str]:
    """Say by when the matter is to be done and whether that is over, with the tone; empty where there is no limit or it is done.

    A limit of working days is counted by the calendar as it is known now: what was provisional is counted again (T2).
    """
    if isinstance(state, Dispatch):
        return task_due_words(state.case, now, given) if state.case else ("", "")
    if state.limit is None or state.step in ENDED:
        return "", ""
    if is_paused(state):
        return tr("计时已暂停"), "amber"
    counted = due_at(state, given) or state.limit.due
    if state.answered:
        return (tr("已复文，超过期限"), "red") if state.answered > counted else (tr("已在期限内复文"), "")
    soon = soon_at(state, given) or counted
    return ("", "") if state.result else limit_words(structs.replace(state.limit, due=counted), now, soon)


def holders(state: Matter, names: Names) -> str:
    """Say in whose hands the matter is."""
    if isinstance(state, Dispatch):
        return "、".join(names.holder(task.holder) for task in state.tasks)
    if state.step in {ReceiptStep.INSTRUCT, ReceiptStep.HANDLE} and open_parts(state):
        waiting = [_doer_words(state, part, person, names) for part, person in open_parts(state)]
        return "、".join(dict.fromkeys(waiting))
    return names.holder("r:registrar") if state.step not in ENDED else ""


def _doer_words(state: Receipt, part: Part, person: str, names: Names) -> str:
    """Name who does a part of a receipt, and for whom (W6)."""
    who = doer(state, part, person)
    return (
        tr("{who}（代{principal}）").format(who=names.person(who), principal=names.person(person)) if who != person else names.person(who)
    )


def next_words(found: Preview | Refusal, names: Names) -> str:
    """Say who gets it next, as the rules themselves have answered on a copy (FLW-22); nothing where they would refuse."""
    if isinstance(found, Refusal):
        return ""
    if found.status is Status.ENDED:
        return tr("这是最后一步")
    by_step: dict[str, list[str]] = {}
    for task in found.opened:
        by_step.setdefault(task.step, []).append(names.holder(task.holder))
    if "follow" in by_step:
        return tr("下一步：各单位签收后，由{who}办结").format(who="、".join(by_step["follow"]))
    ways = [tr("{step}，由{who}办理").format(step=_ahead_name(DispatchStep(step)), who="、".join(who)) for step, who in by_step.items()]
    if ways:
        return tr("下一步：{ways}").format(ways=tr("；").join(ways))
    waited = "、".join(dict.fromkeys(names.holder(task.holder) for task in found.awaited))
    return tr("还要等{who}办理").format(who=waited) if waited else ""


def next_holders(step: DispatchStep, route: Route | None, names: Names) -> str:
    """Say who handles a step."""
    roles = {
        DispatchStep.PROOFREAD: "r:reviewer",
        DispatchStep.REGISTER: "r:registrar",
        DispatchStep.SEAL: "r:seal_keeper",
        DispatchStep.DISTRIBUTE: "r:registrar",
        DispatchStep.FOLLOW: "r:registrar",
        DispatchStep.CLOSED: "r:archivist",
        DispatchStep.ARCHIVED: "r:archivist",
    }
    if step in roles:
        return names.holder(roles[step])
    if route is None:
        return ""
    if step is DispatchStep.JOINT:
        return "、".join(names.unit(unit) for unit in route.partners)
    people = {
        DispatchStep.REVIEW: (route.reviewer,),
        DispatchStep.COUNTERSIGN: route.countersigners,
        DispatchStep.SIGN_OFF: (route.signer,),
    }.get(step, ())
    return "、".join(names.person(person) for person in people if person)


def next_of_receipt(command: str, names: Names) -> str:
    """Say what follows in a receipt."""
    registrar = names.holder("r:registrar")
    return {
        "SignFor": tr("下一步：登记，由{who}办理").format(who=registrar),
        "Register": tr("服务器给出收文编号后拟办"),
        "Propose": tr("下一步：送批示领导，不送批示时送主办、协办和传阅人"),
        "Instruct": tr("下一步：送主办、协办和传阅人"),
        "Handle": tr("下一步：{who}办结").format(who=registrar),
        "Close": tr("办结后可以归档"),
    }.get(command, "")


def late_opinion(state: Dispatch, person: str) -> str:
    """Name the newest late opinion of somebody that nothing cites yet (W3)."""
    cited = {entry.cites for entry in state.course}
    late = (entry.opinion for entry in reversed(state.course) if entry.late and entry.act.person == person)
    return next((opinion for opinion in late if opinion not in cited), "")


def stops(state: Matter, names: Names) -> list[Stop]:
    """List the course so far, where the matter stands, and what is ahead."""
    kind = kind_of(state)
    done = [_stop(entry, state, names) for entry in state.course]
    who = holders(state, names)
    pending = state.pending
    if who or pending:
        waited = asked_still(state) if isinstance(state, Dispatch) else []
        words = tr("等待{units}用印").format(units="、".join(names.unit(one) for one in waited)) if waited else ""
        words = words or (tr("已申请，等待服务器答复") if pending else "")
        done.append(Stop(step_name(kind, state.step), who, words=words, now=True))
    if isinstance(state, Dispatch) and state.step not in STOPPED:
        known = {step.id for step in (state.case.definition if state.case else flows()[USUAL]).steps}
        ahead = [step for step in ORDER[ORDER.index(state.step) + 1 :] if step in known]
        skip = {DispatchStep.COUNTERSIGN} if state.route is None or not state.route.countersigners else set()
        left = [step for step in ahead if step not in skip] if state.route is not None else []
        done += [Stop(_ahead_name(step), next_holders(step, state.route, names), ahead=True) for step in left]
    return done


def _ahead_name(step: DispatchStep) -> str:
    """Name a step by what will be done in it."""
    will = {DispatchStep.FOLLOW: "close", DispatchStep.CLOSED: "archive"}
    return course_name(will[step]) if step in will else step_name("dispatch", step)


def _stop(entry: Entry, state: Matter, names: Names) -> Stop:
    tags = (*(() if entry.agree else (tr("不同意"),)), *marks(entry, state))
    return Stop(course_name(entry.action), actor(entry, names), moment(entry.act.at), with_files(entry), tags=tags)


def with_files(entry: Entry) -> str:
    """Give the words of an entry, and the names of what was handed in with them (FLW-14)."""
    names = tr("附件：{names}").format(names="、".join(file.name for file in entry.files)) if entry.files else ""
    return "\n".join(part for part in (entry.words, names) if part)


def actor(entry: Entry, names: Names) -> str:
    """Say who did it, for whom (W6), and whom it concerned."""
    system = entry.act.device == "server" or names.directory.person(entry.act.person) is None
    who = tr("服务器") if system else names.person(entry.act.person)
    if entry.principal:
        who = tr("{who} 代 {principal}").format(who=who, principal=names.person(entry.principal))
    if entry.action in {"joint", "joint_return", "joint_seal", "joint_seal_declined"}:
        return " ".join(names.holder(one) for one in entry.people)
    people = "、".join(names.holder(one) if ":" in one else step_name(names.kind, one) for one in entry.people)
    return f"{who} → {people}" if people else who


def marks(entry: Entry, state: Matter) -> tuple[str, ...]:
    """Say what one must know of an opinion: draft, round, late, merged, corrected (W2, W3, W11, W13)."""
    found: list[str] = []
    if isinstance(state, Dispatch):
        seen = state.version_of(entry.text)
        if seen and len(state.versions) > 1:
            found.append(tr("针对第{n}稿").format(n=seen) if seen < len(state.versions) else tr("第{n}稿").format(n=seen))
        if entry.round > 1:
            found.append(tr("第{n}轮").format(n=entry.round))
    if entry.late:
        found.append(tr("迟到意见"))
    if entry.merged:
        found.append(tr("自动合并"))
    if entry.cites:
        found.append(tr("更正或恢复"))
    return tuple(found)


def ledger_lines(state: Dispatch, names: Names) -> list[tuple[str, str, str]]:
    """List the receiving units: unit, state, time with words."""
    return [
        (
            names.unit(entry.unit) + (tr("（抄送）") if entry.copy else ""),
            delivery_name(entry.state),
            f"{moment(entry.at)} {entry.words}".strip(),
        )
        for entry in state.ledger
    ]
