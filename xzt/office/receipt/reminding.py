"""催办 of a receipt, by a person (W7) or by the server's clock when its limit is near or over (FLW-10): never a consent. Pure."""

from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.people import Role
from xzt.office.policy import refuse_words
from xzt.office.receipt import clock
from xzt.office.receipt import commands as c
from xzt.office.receipt import events as e
from xzt.office.receipt.covering import escalated
from xzt.office.receipt.parts import doer, open_parts
from xzt.office.receipt.state import Part, Receipt

Decision = list[e.Event] | Refusal


def holders(state: Receipt) -> tuple[str, ...]:
    """Name those with whom it lies, as tokens."""
    return tuple(dict.fromkeys(f"p:{doer(state, part, person)}" for part, person in open_parts(state)))


def guard_remind(state: Receipt, by: Context) -> Refusal | None:
    """Open to the document office and whoever took part, while it lies with somebody else, and not too often (W7)."""
    if not set(holders(state)) - {f"p:{by.act.person}"}:
        return Refusal("nobody_waits")
    if not by.holds(Role.REGISTRAR, state.unit) and all(entry.act.person != by.act.person for entry in state.course):
        return Refusal("not_involved")
    again = clock.may_remind_from(state, by.given)
    return Refusal("reminded_already", {"hours": str(by.given.reminding.again_hours)}) if again and by.act.at < again else None


def remind(state: Receipt, command: c.Remind) -> Decision:
    """Remind those with whom it lies now."""
    return refuse_words(command.words, required=False) or [e.Reminded(holders(state), command.words)]


def lapse(state: Receipt, command: c.Lapse, by: Context) -> Decision:
    """Say that the limit is near or over; when it passes, do what the unit's table says beside the reminder (T1)."""
    due, following = clock.due_at(state, by.given), clock.next_lapse(state, by.given)
    over = command.what == clock.OVERDUE
    if due is None or following is None or by.act.at < following[0] or (over and by.act.at < due) or command.what not in clock.WHATS:
        return Refusal("limit_not_reached")
    said: list[e.Event] = [e.Lapsed(command.what, holders(state))]
    usual = by.given.usual("receipt", state.urgency)
    first = all(entry.action != "lapse_overdue" for entry in state.course)
    return [*said, *_passed_on(state, usual.then, by)] if over and first and usual else said


def _passed_on(state: Receipt, then: str, by: Context) -> list[e.Event]:
    """Take what is late with the responsible person to the head of the department or before the document office, as the table says."""
    late = next((person for part, person in open_parts(state) if part in {Part.LEADER, Part.HANDLER}), "")
    if not late or then == "remind":
        return []
    return [escalated(state, late, by) if then == "escalate" else e.Orphaned(late, "reassign")]
