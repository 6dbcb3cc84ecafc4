"""What lists and the server need to know of a dispatch: who may see it, its line, where it stands for one person."""

from datetime import datetime

from xzt.core.encoding import decode_any, texts_in
from xzt.office.act import Context, Line, Place, opinion_files
from xzt.office.dispatch import consents, sealing
from xzt.office.dispatch.guards import own_tasks, reached, writes
from xzt.office.dispatch.state import Dispatch, Step


def audience(state: Dispatch) -> frozenset[str]:
    """Compute who may see it, as tokens ``p:<person>`` and ``r:<role>``: those who take part, the document office after sign-off."""
    own = set() if state.lead else {state.drafter}
    seen = {f"p:{person}" for person in (*own, *state.co_drafters)}
    seen |= {f"p:{entry.act.person}" for entry in state.course if entry.act.unit == state.unit}
    if state.lead:  # the document office of a co-signing unit answers for it
        seen.add("r:registrar")
    if state.case:
        seen |= {task.holder for task in state.tasks if not task.holder.startswith("u:")}
        seen |= {f"p:{task.principal}" for task in state.case.tasks if task.principal}  # what is done in one's name one may see (W6)
        seen |= {f"p:{copy.person}" for copy in state.case.copies}
        seen |= {"r:registrar"} if state.case.watched else set()  # what stuck, stays with the document office (FLW-17)
    if reached(state, Step.PROOFREAD) or state.number:
        seen |= {"r:registrar", "r:seal_keeper"}
    if consents.waiting(state):
        seen.add("r:leader")
    if reached(state, Step.CLOSED):
        seen.add("r:archivist")
    return frozenset(seen)


def line(state: Dispatch) -> Line:
    """Give what a list shows."""
    number = state.number.printed() if state.number else ""
    return Line(state.elements.title.replace("\n", ""), state.step, number, state.elements.urgency, state.drafter)


def place(state: Dispatch, by: Context) -> Place:
    """Tell in which list it stands for the actor: to do, done, or not at all."""
    if state.seal_asked and sealing.wanted(state, by):
        return Place("todo", state.seal_asked.at or _begun(state))
    own = own_tasks(state, by)
    if own:
        return Place("todo", own[0].since, own[0].principal)
    if writes(state, by.act.person):
        return Place("todo", state.tasks[0].since)
    if asked := consents.is_asked(state, by):
        return Place("todo", asked.asked)
    unread = [copy.since for copy in state.case.copies if copy.person == by.act.person and copy.read is None] if state.case else []
    if unread:
        return Place("toread", unread[0])
    acted = [entry.act.at for entry in state.course if entry.act.person == by.act.person]
    return Place("done", acted[-1]) if acted else Place("none", _begun(state))


def _begun(state: Dispatch) -> datetime:
    return state.course[0].act.at


def files(state: Dispatch) -> tuple[str, ...]:
    """List the digests of the files that the record names and that whoever may see it needs."""
    sealed = (state.seal.sealed,) if state.seal else ()
    asked = (state.seal_asked.file,) if state.seal_asked else ()
    return (*sealed, *asked, *(file.digest for file in (*state.attached, *opinion_files(state.course))))


def words(state: Dispatch) -> str:
    """Gather what it can be found by: title, number, the text, and what people wrote on it."""
    number = state.number.printed() if state.number else ""
    names = [file.name for file in (*state.attached, *opinion_files(state.course))]
    return "\n".join([number, *texts_in(decode_any(state.document)), *names, *(entry.words for entry in state.course)])
