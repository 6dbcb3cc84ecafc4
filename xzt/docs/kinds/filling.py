"""From a kind and what an organ always writes to the first draft of a document."""

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.kinds.table import KindFacts
from xzt.docs.model import Block, Closing, Form, Heading, Kind, OfficialDocument, Paragraph


class House(Struct, frozen=True, kw_only=True):
    """What an organ always writes: its name, its series, those of them that are set as letters, and who prints."""

    organ: str
    series: tuple[str, ...] = ()
    letter_series: tuple[str, ...] = ()
    printer: str = ""


def filled(facts: KindFacts, house: House) -> OfficialDocument:
    """Return the template of a kind, filled with what the organ always writes; the rest are placeholders."""

    def named(text: str) -> str:
        return text.replace("{organ}", house.organ)

    return OfficialDocument(
        kind=facts.kind,
        custom=facts.custom,
        form=facts.form,
        closing=facts.closing,
        title=named(facts.title),
        mark=named(facts.mark),
        signers=() if facts.form is Form.MINUTES else tuple(named(signer) for signer in facts.signers),
        series=series_for(facts, house),
        recipients=facts.recipients,
        blocks=tuple(_named(block, house.organ) for block in facts.blocks),
        approver=facts.approver,
        posts=facts.posts if facts.closing is Closing.SIGNED else (),
        note=facts.note,
        attended=facts.attended,
        excused=facts.excused,
        observed=facts.observed,
        urgency=facts.urgencies[0] if "urgency" in facts.required else "",
        printer=(house.printer or house.organ) if facts.imprint and facts.form is not Form.LETTER else "",
    )


def series_for(facts: KindFacts, house: House) -> str:
    """Choose the organ's first series that fits: one for letters where it is a letter, one of orders (…令) where it is an order."""
    if facts.kind is Kind.ORDER:
        return next((name for name in house.series if name.endswith("令")), "")
    letter = facts.form is Form.LETTER
    fitting = [name for name in house.series if not name.endswith("令") and (name in house.letter_series) == letter]
    return next(iter(fitting or house.series), "")


def empty(house: House) -> OfficialDocument:
    """Return a notice of which only the organ is written."""
    return OfficialDocument(
        kind=Kind.NOTICE,
        title="",
        mark=f"{house.organ}文件",
        signers=(house.organ,),
        series=next(iter(house.series), ""),
        printer=house.printer or house.organ,
    )


def turned_into(document: OfficialDocument, facts: KindFacts, house: House) -> OfficialDocument:
    """Return a document as one of another kind: form, closing, mark and what only this kind has follow; what the drafter wrote stays."""
    fresh = filled(facts, house)
    keeps_series = facts.form is document.form and (facts.kind is Kind.ORDER) == document.series.endswith("令")
    return replace(
        document,
        kind=facts.kind,
        custom=facts.custom,
        form=facts.form,
        closing=facts.closing,
        mark=fresh.mark,
        series=document.series if keeps_series else fresh.series,
        signers=document.signers or fresh.signers,
        posts=document.posts or fresh.posts,
        attended=document.attended or fresh.attended,
        approver=document.approver or fresh.approver,
        urgency=document.urgency if document.urgency in {"", *facts.urgencies} else facts.urgencies[0],
        printer=document.printer or fresh.printer,
    )


def _named(block: Block, organ: str) -> Block:
    match block:
        case Paragraph(text):
            return Paragraph(text.replace("{organ}", organ))
        case Heading(level, text, body):
            return Heading(level, text.replace("{organ}", organ), body.replace("{organ}", organ))
        case _:
            return block
