"""The distribution ledger (分发台账, G4): one line a delivery, with who got it, how many copies, what became of it. Pure.

``sent`` 未送达, ``delivered`` 已送达, ``signed_for`` 已签收, ``refused`` 已退回, ``withdrawn`` 已撤回. 补发 appends a line and changes
none; taking back needs the receiver's consent once it has signed for it, which the receiving unit's own record decides.
"""

from msgspec import structs

from xzt.core.errors import Refusal
from xzt.office.act import Act, Context
from xzt.office.dispatch import commands as c
from xzt.office.dispatch import events as e
from xzt.office.dispatch.state import Delivery, Dispatch
from xzt.office.policy import refuse_words

OVER = frozenset({"signed_for", "refused", "withdrawn"})
"""What ends a line for the sender: nothing is waited for."""
OUT = frozenset({"refused", "withdrawn"})
"""What the unit does not have any more: it may be sent the document again."""
MOST_COPIES = 9999


def newest(ledger: tuple[Delivery, ...], unit: str) -> Delivery | None:
    """Find the last line of a unit."""
    return next((one for one in reversed(ledger) if one.unit == unit), None)


def waiting(ledger: tuple[Delivery, ...]) -> list[str]:
    """List the units that have not answered."""
    return [one.unit for one in ledger if one.state not in OVER]


def recallable(state: Dispatch) -> list[Delivery]:
    """List the lines that may be taken back: those that are out and of which it is not asked already."""
    last = [newest(state.ledger, unit) for unit in dict.fromkeys(one.unit for one in state.ledger)]
    return [one for one in last if one and one.state not in OUT and one.withdrawal != "asked"]


def refuse_units(state: Dispatch, command: c.Distribute | c.Supplement, by: Context) -> Refusal | None:
    """Refuse nobody, units twice or unknown, and copies out of range."""
    units = (*command.units, *command.copies)
    if not (units if isinstance(command, c.Supplement) else command.units):
        return Refusal("units_missing")
    if len(set(units)) != len(units):
        return Refusal("unit_twice")
    for unit in units:
        if by.directory.unit(unit) is None or unit == state.unit:
            return Refusal("unit_unknown", {"unit": unit})
        if not 1 <= command.counts.get(unit, 1) <= MOST_COPIES:
            return Refusal("copies_wrong", {"unit": unit})
    return None


def supplement(state: Dispatch, command: c.Supplement, by: Context) -> list[e.Event] | Refusal:
    """Send it to more units, or again to those that gave it back (补发)."""
    refusal = refuse_units(state, command, by) or refuse_words(command.words, required=False)
    if refusal:
        return refusal
    for unit in (*command.units, *command.copies):
        last = newest(state.ledger, unit)
        if last and last.state not in OUT:
            return Refusal("has_it_already", {"unit": unit})
    return [e.Supplemented(command.units, command.copies, command.counts, command.words)]


def recall(state: Dispatch, command: c.RecallDelivery) -> list[e.Event] | Refusal:
    """Ask a unit's delivery back."""
    refusal = refuse_words(command.reason, required=True)
    if refusal:
        return refusal
    if command.unit not in {one.unit for one in recallable(state)}:
        return Refusal("not_recallable", {"unit": command.unit})
    return [e.DeliveryRecalled(command.unit, command.reason)]


def note(state: Dispatch, command: c.NoteDelivery) -> list[e.Event] | Refusal:
    """Take down what a receiving unit did."""
    known = newest(state.ledger, command.unit)
    noted = e.DeliveryNoted(command.unit, command.state, command.words)
    return [noted] if known else Refusal("unit_unknown", {"unit": command.unit})


def lines(ledger: tuple[Delivery, ...], event: e.Distributed | e.Supplemented) -> tuple[Delivery, ...]:
    """Append the lines of a distribution; how often a unit was sent it names its delivery."""
    found = list(ledger)
    for copy, units in ((False, event.units), (True, event.copies)):
        for unit in units:
            n = sum(one.unit == unit for one in ledger) + 1
            found.append(Delivery(unit, copy=copy, count=event.counts.get(unit, 1), n=n))
    return tuple(found)


def noted(ledger: tuple[Delivery, ...], event: e.DeliveryNoted, act: Act) -> tuple[Delivery, ...]:
    """Enter what a unit answered in its last line."""
    last = newest(ledger, event.unit)
    if last is None:
        return ledger
    if event.state == "kept":
        new = structs.replace(last, withdrawal="declined", words=event.words)
    else:
        over = "" if event.state in OUT else last.withdrawal
        new = structs.replace(last, state=event.state, words=event.words, at=act.at, withdrawal=over)
    return tuple(new if one is last else one for one in ledger)


def asked_back(ledger: tuple[Delivery, ...], unit: str) -> tuple[Delivery, ...]:
    """Mark a unit's last line as asked back."""
    last = newest(ledger, unit)
    return tuple(structs.replace(one, withdrawal="asked") if one is last else one for one in ledger)
