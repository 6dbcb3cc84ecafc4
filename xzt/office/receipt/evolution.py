"""``evolve`` for receipts: what each event changes. Pure."""

from msgspec import structs

from xzt.office.act import Act, Entry
from xzt.office.flow.state import Pause
from xzt.office.receipt import events as e
from xzt.office.receipt import widening
from xzt.office.receipt.parts import open_parts
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Helping, Part, Reading, Receipt, Reply, Step


def evolve(state: Receipt | None, event: e.Event, act: Act) -> Receipt:  # noqa: C901, PLR0911, PLR0912  one case an event
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
        case e.Registered():
            return _registered(state, event, act)
        case e.Discarded(reason):
            return structs.replace(_note(state, act, "discard", reason), step=Step.DISCARDED, pending="")
        case e.Proposed():
            return _filed(_proposed(state, event, act), event)
        case e.Instructed(words, handler, principal):
            state = structs.replace(_filed(_note(state, act, "instruct", words, principal), event), step=Step.HANDLE, handler=handler)
            helpers = tuple(structs.replace(one, since=act.at) for one in state.helpers if one.person != handler)
            return structs.replace(state, helpers=helpers, readings=tuple(structs.replace(one, since=act.at) for one in state.readings))
        case e.WasRead():
            return _filed(_was_read(state, event, act), event)
        case e.Handled():
            return _filed(_handled(state, event, act), event)
        case e.ReplyBegun(record):
            return structs.replace(_note(state, act, "reply"), replies=(*state.replies, Reply(record, act.person, act.at)))
        case e.ReplyNoted():
            return _replied(state, event, act)
        case e.Mentioned(mention, dropped):
            kept = tuple(one for one in state.mentions if (one.kind, one.record) != (mention.kind, mention.record))
            return structs.replace(state, mentions=kept if dropped else (*kept, mention))
        case e.PassedOn(record):
            return structs.replace(_note(state, act, "pass_on"), passed=(*state.passed, record))
        case e.Widened(scope, consent):
            entry = structs.replace(state.registration or Registration(), scope=scope)
            return structs.replace(_note(state, act, "widen", consent), registration=entry)
        case e.ScopeAsked(_, reason):
            return widening.asked(_note(state, act, "ask_scope", reason), event, act)
        case e.ScopeNoted(_, allowed, _, words):
            return widening.noted(_note(state, act, "scope_allowed" if allowed else "scope_denied", words), event, act)
        case e.Closed():
            return structs.replace(_note(state, act, "close"), step=Step.CLOSED)
        case e.BackAsked(reason):
            return structs.replace(_note(state, act, "ask_back", reason), recall=reason)
        case e.GivenBack(words):
            return structs.replace(_note(state, act, "give_back", words), step=Step.WITHDRAWN, recall="", pending="")
        case e.Kept(reason):
            return structs.replace(_note(state, act, "keep", reason), recall="")
        case e.Covered() | e.Uncovered() | e.Moved() | e.Orphaned() | e.Lapsed() | e.Reminded():
            return _handed(state, event, act)
        case e.Paused(words):
            return structs.replace(_note(state, act, "pause", words), pauses=(*state.pauses, Pause(act.at)))
        case e.Resumed():
            ended = structs.replace(state.pauses[-1], until=act.at)
            return structs.replace(_note(state, act, "resume"), pauses=(*state.pauses[:-1], ended))
        case e.Arrived() | e.Entered():
            raise TypeError("a receipt arrives once")


def _arrive(event: e.Event, act: Act) -> Receipt:
    if isinstance(event, e.Entered):
        entered = Receipt(unit=act.unit, source=event.source, document=event.document, step=Step.REGISTER, arrived=act.at)
        return _note(entered, act, "enter")
    if not isinstance(event, e.Arrived):
        raise TypeError("a receipt begins with its arrival")
    state = Receipt(unit=act.unit, source=event.source, document=event.document, step=Step.ARRIVED, arrived=act.at, profile=event.profile)
    return _note(state, act, "arrive")


def _note(state: Receipt, act: Act, action: str, words: str = "", principal: str = "", people: tuple[str, ...] = ()) -> Receipt:
    entry = Entry(act, action, state.step, words=words, principal=principal, people=people)
    return structs.replace(state, course=(*state.course, entry))


def _filed(state: Receipt, event: e.Proposed | e.Instructed | e.WasRead | e.Handled) -> Receipt:
    """Keep what was handed in beside the words that were written last (FLW-14)."""
    if not event.files:
        return state
    return structs.replace(state, course=(*state.course[:-1], structs.replace(state.course[-1], files=event.files)))


def _registered(state: Receipt, event: e.Registered, act: Act) -> Receipt:
    state = _note(state, act, "despite", event.despite) if event.despite else state
    words = "\n".join(part for part in (event.number.printed(), event.reason) if part)
    state = structs.replace(_note(state, act, "register", words), step=Step.PROPOSE, number=event.number, pending="")
    return structs.replace(state, registration=event.entry, like=event.like, despite=event.despite, verdict=event.verdict)


def _proposed(state: Receipt, event: e.Proposed, act: Act) -> Receipt:
    return structs.replace(
        _note(state, act, "propose", event.opinion),
        step=Step.INSTRUCT if event.leader else Step.HANDLE,
        handler=event.handler,
        readings=tuple(Reading(person, act.at) for person in event.readers),
        helpers=tuple(Helping(person, act.at) for person in event.helpers),
        leader=event.leader,
        in_order=event.in_order,
        limit=event.limit,
    )


def _was_read(state: Receipt, event: e.WasRead, act: Act) -> Receipt:
    """Note that the actor has read it; where people read in order it lies with the next one from now on."""
    readings, person = list(state.readings), event.principal or act.person
    at = next(n for n, reading in enumerate(readings) if reading.person == person and reading.read is None)
    readings[at] = structs.replace(readings[at], read=act.at)
    if state.in_order and at + 1 < len(readings):
        readings[at + 1] = structs.replace(readings[at + 1], since=act.at)
    return structs.replace(_note(state, act, "read", event.words, event.principal), readings=tuple(readings))


def _replied(state: Receipt, event: e.ReplyNoted, act: Act) -> Receipt:
    """Note what became of a reply; one that went out is the result where none was reported, and ends the clock (RCV-11)."""
    made = {"title": event.title, "number": event.number, "state": event.state, "at": act.at}
    replies = tuple(structs.replace(one, **made) if one.record == event.record else one for one in state.replies)
    if event.state != "sent":
        return structs.replace(_note(state, act, "reply_stopped"), replies=replies)
    words = f"{event.number} {event.title}"
    return structs.replace(_note(state, act, "reply_sent", words), replies=replies, result=state.result or words)


def _handled(state: Receipt, event: e.Handled, act: Act) -> Receipt:
    result, principal, person = event.result, event.principal, event.principal or act.person
    if person == state.handler:
        return structs.replace(_note(state, act, "handle", result, principal), result=result)
    helpers = tuple(structs.replace(one, result=result, at=act.at) if one.person == person else one for one in state.helpers)
    return structs.replace(_note(state, act, "help", result, principal), helpers=helpers)


_Handing = e.Covered | e.Uncovered | e.Moved | e.Orphaned | e.Lapsed | e.Reminded


def _handed(state: Receipt, event: _Handing, act: Act) -> Receipt:
    """Follow with whom it lies (W6, W10), and who was reminded of it (W7)."""
    match event:
        case e.Covered(covers, why):
            taken = {(one.part, one.principal) for one in covers}
            people = tuple(f"p:{one.deputy}" for one in covers)
            state = _note(state, act, why, people=tuple(dict.fromkeys(people))) if why else state
            return structs.replace(state, covers=(*(one for one in state.covers if (one.part, one.principal) not in taken), *covers))
        case e.Uncovered(principal):
            left = {(part, one) for part, one in open_parts(state) if one == principal}
            kept = tuple(one for one in state.covers if (one.part, one.principal) not in left)
            return structs.replace(_note(state, act, "uncover", people=(f"p:{principal}",)), covers=kept)
        case e.Moved(person, to, why, words):
            return _moved(_note(state, act, why, words, people=(f"p:{to}",)), person, to, act)
        case e.Orphaned(person, why):
            return structs.replace(_note(state, act, why, people=(f"p:{person}",)), orphans=(*state.orphans, person))
        case e.Lapsed(what, people):
            return _note(state, act, f"lapse_{what}", people=people)
        case e.Reminded(people, words):
            return _note(state, act, "remind", words, people=people)


def _moved(state: Receipt, person: str, to: str, act: Act) -> Receipt:
    """Give somebody's open parts to another; what the other has already he does not get twice (W1)."""
    parts = {part for part, one in open_parts(state) if one == person}
    handler = to if Part.HANDLER in parts else state.handler
    helpers, readings = state.helpers, state.readings
    if Part.HELPER in parts:
        has = to == handler or any(one.person == to and one.at is None for one in helpers)
        mine = () if has else (Helping(to, act.at),)
        helpers = (*(one for one in helpers if one.person != person or one.at), *mine)
    if Part.HANDLER in parts:
        helpers = tuple(one for one in helpers if one.person != to or one.at)
    if Part.READER in parts:
        has = any(one.person == to and one.read is None for one in readings)
        moved = (Reading(to, act.at) if one.person == person and one.read is None else one for one in readings)
        readings = tuple(one for one in readings if one.person != person or one.read) if has else tuple(moved)
    return structs.replace(
        state,
        leader=to if Part.LEADER in parts else state.leader,
        handler=handler,
        helpers=helpers,
        readings=readings,
        covers=tuple(one for one in state.covers if one.principal != person or one.part not in parts),
        orphans=tuple(one for one in state.orphans if one != person),
    )
