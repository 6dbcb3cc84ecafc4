"""Which elements a document's page shows, by its kind, form and closing (GB/T 9704-2012 sections 7 and 10)."""

from xzt.docs.kinds.table import Direction, facts_of
from xzt.docs.model import NOT_PUBLIC, Closing, Form, OfficialDocument

_ALWAYS = frozenset({"urgency", "mark", "title", "recipients", "note", "copies_to", "openness"})


def shown_elements(document: OfficialDocument) -> frozenset[str]:
    """Return the field names of the elements that the document's page can show; ``copies_to`` stands in the imprint."""
    facts, form = facts_of(document), document.form
    conditions = {
        "series": facts.numbered,
        "mark_organs": form is not Form.LETTER and len(document.signers) > 1,
        "approver": form in {Form.ORDINARY, Form.MINUTES} and facts.direction in {Direction.UP, Direction.ANY},
        "closing": form is not Form.MINUTES,
        "signers": form is not Form.MINUTES and document.closing is not Closing.SIGNED,
        "posts": form is not Form.MINUTES and document.closing is Closing.SIGNED,
        "attended": form is Form.MINUTES,
        "excused": form is Form.MINUTES,
        "observed": form is Form.MINUTES,
        "printer": form is not Form.LETTER and facts.imprint,
        "openness_reason": document.openness == NOT_PUBLIC,
    }
    lacking = set() if facts.imprint else {"copies_to"}
    return (_ALWAYS | {name for name, holds in conditions.items() if holds}) - lacking


def missing_elements(document: OfficialDocument) -> list[str]:
    """Return the elements that the document's kind requires and that are not there, in the order of the table."""
    shown = shown_elements(document) | {"title"}
    return [name for name in facts_of(document).required if name in shown and not getattr(document, name)]


def unusual_elements(document: OfficialDocument) -> list[str]:
    """Return the elements that are there though the document's kind has none as a rule."""
    return [name for name in facts_of(document).unusual if getattr(document, name)]
