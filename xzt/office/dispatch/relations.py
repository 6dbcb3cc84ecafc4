"""关联公文 (DOC-18) and 更正, 重印 (G5): what one document of the unit has to do with another, told to both. Pure.

A relation is kept from the side of the newer document (it supersedes, repeals, corrects, rests on the older one) and noted on the other
side by the server. How the other document stands is read where it is shown, never copied. What went out is never changed: a correction or
a reprint is a document of its own with a number of its own, linked to the old one (G5).
"""

from xzt.core.errors import Refusal
from xzt.office.dispatch import commands as c
from xzt.office.dispatch import events as e
from xzt.office.dispatch.guards import reached
from xzt.office.dispatch.state import Dispatch, Relation, Step
from xzt.office.policy import refuse_words

KINDS = ("basis", "related", "supersedes", "repeals", "corrects", "reprints")
"""依据, 相关, 代替, 废止, 更正, 重印."""
AGAIN = frozenset({"corrects", "reprints"})
"""Those that issue again what went out (G5)."""
MOST, LONGEST = 30, 300
"""Relations of one document, characters of a title."""

Decision = list[e.Event] | Refusal


def decide(state: Dispatch, command: c.Relate | c.Unrelate | c.NoteRelation) -> Decision:
    """Link, take a link off, or note what the other document says."""
    match command:
        case c.Relate(relation):
            return relate(state, relation)
        case c.Unrelate():
            return unrelate(state, command)
        case c.NoteRelation():
            return note(state, command)


def relate(state: Dispatch, relation: Relation) -> Decision:
    """Link it to another document."""
    malformed = relation.kind not in KINDS or relation.of not in {"dispatch", "receipt"} or relation.back or not relation.record
    if malformed or len(relation.title) > LONGEST or len(relation.number) > LONGEST:
        return Refusal("relation_malformed")
    if relation.kind in AGAIN and relation.of != "dispatch":
        return Refusal("relation_malformed")
    if _same(state, relation):
        return Refusal("related_already")
    if len(state.relations) >= MOST:
        return Refusal("relations_too_many", {"limit": str(MOST)})
    return refuse_words(relation.title, required=True) or [e.Related(relation)]


def unrelate(state: Dispatch, command: c.Unrelate) -> Decision:
    """Take a link off again that was made from this side."""
    found = next((one for one in state.relations if (one.kind, one.record, one.back) == (command.kind, command.record, False)), None)
    if found is None:
        return Refusal("not_related")
    fixed = found.kind in AGAIN and reached(state, Step.FOLLOW)
    return Refusal("relation_fixed") if fixed else [e.Unrelated(found)]


def note(state: Dispatch, command: c.NoteRelation) -> Decision:
    """Note on this side what the other has said of it; what went out alone is corrected or reprinted (G5)."""
    relation = command.relation
    if command.dropped:
        return [e.Unrelated(relation)] if _same(state, relation) else Refusal("not_related")
    if _same(state, relation):
        return Refusal("related_already")
    if relation.kind in AGAIN and not reached(state, Step.FOLLOW):
        return Refusal("not_out_yet")
    return [e.Related(relation)]


def _same(state: Dispatch, relation: Relation) -> bool:
    key = (relation.kind, relation.record, relation.back)
    return any((one.kind, one.record, one.back) == key for one in state.relations)
