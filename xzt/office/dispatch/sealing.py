"""联合行文用印: every organ that issues a document puts its own seal on the one final file (GB/T 9704-2012 7.3.5.1, P1). Pure.

The seal keeper of the unit that leads names the final file and the place of each seal. Every co-signing unit is asked at its own record,
where its own seal keeper seals that very file or declines with the reason; they need not wait for each other. When the last seal has come
the server lays all into one file and closes it with the seal of the unit that leads, whose keeper has asked for it.
"""

from collections.abc import Callable

from msgspec import structs

from xzt.core.errors import Refusal
from xzt.office.act import Act, Context, Entry, SealedFile
from xzt.office.dispatch import commands as c
from xzt.office.dispatch import events as e
from xzt.office.dispatch.state import Dispatch, Sealing, Step
from xzt.office.people import Role
from xzt.office.policy import refuse_words

Decision = list[e.Event] | Refusal
Finish = Callable[[Dispatch, Step, e.Event, Context], Decision]
"""Finishes a step of the office."""


def organs(state: Dispatch) -> tuple[str, ...]:
    """List the units whose seals it carries, the leading one first; one alone where it is not joint."""
    return (state.unit, *(state.route.partners if state.route else ()))


def wanted(state: Dispatch, by: Context) -> bool:
    """Say whether this unit's seal is asked for by the unit that leads, and the actor keeps it."""
    return bool(state.seal_asked and not state.seal_asked.answer and by.holds(Role.SEAL_KEEPER, state.unit))


def ask(state: Dispatch, command: c.Seal) -> Decision:
    """Send the final file to the co-signing units: one stamp an organ, all of them and no other."""
    if len(command.stamps) != len(command.units) or sorted(command.units) != sorted(organs(state)):
        return Refusal("seals_differ")
    rows = tuple(Sealing(unit, command.file, stamp) for unit, stamp in zip(command.units, command.stamps, strict=True))
    return [e.SealsAsked(command.file, rows)]


def note(state: Dispatch, command: c.NoteSeal, by: Context, finish: Finish) -> Decision:
    """Enter a co-signing unit's seal; the last one has the server lay all into one file."""
    open_rows = [row for row in _partners(state) if row.state == "asked" and row.file == command.file]
    if state.pending != "seals" or command.unit not in {row.unit for row in open_rows}:
        return Refusal("seal_outdated")
    noted = e.SealNoted(command.unit, command.sealed, command.words)
    if command.sealed is None or len(open_rows) > 1:
        return [noted]
    if by.grant is None:
        return [noted, e.Requested("seal")]
    if not isinstance(by.grant, SealedFile) or by.grant.plain != command.file:
        return Refusal("grant_mismatch")
    keeper = structs.replace(by, roles=(*by.roles, Role.SEAL_KEEPER))
    done = finish(state, Step.SEAL, e.Sealed(by.grant), keeper)
    return done if isinstance(done, Refusal) else [noted, *done]


def want(state: Dispatch, command: c.AskSeal) -> Decision:
    """Be asked for this unit's seal on what its head has signed."""
    signed = state.lead is not None and state.lead.answer == "consented"
    return [e.SealWanted(command.asked)] if signed else Refusal("not_led", {"step": state.step})


def give(state: Dispatch, command: c.Seal, by: Context) -> Decision:
    """Put this unit's seal on exactly the file that was asked about, at its place."""
    asked = state.seal_asked
    if asked is None or command.file != asked.file or command.stamps != (asked.stamp,):
        return Refusal("seal_outdated")
    if by.grant is None:
        return [e.Requested("seal")]
    if not isinstance(by.grant, SealedFile) or by.grant.plain != command.file:
        return Refusal("grant_mismatch")
    return [e.SealAnswered("sealed", by.grant)]


def decline(command: c.SendBack) -> Decision:
    """Do not seal it, with the reason."""
    return refuse_words(command.reason, required=True) or [e.SealAnswered("declined", None, command.reason)]


def refuse_seal(state: Dispatch, by: Context) -> Refusal | None:
    """Refuse to answer for this unit's seal: nobody asks, somebody else keeps it, or it is answered."""
    asked = state.seal_asked
    if asked is None or asked.answer:
        return Refusal("case_over", {"status": state.step})
    if not by.holds(Role.SEAL_KEEPER, state.unit):
        return Refusal("not_holder", {"step": Step.SEAL})
    return Refusal("asked_already") if state.pending and by.grant is None else None


def evolve(state: Dispatch, event: e.SealsAsked | e.SealNoted | e.SealWanted | e.SealAnswered, act: Act) -> Dispatch:
    """Apply what happened about the seals."""
    match event:
        case e.SealsAsked(_, rows):
            state = _note(state, act, "ask_seals", "", tuple(f"u:{row.unit}" for row in rows if row.unit != state.unit))
            return structs.replace(state, sealings=rows, pending="seals")
        case e.SealNoted(unit, sealed, words):
            state = _note(state, act, "joint_seal" if sealed else "joint_seal_declined", words, (f"u:{unit}",))
            new = {"state": "sealed" if sealed else "declined", "sealed": sealed, "at": act.at, "words": words}
            rows = tuple(structs.replace(row, **new) if row.unit == unit else row for row in state.sealings)
            state = structs.replace(state, sealings=rows)
            return state if sealed else structs.replace(state, sealings=recalled(state), pending="")
        case e.SealWanted(asked):
            state = _note(state, act, "seal_asked", "", (f"u:{state.lead.unit}",) if state.lead else ())
            asked = structs.replace(asked, at=act.at, answer="")
            return structs.replace(state, seal_asked=asked, number=asked.number, signed_off=asked.signed_off, pending="")
        case e.SealAnswered(answer, sealed, words):
            action = {"sealed": "seal", "declined": "decline_seal", "recalled": "seal_recalled"}[answer]
            state = _note(state, act, action, sealed.seal_name if sealed else words)
            answered = structs.replace(state.seal_asked, answer=answer) if state.seal_asked else None
            return structs.replace(state, seal_asked=answered, pending="")


def recalled(state: Dispatch) -> tuple[Sealing, ...]:
    """Mark the units that were asked and need not answer any more."""
    return tuple(structs.replace(row, state="recalled") if row.state == "asked" else row for row in state.sealings)


def asked_still(state: Dispatch) -> list[str]:
    """List the co-signing units that have not answered."""
    return [row.unit for row in _partners(state) if row.state == "asked"] if state.pending == "seals" else []


def _partners(state: Dispatch) -> list[Sealing]:
    return [row for row in state.sealings if row.unit != state.unit]


def _note(state: Dispatch, act: Act, action: str, words: str, people: tuple[str, ...] = ()) -> Dispatch:
    return structs.replace(state, course=(*state.course, Entry(act, action, Step.SEAL, state.round, words, people=people)))
