"""What an event of one record asks of another record, usually of another unit: dispatch to receipt and back, joint documents.

Kinds do not know each other; this is the one place that knows both. The server queues what comes out here with the change itself and
delivers it at least once; the derived record id makes it count once.
"""

from msgspec import Struct

from xzt.core.calendar import beijing_day
from xzt.core.ids import derived_id
from xzt.office.act import Act
from xzt.office.dispatch import commands as dispatch_commands
from xzt.office.dispatch import events as dispatch_events
from xzt.office.dispatch.ledger import newest
from xzt.office.dispatch.state import Cosigning, Delivery, Dispatch, Lead, Relation, SealAsked, Step
from xzt.office.flow import events as flow
from xzt.office.receipt import commands as receipt_commands
from xzt.office.receipt import events as receipt_events
from xzt.office.receipt.state import Mention, Receipt, Source
from xzt.office.registry import Command, Event, State


class Consequence(Struct, frozen=True):
    """A command that the server gives to a record on behalf of the event that caused it."""

    kind: str
    record: str
    unit: str
    command: Command


def consequences(record: str, state: State, event: Event, act: Act) -> list[Consequence]:
    """List what ``event``, just applied to ``record`` and giving ``state``, asks of other records."""
    if isinstance(state, Receipt):
        return _scope_asked(record, state, event, act) if isinstance(event, receipt_events.ScopeAsked) else _told(state, event)
    if isinstance(event, dispatch_events.ScopeAnswered) and isinstance(state, Dispatch):
        return _scope_answered(state, event, act)
    return _of_dispatch(record, state, event, act) if isinstance(state, Dispatch) else []


def _of_dispatch(record: str, state: Dispatch, event: Event, act: Act) -> list[Consequence]:
    match event:
        case dispatch_events.Distributed():
            return [*_deliveries(record, state, state.ledger), *_replies(record, state, "sent")]
        case dispatch_events.Supplemented(units, copies):
            return _deliveries(record, state, state.ledger[-len(units) - len(copies) :])
        case dispatch_events.DeliveryRecalled(unit, reason):
            last = newest(state.ledger, unit)
            return [Consequence("receipt", _receipt(record, last), unit, receipt_commands.AskBack(reason))] if last else []
        case dispatch_events.Related() | dispatch_events.Unrelated():
            return _related(record, state, event)
    if state.lead:
        return [Consequence("dispatch", state.lead.record, state.lead.unit, one) for one in _answers(state, state.lead, event, act)]
    return _of_course(record, state, event)


def _of_course(record: str, state: Dispatch, event: Event) -> list[Consequence]:
    if isinstance(event, dispatch_events.SealsAsked | dispatch_events.SealNoted):
        return _of_seals(record, state, event)
    return _of_flow(record, state, event.event) if isinstance(event, dispatch_events.Flowed) else []


def _of_flow(record: str, state: Dispatch, event: flow.Event) -> list[Consequence]:
    stopped = isinstance(event, flow.Cancelled | flow.Terminated)
    unsealed = _seals_recalled(record, state) if stopped or isinstance(event, flow.Returned | flow.Withdrawn) else []
    return [*_of_partners(record, state, event), *unsealed, *(_replies(record, state, "stopped") if stopped else [])]


def _scope_asked(record: str, state: Receipt, event: receipt_events.ScopeAsked, act: Act) -> list[Consequence]:
    """Ask the issuing organ to let it go further (G6); the question is named by the command that asked it."""
    ask = dispatch_commands.NoteScopeRequest(state.unit, record, act.command, event.scope, event.reason)
    return [Consequence("dispatch", state.source.record, state.source.unit, ask)]


def _scope_answered(state: Dispatch, event: dispatch_events.ScopeAnswered, act: Act) -> list[Consequence]:
    """Tell the unit that asked what the issuing organ said."""
    asked = next(one for one in state.scope_requests if one.id == event.request)
    note = receipt_commands.NoteScope(asked.id, event.allowed, act.person, event.words)
    return [Consequence("receipt", asked.record, asked.unit, note)]


def _told(state: Receipt, event: Event) -> list[Consequence]:
    """Tell the sender what the receiving unit did."""
    match event:
        case receipt_events.Arrived():
            return [_answer(state, "delivered", "")]
        case receipt_events.SignedFor():
            return [_answer(state, "signed_for", "")]
        case receipt_events.Refused(reason):
            return [_answer(state, "refused", reason)]
        case receipt_events.GivenBack(words):
            return [_answer(state, "withdrawn", words)]
        case receipt_events.Kept(reason):
            return [_answer(state, "kept", reason)]
    return []


def _related(record: str, state: Dispatch, event: dispatch_events.Related | dispatch_events.Unrelated) -> list[Consequence]:
    """Tell the other document of the unit what this one says of it (DOC-18)."""
    relation, dropped = event.relation, isinstance(event, dispatch_events.Unrelated)
    if relation.back:
        return []
    number, title = state.number.printed() if state.number else "", state.elements.title.replace("\n", "")[:300]
    if relation.of == "receipt":
        mention = Mention(relation.kind, record, title, number)
        return [Consequence("receipt", relation.record, state.unit, receipt_commands.NoteMention(mention, dropped))]
    back = Relation(relation.kind, "dispatch", record, title, number, back=True)
    return [Consequence("dispatch", relation.record, state.unit, dispatch_commands.NoteRelation(back, dropped))]


def _receipt(record: str, delivery: Delivery) -> str:
    """Name the receipt of a delivery: the first of a unit by record and unit, a later one by its number too."""
    return derived_id(f"{record}/{delivery.unit}" if delivery.n == 1 else f"{record}/{delivery.unit}/{delivery.n}")


def _deliveries(record: str, state: Dispatch, lines: tuple[Delivery, ...]) -> list[Consequence]:
    if state.number is None or state.seal is None or state.signed_off is None:
        raise ValueError("only a numbered and sealed document is distributed")
    signed_on = beijing_day(state.signed_off)
    found = []
    for line in lines:
        source = Source(
            record,
            state.unit,
            state.number.printed(),
            state.elements.title,
            state.elements.urgency,
            state.seal.sealed,
            signed_on,
            line.copy,
            state.attached,
        )
        deliver = receipt_commands.Deliver(source, state.document, state.profile)
        found.append(Consequence("receipt", _receipt(record, line), line.unit, deliver))
    return found


def _replies(record: str, state: Dispatch, what: str) -> list[Consequence]:
    """Tell the receipt that a dispatch replies to what became of the reply (RCV-11)."""
    if not state.answers:
        return []
    number = state.number.printed() if state.number else ""
    note = receipt_commands.NoteReply(record, what, state.elements.title.replace("\n", ""), number)
    return [Consequence("receipt", state.answers, state.unit, note)]


def _answer(state: Receipt, new: str, words: str) -> Consequence:
    return Consequence("dispatch", state.source.record, state.source.unit, dispatch_commands.NoteDelivery(state.unit, new, words))


def _cosigned(record: str, row: Cosigning) -> str:
    """Name the record of a co-signing unit: one a round, so that what it said to an earlier text stays as it was."""
    return derived_id(f"{record}/joint/{row.unit}/{row.round}")


def _of_partners(record: str, state: Dispatch, event: flow.Event) -> list[Consequence]:
    """Ask the co-signing units when the case comes to them; take it back from those who need not answer any more."""
    match event:
        case flow.Entered(standing) if standing.step == Step.JOINT:
            return [_asked(record, state, row) for row in state.joint if row.round == standing.round]
        case flow.Returned() | flow.Withdrawn() | flow.Cancelled() | flow.Terminated():
            newest = state.joint[-1].round if state.joint else 0
            return [_recalled(record, row) for row in state.joint if row.state == "recalled" and row.round == newest]
    return []


def _asked(record: str, state: Dispatch, row: Cosigning) -> Consequence:
    lead = Lead(record, state.unit, row.task, row.round, state.drafter, len(state.versions))
    asked = dispatch_commands.AskJoint(lead, state.document, state.text, state.profile, state.attached)
    return Consequence("dispatch", _cosigned(record, row), row.unit, asked)


def _recalled(record: str, row: Cosigning) -> Consequence:
    return Consequence("dispatch", _cosigned(record, row), row.unit, dispatch_commands.RecallJoint())


def _consented(record: str, state: Dispatch, unit: str) -> str:
    """Name the record of a co-signing unit in which its head signed."""
    rows = [row for row in state.joint if row.unit == unit and row.state == "consented"]
    return _cosigned(record, rows[-1]) if rows else ""


def _of_seals(record: str, state: Dispatch, event: dispatch_events.SealsAsked | dispatch_events.SealNoted) -> list[Consequence]:
    """Ask every co-signing unit for its seal, with what the page of the final file shows; none any more once one has declined."""
    if isinstance(event, dispatch_events.SealNoted):
        return [] if event.sealed else _seals_recalled(record, state)
    asked = [(row, SealAsked(event.file, row.stamp, place, state.number, state.signed_off)) for place, row in enumerate(event.rows)]
    return [
        Consequence("dispatch", of, row.unit, dispatch_commands.AskSeal(one))
        for row, one in asked
        if row.unit != state.unit and (of := _consented(record, state, row.unit))
    ]


def _seals_recalled(record: str, state: Dispatch) -> list[Consequence]:
    rows = [(row, _consented(record, state, row.unit)) for row in state.sealings if row.state == "recalled" and row.unit != state.unit]
    return [Consequence("dispatch", of, row.unit, dispatch_commands.RecallJoint()) for row, of in rows if of]


def _answers(state: Dispatch, lead: Lead, event: Event, act: Act) -> list[dispatch_commands.NoteJoint | dispatch_commands.NoteSeal]:
    """Say what the leading unit is told of the event: that somebody has looked at it, what the head signed or why it goes back."""
    case = state.case
    match event:
        case dispatch_events.Flowed(flow.Opened()):
            return [dispatch_commands.NoteJoint(lead.task, "opened")]
        case dispatch_events.JointAnswered("returned", words):
            return [dispatch_commands.NoteJoint(lead.task, "returned", act.person, words, state.text)]
        case dispatch_events.SealAnswered(answer, sealed, words) if state.seal_asked and answer != "recalled":
            return [dispatch_commands.NoteSeal(state.unit, state.seal_asked.file, sealed, words)]
        case dispatch_events.Flowed(flow.Ended()) if case:
            said = next(one for one in reversed(case.opinions) if one.step == Step.SIGN_OFF and not one.late)
            return [dispatch_commands.NoteJoint(lead.task, "consented", said.act.person, said.words, said.text)]
        case dispatch_events.Flowed(flow.Opined(late=True)) if case and case.opinions[-1].step == Step.SIGN_OFF:
            said = case.opinions[-1]
            return [dispatch_commands.NoteJoint(lead.task, "consented", said.act.person, said.words, said.text)]
    return []
