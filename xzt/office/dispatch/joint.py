"""联合行文: what the unit that leads a joint document and the units that co-sign it ask of each other, and when that is refused.

Every co-signing organ's responsible person signs (条例 article 17; W1): each unit has a case of its own, with its own opinions and its own
head, and answers with a consent or a return. The number is the leading organ's (N1). The leading head signs last, so the date of signing
is that of the last signature (N5). The text is one digest everywhere (W13).
"""

from collections.abc import Callable
from functools import cache

from msgspec import structs

from xzt.core.encoding import decode
from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.dispatch import commands as c
from xzt.office.dispatch import events as e
from xzt.office.dispatch.flows import FLOWS
from xzt.office.dispatch.guards import refuse_answered, task_at
from xzt.office.dispatch.state import Dispatch, Elements, Step
from xzt.office.flow import commands as flow
from xzt.office.flow import events as fe
from xzt.office.flow.checking import check
from xzt.office.flow.definition import Definition, Fact
from xzt.office.flow.state import Status, TaskState
from xzt.office.people import Role
from xzt.office.policy import refuse_document, refuse_words

Decision = list[e.Event] | Refusal
Put = Callable[[Dispatch, flow.Command, Context], Decision]
"""Puts a command to the case of a dispatch."""


@cache
def cosigning_flow() -> Definition:
    """Read the flow of a co-signing unit's case; one that is wrong is a ``ValueError`` at the start."""
    definition = decode((FLOWS / "answering" / "cosigning.json").read_bytes(), Definition)
    if check(definition) or [step.id for step in definition.steps] != [Step.ALLOT, Step.COUNTERSIGN, Step.SIGN_OFF]:
        raise ValueError("cosigning.json")
    return definition


def refuse_partners(definition: Definition, partners: tuple[str, ...]) -> Refusal | None:
    """Refuse co-signing units in a flow that asks none, and a flow that asks them without any."""
    asks = any(step.id == Step.JOINT for step in definition.steps)
    if partners and not asks:
        return Refusal("flow_not_joint")
    return Refusal("partners_missing") if asks and not partners else None


def refuse_unsigned(state: Dispatch) -> Refusal | None:
    """Refuse to sign a joint document off before every co-signing head has signed this very text (W1, W13)."""
    partners = state.route.partners if state.route else ()
    signed = {row.unit for row in state.joint if row.state == "consented" and row.text == state.text and not row.late}
    open_still = [unit for unit in partners if unit not in signed]
    return Refusal("joint_unsigned", {"unit": open_still[0]}) if open_still else None


def ask(command: c.AskJoint, by: Context, put: Put, digest: str) -> Decision:
    """Begin the co-signing unit's case over exactly the text that the leading unit froze; ``digest`` is that of what came."""
    if not by.holds(Role.SYSTEM):
        return Refusal("server_only")
    refusal = refuse_document(bytes(command.document)) or (Refusal("text_changed") if digest != command.text else None)
    if refusal:
        return refusal
    asked = e.JointAsked(command.lead, command.document, command.text, command.profile, command.attached)
    empty = Dispatch(by.act.unit, command.lead.drafter, command.document, Elements("", "", ""))
    begun = put(empty, flow.Begin(cosigning_flow(), text=command.text), by)
    return begun if isinstance(begun, Refusal) else [asked, *begun]


def allot(state: Dispatch, command: c.Allot, by: Context, put: Put) -> Decision:
    """Name who signs (交办)."""
    task = task_at(state, by, Step.ALLOT)
    chosen = {Step.COUNTERSIGN.value: command.countersigners, Step.SIGN_OFF.value: (command.signer,) if command.signer else ()}
    facts: dict[str, Fact] = {"countersigners": len(command.countersigners)}
    return put(state, flow.Finish(task.id if task else "", command.opinion, state.text, chosen=chosen, facts=facts), by)


def send_back(state: Dispatch, command: c.SendBack, by: Context, put: Put) -> Decision:
    """Send it back to the unit that leads, with the reason; that ends the case here."""
    refusal = refuse_words(command.reason, required=True) or (Refusal("text_changed") if command.text != state.text else None)
    return refusal or _end(state, e.JointAnswered("returned", command.reason), by, put)


def recall(state: Dispatch, command: c.RecallJoint, by: Context, put: Put) -> Decision:
    """End the case because the unit that leads took it back; who signs nevertheless, offline, is kept as late (W3)."""
    if state.seal_asked and not state.seal_asked.answer:
        return [e.SealAnswered("recalled", None, command.words)]
    return refuse_answered(state) or _end(state, e.JointAnswered("recalled", command.words), by, put)


def _end(state: Dispatch, answered: e.JointAnswered, by: Context, put: Put) -> Decision:
    office = structs.replace(by, roles=(*by.roles, Role.REGISTRAR))
    ended = put(state, flow.Terminate(answered.words or "—"), office)
    return ended if isinstance(ended, Refusal) else [answered, *ended]


def signed(state: Dispatch, decision: Decision) -> Decision:
    """Say that a co-signing unit consents, where its case has just come to its end."""
    if state.lead is None or isinstance(decision, Refusal):
        return decision
    ended = any(isinstance(event, e.Flowed) and isinstance(event.event, fe.Ended) for event in decision)
    return [e.JointAnswered("consented"), *decision] if ended else decision


def late(command: c.Review | c.Countersign | c.SignOff, by: Context) -> list[e.Event]:
    """Keep an answer that was written before its writer knew that the case had ended (W3)."""
    agree = command.agree if isinstance(command, c.Countersign) else True
    name = f"{by.act.command}.1"
    return [e.Flowed(fe.Opined(name, command.task, command.opinion, command.text, agree, late=True, finishes=False, files=command.files))]


def is_over(state: Dispatch) -> bool:
    """Say whether this is a co-signing unit's case that has ended."""
    return bool(state.lead and state.case and state.case.status is not Status.RUNNING)


def note(state: Dispatch, command: c.NoteJoint, by: Context, put: Put) -> Decision:
    """Enter what a co-signing unit did; a consent or a return answers its task, a late one is kept beside."""
    task = state.case.task(command.task) if state.case else None
    row = next((one for one in state.joint if one.task == command.task), None)
    if task is None or row is None:
        return Refusal("task_unknown")
    noted = e.JointNoted(command.task, command.what, command.signer, command.words, command.text)
    is_open = task.state is TaskState.OPEN
    if command.what == "opened":
        opened = put(state, flow.Open(task.id), by) if is_open else Refusal("opened_already")
        return opened if isinstance(opened, Refusal) else [noted, *opened]
    if not is_open:
        return [structs.replace(noted, late=True)]
    answer: flow.Command = flow.Finish(task.id, command.words, command.text)
    if command.what == "returned":
        answer = flow.Return(task.id, Step.DRAFT, command.words, command.text)
    answered = put(state, answer, by)
    return answered if isinstance(answered, Refusal) else [noted, *answered]
