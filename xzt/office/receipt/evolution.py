"""``evolve`` for receipts: what each event changes. Pure."""

from msgspec import structs

from xzt.office.act import Act, Entry
from xzt.office.receipt import events as e
from xzt.office.receipt.state import Reading, Receipt, Step


def evolve(state: Receipt | None, event: e.Event, act: Act) -> Receipt:  # noqa: C901, PLR0911  one case an event
    """Apply one event to the state (None before the first)."""
    if state is None:
        return _arrive(event, act)
    match event:
        case e.SignedFor():
            return structs.replace(_note(state, act, "sign_for"), step=Step.REGISTER)
        case e.Refused(reason):
            return structs.replace(_note(state, act, "refuse", reason), step=Step.REFUSED)
        case e.Requested(what):
            return structs.replace(state, pending=what)
        case e.Registered(number):
            return structs.replace(_note(state, act, "register", number.printed()), step=Step.PROPOSE, number=number, pending="")
        case e.Proposed(opinion, handler, readers):
            readings = tuple(Reading(person, act.at) for person in readers)
            return structs.replace(_note(state, act, "propose", opinion), step=Step.HANDLE, handler=handler, readings=readings)
        case e.WasRead(words):
            readings = tuple(_read(reading, act) for reading in state.readings)
            return structs.replace(_note(state, act, "read", words), readings=readings)
        case e.Handled(result):
            return structs.replace(_note(state, act, "handle", result), result=result)
        case e.Closed():
            return structs.replace(_note(state, act, "close"), step=Step.CLOSED)
        case e.Arrived():
            raise TypeError("a receipt arrives once")


def _arrive(event: e.Event, act: Act) -> Receipt:
    if not isinstance(event, e.Arrived):
        raise TypeError("a receipt begins with its arrival")
    state = Receipt(unit=act.unit, source=event.source, document=event.document, step=Step.ARRIVED, arrived=act.at, profile=event.profile)
    return _note(state, act, "arrive")


def _note(state: Receipt, act: Act, action: str, words: str = "") -> Receipt:
    return structs.replace(state, course=(*state.course, Entry(act, action, state.step, words=words)))


def _read(reading: Reading, act: Act) -> Reading:
    return structs.replace(reading, read=act.at) if reading.person == act.person and reading.read is None else reading
