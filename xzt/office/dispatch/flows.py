"""The flows that a dispatch can take, read once from ``resources/flows`` and checked. Data; what they mean is the engine's.

A case keeps the definition that it began with, so an edited file changes nothing that runs (W9). Whatever a flow does before it, what
follows the sign-off is fixed (条例 articles 24 to 27): number, seal, distribution, closing, archive, each by its post and never handed on.
"""

from functools import cache
from pathlib import Path

from xzt.core.encoding import decode
from xzt.core.errors import Refusal
from xzt.office.flow.checking import check
from xzt.office.flow.definition import END, Definition, Mode, OnRefusal, Source, Step
from xzt.office.people import Role

FLOWS = Path(__file__).resolve().parents[3] / "resources" / "flows"
ORDINARY = "ordinary"
"""What a submission means that names no flow, and what was kept before there were flows: it stays what it was (W9)."""
USUAL = "proofed"
"""What is offered first where the unit has chosen nothing: 复核 before 登记, as G1 and N2 have it (条例 article 25, DOC-11)."""

OFFICE_STEPS = {
    "register": Role.REGISTRAR,
    "seal": Role.SEAL_KEEPER,
    "distribute": Role.REGISTRAR,
    "follow": Role.REGISTRAR,
    "closed": Role.ARCHIVIST,
}
"""The steps after the sign-off in their order, with the posts that do them."""
PROOFREAD = "proofread"
"""The step between sign-off and number in the flows that have it: the typeset final is held against the signed text (复核校对, DOC-11)."""
PROOFREADER = Role.REVIEWER
CHOSEN = {"review": Role.REVIEWER, "countersign": "", "sign_off": Role.LEADER}
"""The steps whose handlers the drafter names, with the role that they must hold."""
JOINT = "joint"
"""The step at which other units sign (联合行文): all of them, and one return is enough (W1)."""


def check_flow(definition: Definition) -> Refusal | None:
    """Refuse a definition that does not hold together, or in which a document could go out unsigned, or be signed by a deputy (W6)."""
    refusal = check(definition)
    if refusal:
        return refusal
    names = [step.id for step in definition.steps]
    if names[0] != "draft" or definition.matter != "document" or "sign_off" not in names:
        return Refusal("flow_malformed", {"step": names[0], "what": "not_a_dispatch"})
    wrong = next((step.id for step in definition.steps if not _fits(step)), "")
    if wrong:
        return Refusal("flow_malformed", {"step": wrong, "what": "step"})
    office = [step for step in definition.steps if step.id in OFFICE_STEPS]
    first = PROOFREAD if PROOFREAD in names else "register"
    ways = {step.id: {branch.to for branch in step.branches} for step in definition.steps}
    expected = dict(zip(OFFICE_STEPS, [*list(OFFICE_STEPS)[1:], END], strict=True))
    fixed = [step.id for step in office] == list(OFFICE_STEPS) and all(ways[name] == {to} for name, to in expected.items())
    after = {PROOFREAD, *OFFICE_STEPS}
    entered = {name for name, to in ways.items() if to & after and name not in after}
    proofread = ways.get(PROOFREAD, {"register"}) == {"register"}
    if not fixed or not proofread or entered != {"sign_off"} or ways["sign_off"] != {first}:
        return Refusal("flow_malformed", {"step": "register", "what": "office_steps"})
    return None


def _fits(step: Step) -> bool:
    """Each step is one of the trade's, named by what is done there, in the hands that the regulation puts it in."""
    if step.id != step.act or step.merge:
        return False
    if step.id == "draft":
        return step.who.source is Source.STARTER and not step.may_add
    if step.id == JOINT:
        whole = step.mode is Mode.ALL and step.on_refusal is OnRefusal.RETURN and step.limit is None
        return step.who.source is Source.UNITS and whole and not step.may_add and not step.may_hand
    if step.id in CHOSEN:
        chosen = step.who.source is Source.CHOSEN and step.who.role == CHOSEN[step.id]
        return chosen and not (step.id == "sign_off" and step.delegable)
    post = PROOFREADER if step.id == PROOFREAD else OFFICE_STEPS.get(step.id)
    by_post = step.who.source is Source.ROLE and step.who.role == post
    return by_post and not step.may_add and not step.may_hand


@cache
def flows() -> dict[str, Definition]:
    """Read the flows by id, the usual one first; one that is wrong is a ``ValueError`` at the start, never in the middle of a matter."""
    found: dict[str, Definition] = {}
    for path in sorted(FLOWS.glob("*.json"), key=lambda path: (path.stem != USUAL, path.stem)):
        definition = decode(path.read_bytes(), Definition)
        refusal = check_flow(definition)
        if refusal or definition.id != path.stem:
            what = f"{path.name}: {refusal or 'named otherwise'}"
            raise ValueError(what)
        found[definition.id] = definition
    return found


def chosen_steps(definition: Definition) -> tuple[str, ...]:
    """List the steps of a flow for which the drafter names handlers, in their order."""
    return tuple(step.id for step in definition.steps if step.who.source in {Source.CHOSEN, Source.UNITS})
