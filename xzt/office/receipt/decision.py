"""``decide`` for receipts, and which commands are open to whom. Pure."""

from collections.abc import Callable
from datetime import datetime

from msgspec import structs

from xzt.core.calendar import BEIJING
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office.act import Action, Context, Number
from xzt.office.people import Role
from xzt.office.policy import refuse_document, refuse_file, refuse_files, refuse_secret, refuse_words
from xzt.office.receipt import commands as c
from xzt.office.receipt import covering, givingback, reminding, suspending, verdict, widening
from xzt.office.receipt import events as e
from xzt.office.receipt.parts import doer, does_for
from xzt.office.receipt.registration import CATEGORIES, Registration, refuse_registration, sender_name, settled
from xzt.office.receipt.state import Helping, Part, Receipt, Source, Step

Decision = list[e.Event] | Refusal


def number_year(at: datetime) -> int:
    """Give the year of a receipt number: that of its registration, Beijing time (N6)."""
    return at.astimezone(BEIJING).year


def categories(unit: str, by: Context) -> tuple[str, ...]:
    """List the yearly series of a unit's register (N6)."""
    found = by.directory.unit(unit)
    return (found.categories if found else ()) or CATEGORIES


def entry_of(source: Source, by: Context) -> Registration:
    """Draft the registration out of what the document says of itself."""
    sender = sender_name(source.unit, source.sender, by.directory)
    return Registration(sender, source.number, source.title.replace("\n", ""), source.urgency, source.signed_on)


def is_reader(state: Receipt, by: Context) -> bool:
    """Say whether it lies with the actor for reading, unread, on his own account or for another (W6)."""
    return bool(does_for(state, Part.READER, by.act.person))


def helping(state: Receipt, by: Context) -> Helping | None:
    """Find the actor's part in helping the responsible handler, still to be reported."""
    person = does_for(state, Part.HELPER, by.act.person)
    return next((one for one in state.helpers if one.person == person and one.at is None), None)


def _registrar(state: Receipt, by: Context, step: Step) -> Refusal | None:
    if state.step is not step:
        return Refusal("step_passed" if list(Step).index(state.step) > list(Step).index(step) else "step_not_reached", {"step": state.step})
    return None if by.holds(Role.REGISTRAR, state.unit) else Refusal("not_holder", {"step": state.step})


def _arrived(state: Receipt, by: Context) -> Refusal | None:
    return _registrar(state, by, Step.ARRIVED)


def _register(state: Receipt, by: Context) -> Refusal | None:
    refusal = _registrar(state, by, Step.REGISTER)
    return refusal or (Refusal("asked_already") if state.pending and by.grant is None else None)


def _discard(state: Receipt, by: Context) -> Refusal | None:
    refusal = _registrar(state, by, Step.REGISTER)
    return refusal or (Refusal("came_by_exchange") if state.exchanged else None)


def _propose(state: Receipt, by: Context) -> Refusal | None:
    return _registrar(state, by, Step.PROPOSE)


def _mark_read(state: Receipt, by: Context) -> Refusal | None:
    return None if is_reader(state, by) else Refusal("not_reader")


def _instruct(state: Receipt, by: Context) -> Refusal | None:
    if state.step is not Step.INSTRUCT:
        return _registrar(state, by, Step.INSTRUCT)
    return None if does_for(state, Part.LEADER, by.act.person) else Refusal("not_holder", {"step": state.step})


def _handle(state: Receipt, by: Context) -> Refusal | None:
    if state.step is not Step.HANDLE:
        return _registrar(state, by, Step.HANDLE)
    if does_for(state, Part.HANDLER, by.act.person) or helping(state, by):
        return None
    involved = {state.handler, *(one.person for one in state.helpers)}
    if by.act.person not in involved:
        return Refusal("not_holder", {"step": state.step})
    if doer(state, Part.HANDLER, by.act.person) != by.act.person and not state.result:
        return Refusal("not_holder", {"step": state.step})
    return Refusal("handled_already")


def _begin_reply(state: Receipt, by: Context) -> Refusal | None:
    if not by.holds(Role.DRAFTER, state.unit):
        return Refusal("not_drafter")
    if state.step is not Step.HANDLE:
        return _registrar(state, by, Step.HANDLE)
    involved = {state.handler, state.leader, *(one.person for one in state.helpers), *(one.deputy for one in state.covers)}
    return None if by.act.person in involved or by.holds(Role.REGISTRAR, state.unit) else Refusal("not_holder", {"step": state.step})


def _note_reply(state: Receipt, by: Context) -> Refusal | None:  # noqa: ARG001  a guard
    return None if by.holds(Role.SYSTEM) else Refusal("server_only")


def _pass_on(state: Receipt, by: Context) -> Refusal | None:
    if state.step not in {Step.PROPOSE, Step.INSTRUCT, Step.HANDLE, Step.CLOSED}:
        return Refusal("step_not_reached", {"step": state.step})
    if not by.holds(Role.DRAFTER, state.unit):
        return Refusal("not_drafter")
    return Refusal("scope_forbids", {"scope": state.scope}) if state.scope else None


def _within(state: Receipt, people: tuple[str, ...], by: Context) -> Refusal | None:
    """Refuse people that the issuing organ does not let it go to (G6)."""
    for person in people if state.scope == "leaders" else ():
        found = by.directory.person(person)
        if found and Role.LEADER not in found.roles:
            return Refusal("scope_excludes", {"person": person})
    return None


def _close(state: Receipt, by: Context) -> Refusal | None:
    refusal = _registrar(state, by, Step.HANDLE)
    if refusal:
        return refusal
    if state.handler and not state.result:
        return Refusal("not_handled")
    helping_still = sum(one.at is None for one in state.helpers)
    if helping_still:
        return Refusal("helpers_open", {"count": str(helping_still)})
    unread = sum(reading.read is None for reading in state.readings)
    return Refusal("unread", {"count": str(unread)}) if unread else None


GUARDS: dict[type[c.Command], Callable[[Receipt, Context], Refusal | None]] = {
    c.SignFor: _arrived,
    c.Refuse: _arrived,
    c.Register: _register,
    c.Discard: _discard,
    c.Propose: _propose,
    c.Instruct: _instruct,
    c.MarkRead: _mark_read,
    c.Handle: _handle,
    c.BeginReply: _begin_reply,
    c.NoteReply: _note_reply,
    c.NoteMention: _note_reply,
    c.PassOn: _pass_on,
    c.Widen: widening.guard_widen,
    c.AskScope: widening.guard_ask,
    c.NoteScope: covering.guard_system,
    c.Close: _close,
    c.AskBack: givingback.guard_asked,
    c.GiveBack: givingback.guard_answer,
    c.Keep: givingback.guard_answer,
    c.Cover: covering.guard_cover,
    c.Uncover: covering.guard_system,
    c.Surface: covering.guard_system,
    c.Lapse: covering.guard_system,
    c.Remind: reminding.guard_remind,
    c.Reassign: covering.guard_reassign,
    c.PauseClock: suspending.guard_pause,
    c.ResumeClock: suspending.guard_resume,
}


def decide(state: Receipt | None, command: c.Command, by: Context) -> Decision:
    """Answer ``command`` with what happens, or with why it may not."""
    if isinstance(command, c.Deliver):
        return _deliver(state, command, by)
    if isinstance(command, c.Enter):
        return _enter(state, command, by)
    if state is None:
        return Refusal("absent")
    refusal = GUARDS[type(command)](state, by)
    if refusal is None and isinstance(command, c.Propose | c.Instruct | c.MarkRead | c.Handle):
        refusal = refuse_files(command.files)
    return refusal or covering.with_covers(state, _decide_open(state, command, by), by)


def actions(state: Receipt, by: Context) -> tuple[Action, ...]:
    """List every command with whether it is open to the actor now, and why not (AE-05)."""
    return tuple(Action(kind.__name__, guard(state, by)) for kind, guard in GUARDS.items())


def _deliver(state: Receipt | None, command: c.Deliver, by: Context) -> Decision:
    if not by.holds(Role.SYSTEM):
        return Refusal("server_only")
    if state is not None:
        return Refusal("exists")
    return refuse_document(bytes(command.document)) or [e.Arrived(command.source, command.document, command.profile)]


def _enter(state: Receipt | None, command: c.Enter, by: Context) -> Decision:
    """Take down a document of another way. It names no record and no unit of the exchange: those are said by the server alone."""
    source = command.source
    if not by.holds(Role.REGISTRAR):
        return Refusal("not_holder", {"step": Step.REGISTER})
    if state is not None:
        return Refusal("exists")
    if source.record or source.unit:
        return Refusal("server_only")
    if not source.title.strip():
        return Refusal("title_missing")
    for at, file in enumerate(source.attached):
        if refusal := refuse_file(source.attached[:at], file):
            return refusal
    secret = refuse_secret(encode(source).decode())
    return secret or refuse_document(bytes(command.document)) or [e.Entered(source, command.document)]


def _decide_open(state: Receipt, command: c.Command, by: Context) -> Decision:  # noqa: C901, PLR0911, PLR0912  one line a command
    match command:
        case c.SignFor():
            return [e.SignedFor()]
        case c.Refuse(reason):
            return refuse_words(reason, required=True) or [e.Refused(reason)]
        case c.Register():
            return _numbered(state, command, by)
        case c.Discard(reason):
            return refuse_words(reason, required=True) or [e.Discarded(reason)]
        case c.Propose():
            return _proposed(state, command, by)
        case c.Instruct():
            return _instructed(state, command, by)
        case c.MarkRead(words, files):
            return refuse_words(words, required=False) or [e.WasRead(words, _principal(state, by, Part.READER), files)]
        case c.Handle(result, files):
            return refuse_words(result, required=True) or [e.Handled(result, _principal(state, by, Part.HANDLER, Part.HELPER), files)]
        case c.BeginReply(record):
            return Refusal("reply_twice") if any(one.record == record for one in state.replies) else [e.ReplyBegun(record)]
        case c.PassOn(record):
            return [e.PassedOn(record)]
        case c.Widen():
            return widening.widen(state, command)
        case c.AskScope():
            return widening.ask(state, command)
        case c.NoteScope():
            return widening.note(state, command, by)
        case c.NoteReply() | c.NoteMention():
            return _noted(state, command)
        case c.Close():
            return [e.Closed()]
        case c.AskBack():
            return givingback.ask(state, command)
        case c.GiveBack() | c.Keep():
            return givingback.answer(command)
        case c.Cover():
            return covering.cover(state, command, by)
        case c.Uncover():
            return covering.uncover(state, command)
        case c.Surface():
            return covering.surface(state, command, by)
        case c.Reassign():
            return covering.reassign(state, command, by)
        case c.Remind():
            return reminding.remind(state, command)
        case c.Lapse():
            return reminding.lapse(state, command, by)
        case c.PauseClock():
            return suspending.pause(command)
        case c.ResumeClock():
            return [e.Resumed()]
        case c.Deliver() | c.Enter():
            return Refusal("exists")


def _principal(state: Receipt, by: Context, *parts: Part) -> str:
    """Name for whom the actor does the first of these parts that he has, empty where it is his own (W6)."""
    person = next((found for part in parts if (found := does_for(state, part, by.act.person))), "")
    return "" if person == by.act.person else person


def _numbered(state: Receipt, command: c.Register, by: Context) -> Decision:
    entry = command.entry or entry_of(state.source, by)
    refusal = _refuse_register(state, command, by)
    if refusal:
        return refusal
    if by.grant is None:
        return [e.Requested("number")]
    if not isinstance(by.grant, Number) or by.grant != Number(command.category, number_year(by.act.at), by.grant.sequence):
        return Refusal("grant_mismatch")
    despite = command.despite.strip() if _is_broken(state, command) else ""
    return [e.Registered(by.grant, settled(entry), command.like, command.reason, despite, _own_verdict(state, command))]


def _refuse_register(state: Receipt, command: c.Register, by: Context) -> Refusal | None:
    """Refuse an unknown series, fields that cannot be, the same document or a broken seal without a reason (RCV-03, RCV-06)."""
    if command.category not in categories(state.unit, by):
        return Refusal("category_unknown", {"category": command.category})
    refusal = refuse_registration(command.entry) if command.entry else None
    refusal = refusal or refuse_words(command.reason, required=False) or refuse_words(command.despite, required=False)
    if refusal:
        return refusal
    if command.like and not command.reason.strip():
        return Refusal("duplicate_unexplained")
    found = _own_verdict(state, command)
    if found and found.state not in verdict.STATES:
        return Refusal("verdict_unknown")
    return Refusal("seal_broken") if _is_broken(state, command) and not command.despite.strip() else None


def _own_verdict(state: Receipt, command: c.Register) -> verdict.Verdict | None:
    """Give what the registering machine found itself; what was entered has its verdict already."""
    return command.verdict if state.exchanged else None


def _is_broken(state: Receipt, command: c.Register) -> bool:
    return verdict.is_broken(state.source.verdict or _own_verdict(state, command))


def _noted(state: Receipt, command: c.NoteReply | c.NoteMention) -> Decision:
    """Only what was begun as its reply closes its clock: naming a receipt in a dispatch is noted and does nothing else to it."""
    if isinstance(command, c.NoteMention):
        there = any((one.kind, one.record) == (command.mention.kind, command.mention.record) for one in state.mentions)
        if there != command.dropped:
            return Refusal("related_already" if there else "not_related")
        return [e.Mentioned(command.mention, command.dropped)]
    known = next((one for one in state.replies if one.record == command.record), None)
    if known is None or known.state == "sent":
        return Refusal("reply_unknown")
    return [e.ReplyNoted(command.record, command.state, command.title, command.number)]


def _proposed(state: Receipt, command: c.Propose, by: Context) -> Decision:
    refusal = refuse_words(command.opinion, required=True) or _refuse_people(state, command, by)
    if refusal:
        return refusal
    if command.helpers and not command.handler:
        return Refusal("lead_missing")
    if state.urgency and command.handler and command.limit is None:
        return Refusal("limit_missing")
    if command.limit and command.limit.due <= by.act.at:
        return Refusal("limit_past")
    made = e.Proposed(command.opinion, command.handler, command.readers, command.helpers, command.leader, command.in_order, command.limit)
    return [structs.replace(made, files=command.files)]


def _refuse_people(state: Receipt, command: c.Propose, by: Context) -> Refusal | None:
    """Refuse nobody at all, people of elsewhere, and one person with two parts: who handles it reads it anyway."""
    handling = (*((command.handler,) if command.handler else ()), *command.helpers)
    if not handling and not command.readers and not command.leader:
        return Refusal("nobody_named")
    for person in (*command.readers, *handling, *((command.leader,) if command.leader else ())):
        found = by.directory.person(person)
        if found is None or not by.directory.is_there(person, by.act.unit):
            return Refusal("person_unknown", {"person": person})
    if len(set(command.readers)) != len(command.readers) or len(set(handling)) != len(handling):
        return Refusal("person_twice")
    if refusal := _within(state, (*command.readers, *handling), by):
        return refusal
    leader = by.directory.person(command.leader)
    return Refusal("not_leader", {"person": command.leader}) if leader and Role.LEADER not in leader.roles else None


def _instructed(state: Receipt, command: c.Instruct, by: Context) -> Decision:
    refusal = refuse_words(command.words, required=True)
    if refusal:
        return refusal
    handler = command.handler or state.handler
    if handler and not by.directory.is_there(handler, by.act.unit):
        return Refusal("person_unknown", {"person": handler})
    if not handler and not state.readings:
        return Refusal("nobody_named")
    if refusal := _within(state, (handler,), by):
        return refusal
    return [e.Instructed(command.words, handler, _principal(state, by, Part.LEADER), command.files)]
