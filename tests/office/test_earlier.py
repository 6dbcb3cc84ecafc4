"""Dispatches that were begun before there were cases open and go on: ``earlier.json`` holds states and logs as that version kept them."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.office.world import FILE, OTHER, ROUTE, SEALED, SERIES, THIRD, Case, document, stamps
from xzt.core.encoding import encode
from xzt.office import registry
from xzt.office.act import Act, Grant, ItemNumber, Number, SealedFile
from xzt.office.dispatch import commands as d
from xzt.office.dispatch import earlier as old
from xzt.office.dispatch import events as e
from xzt.office.dispatch.decision import number_year
from xzt.office.dispatch.state import Dispatch, Route, Step
from xzt.office.dispatch.upgrade import replay, upgrade
from xzt.office.flow.commands import Correct

KEPT: dict[str, Any] = json.loads((Path(__file__).parent / "earlier.json").read_text(encoding="utf-8"))
each = pytest.mark.parametrize("name", sorted(KEPT))


def opened(name: str) -> Case:
    """Open a state of that time and go on with it, a day later."""
    case = Case()
    case.state = registry.decode_state("dispatch", encode(KEPT[name]["state"]))
    case.now = max(msgspec.convert(line["act"], Act).at for line in KEPT[name]["log"])
    case.acts = 1000
    return case


def replayed(name: str, more: list[tuple[bytes, Act]]) -> Dispatch:
    state: Dispatch | old.Earlier | None = None
    log = [(encode(line["events"]), msgspec.convert(line["act"], Act)) for line in KEPT[name]["log"]]
    for events, act in [*log, *more]:
        for event in msgspec.json.decode(events, type=list[e.Event | old.Event]):
            state = replay(state, event, act)
    assert state is not None
    return upgrade(state) if isinstance(state, old.Earlier) else state


def next_command(state: Dispatch) -> tuple[str, d.Command, Grant | None]:
    """Say who does what next."""
    handling: dict[Step, tuple[str, d.Command, Grant | None]] = {
        Step.DRAFT: ("clerk", d.Submit(ROUTE), None),
        Step.REVIEW: ("reviewer", d.Review("已核", state.text), None),
        Step.COUNTERSIGN: (state.tasks[0].holder.removeprefix("p:"), d.Countersign("同意", state.text), None),
        Step.SIGN_OFF: ("leader", d.SignOff("同意", state.text), None),
        Step.SEAL: ("sealer", d.Seal(FILE, stamps()), SealedFile(FILE, SEALED, "样例印章")),
        Step.DISTRIBUTE: ("registrar", d.Distribute((OTHER,), (THIRD,)), None),
        Step.FOLLOW: ("registrar", d.Close(), None),
        Step.CLOSED: ("archivist", d.Archive("D30"), ItemNumber("X001-WS·2026-D30-BGS-0009")),
    }
    if state.step is Step.REGISTER:
        return "registrar", d.AssignNumber(), Number(SERIES, number_year(state), 9)
    return handling[state.step]


def finish(case: Case) -> None:
    """Take it through whatever is left, whoever has it."""
    while case.dispatch.step is not Step.ARCHIVED:
        if case.dispatch.step is Step.FOLLOW:
            for unit in (OTHER, THIRD):
                case.do("system", d.NoteDelivery(unit, "signed_for"))
        case.do(*next_command(case.dispatch))


@each
def test_it_stands_where_it_stood(name: str) -> None:
    """W9: step, whose turn it is, round, route and course are those of that time."""
    kept, state = KEPT[name]["state"], opened(name).dispatch
    assert (state.step, state.round) == (kept["step"], kept["round"])
    assert [(task.holder, task.round, task.opened is None) for task in state.tasks] == [
        (task["holder"], task["round"], task["opened"] is None) for task in kept["tasks"]
    ]
    assert [(entry.action, entry.words, entry.round) for entry in state.course] == [
        (entry["action"], entry["words"], entry["round"]) for entry in kept["course"]
    ]
    assert state.route == msgspec.convert(kept["route"], Route | None)
    assert encode(registry.decode_state("dispatch", encode(state))) == encode(state)


@each
def test_its_log_gives_the_same(name: str) -> None:
    """RS-27: a log of that time replays to what the state of that time becomes, so that its package can be checked for ever."""
    assert encode(replayed(name, [])) == encode(opened(name).state)


@each
def test_it_goes_on_to_its_end(name: str) -> None:
    """RuoYi #668: whatever it stood at, somebody can go on; a log that began then and ended now replays to the same state."""
    case = opened(name)
    finish(case)
    assert case.dispatch.archival is not None
    assert encode(replayed(name, case.log)) == encode(case.state)


@pytest.mark.parametrize(
    ("name", "who", "code"),
    [
        ("submitted", "clerk", ""),
        ("opened", "clerk", "opened_by_next"),
        ("countersigning", "reviewer", ""),
        ("partly", "reviewer", "opened_by_next"),
        ("to_sign_route", "bob", ""),
        ("signed_off", "leader", ""),
        ("twice", "leader", "not_sender"),
        ("back", "leader", "not_withdrawable"),
        ("own_word", "bob", "not_sender"),
        ("numbered", "leader", "not_withdrawable"),
    ],
)
def test_w3_who_sent_it_may_take_it_back_as_before(name: str, who: str, code: str) -> None:
    """W3: the sender still may while nobody has opened it; a return is still nobody's to take back."""
    refusal = opened(name).offer(who, d.Withdraw("发错"))
    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize(("name", "who", "to"), [("to_sign_route", "leader", Step.COUNTERSIGN), ("sealed", "registrar", Step.REVIEW)])
def test_w2_it_can_be_returned_to_what_it_had_passed(name: str, who: str, to: Step) -> None:
    """W2: the steps of that time count as passed."""
    case = opened(name)
    case.do(who, d.Return(to, "请再看", case.text))
    assert (case.dispatch.step, case.dispatch.number) == (to, None)
    finish(case)


def test_w13_an_old_opinion_can_be_corrected() -> None:
    """W13: what was said then can be cited now."""
    case = opened("partly")
    assert case.dispatch.case is not None
    said = case.dispatch.case.opinions[-1]
    case.do(said.act.person, d.Steer(Correct(said.id, "更正：同意，另请附表。")))
    assert case.dispatch.course[-1].cites == said.id


def test_a_draft_never_submitted_chooses_its_flow() -> None:
    case = opened("drafted")
    assert case.dispatch.case is None
    case.do("clerk", d.SaveDraft(document(text="又一稿。"))).do("clerk", d.Submit(ROUTE, flow="in_order"))
    assert case.dispatch.case is not None
    assert case.dispatch.case.definition.id == "in_order"
