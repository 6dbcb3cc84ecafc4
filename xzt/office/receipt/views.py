"""What lists and the server need to know of a receipt: who may see it, its line, where it stands for one person."""

from xzt.core.encoding import decode_any, texts_in
from xzt.office.act import Context, Line, Place, opinion_files
from xzt.office.people import Role
from xzt.office.receipt import parts
from xzt.office.receipt.parts import does_for, open_parts
from xzt.office.receipt.registration import normal_number
from xzt.office.receipt.state import Part, Receipt, Step


def audience(state: Receipt) -> frozenset[str]:
    """Compute who may see it: the document office, its leader, handler, helpers and readers; the archivist once it is closed."""
    people = [*(reading.person for reading in state.readings), *(one.person for one in state.helpers), state.handler, state.leader]
    people += [one.deputy for one in state.covers]
    people += [entry.act.person for entry in state.course if entry.principal]  # what one has done for another one may see (W6)
    seen = {"r:registrar"} | {f"p:{person}" for person in people if person}
    if state.step is Step.CLOSED:
        seen.add("r:archivist")
    return frozenset(seen)


def line(state: Receipt) -> Line:
    """Give what a list shows; the sender's number is kept verbatim (N6)."""
    entry, source = state.registration, state.source
    number = entry.number if entry else source.number
    origin = source.unit or (entry.sender if entry else source.sender)
    return Line(state.title.replace("\n", ""), state.step, number, state.urgency, origin)


def place(state: Receipt, by: Context) -> Place:
    """Tell in which list it stands for the actor: to do, to read, done, or not at all."""
    since, person = state.course[-1].act.at, by.act.person
    for part in (Part.LEADER, Part.HANDLER, Part.HELPER):
        if whose := does_for(state, part, person):
            return Place("todo", parts.since(state, part, whose), whose if whose != person else "")
    if _asks(state, by):
        return Place("todo", since)
    if whose := does_for(state, Part.READER, person):
        return Place("toread", parts.since(state, Part.READER, whose), whose if whose != person else "")
    acted = [entry.act.at for entry in state.course if entry.act.person == by.act.person]
    return Place("done", acted[-1]) if acted else Place("none", since)


def _asks(state: Receipt, by: Context) -> bool:
    """Say whether the step asks the actor to do something, or the sender does."""
    if state.recall and by.holds(Role.REGISTRAR, state.unit):
        return True
    if set(state.orphans) & {person for _, person in open_parts(state)} and by.holds(Role.REGISTRAR, state.unit):
        return True
    if state.step is Step.INSTRUCT:
        return False
    answered = all(reading.read for reading in state.readings) and all(one.at for one in state.helpers)
    ready = state.step is Step.HANDLE and (bool(state.result) or not state.handler) and answered
    return by.holds(Role.REGISTRAR, state.unit) and (state.step in {Step.ARRIVED, Step.REGISTER, Step.PROPOSE} or ready)


def files(state: Receipt) -> tuple[str, ...]:
    """List the digests of the files that the record names."""
    files = (*state.source.attached, *opinion_files(state.course))
    return tuple(digest for digest in (state.source.file, *(file.digest for file in files)) if digest)


def words(state: Receipt) -> str:
    """Gather what it can be found by: all its numbers, the text, what people wrote on it, and the digests of its files (RCV-03)."""
    number = state.number.printed() if state.number else ""
    names = [file.name for file in (*state.source.attached, *opinion_files(state.course))]
    register = [state.registration.title, state.registration.sender, state.registration.subject] if state.registration else []
    numbers = [state.source.number, normal_number(state.source.number), number]
    numbers += [state.registration.number, state.registration.normal] if state.registration else []
    texts = [*texts_in(decode_any(state.document)), *names, *(entry.words for entry in state.course)]
    return "\n".join(part for part in (*numbers, state.source.sender, *register, *texts, *files(state)) if part)
