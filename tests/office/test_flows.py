"""The flows that come with the program: each holds together, and none lets a document out unsigned (FLW-18, W6, 条例 articles 24 to 27)."""

from typing import Any

import pytest
from msgspec import structs

from tests.office.world import STRAIGHT, drafted
from xzt.core.encoding import decode, encode
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.flows import FLOWS, JOINT, ORDINARY, PROOFREAD, USUAL, check_flow, chosen_steps, flows
from xzt.office.dispatch.state import Dispatch
from xzt.office.flow.definition import END, Branch, Definition, Mode, OnRefusal, Source, Split, Who
from xzt.office.people import Role

BASE = flows()[ORDINARY]


def changed(step: str, **new: Any) -> Definition:
    steps = tuple(structs.replace(one, **new) if one.id == step else one for one in BASE.steps)
    return structs.replace(BASE, steps=steps)


def test_every_file_is_a_flow_and_the_usual_one_is_first() -> None:
    """FLW-18: a definition is data; what is shipped passes the check."""
    assert [path.stem for path in FLOWS.glob("*.json")]
    assert next(iter(flows())) == USUAL
    for name, definition in flows().items():
        assert (definition.id, check_flow(definition)) == (name, None)
        joint = ("joint",) if name == JOINT else ()
        assert chosen_steps(definition) == ("review", "countersign", *joint, "sign_off")


def test_they_are_the_three_ways_of_countersigning() -> None:
    """FLW-01, W1: beside each other as advice; one after the other, where a no sends it back; beside the review."""
    ordinary, in_order, parallel = (flows()[name] for name in ("ordinary", "in_order", "parallel"))
    assert (ordinary.step("countersign").mode, ordinary.step("countersign").on_refusal) == (Mode.ALL, OnRefusal.ADVICE)
    assert (in_order.step("countersign").mode, in_order.step("countersign").on_refusal) == (Mode.ORDER, OnRefusal.RETURN)
    assert parallel.step("draft").split is Split.FITTING
    assert parallel.step("sign_off").join


def test_doc11_g1_what_is_offered_first_is_proofread_before_it_is_numbered() -> None:
    """DOC-11, G1, N2: 复核 stands between sign-off and number in every flow but the one that says in its name that it does not."""
    without = [name for name, definition in flows().items() if PROOFREAD not in {step.id for step in definition.steps}]
    assert without == [ORDINARY]
    assert "不另设复核" in flows()[ORDINARY].name
    steps = [step.id for step in flows()[USUAL].steps]
    assert steps[steps.index("sign_off") : steps.index("register") + 1] == ["sign_off", PROOFREAD, "register"]


def test_flw18_what_runs_and_what_names_no_flow_stays_as_it_was() -> None:
    """FLW-18, W9: a case keeps the definition that it began with, and a command of the time before keeps its meaning."""
    case = drafted().do("clerk", d.Submit(STRAIGHT))
    assert case.dispatch.case is not None
    assert case.dispatch.case.definition.id == ORDINARY
    assert decode(encode(case.state), Dispatch) == case.state


@pytest.mark.parametrize(
    "wrong",
    [
        changed("sign_off", delegable=True),
        changed("sign_off", who=Who(Source.CHOSEN)),
        changed("review", branches=(Branch("register"),)),
        changed("review", merge=True),
        changed("review", act="sign_off"),
        changed("seal", may_hand=True),
        changed("seal", may_add=True),
        changed("seal", who=Who(Source.ROLE, Role.DRAFTER)),
        changed("register", branches=(Branch("distribute"),)),
        changed("sign_off", branches=(Branch(END),)),
        structs.replace(BASE, matter="personnel"),
        structs.replace(BASE, steps=BASE.steps[1:]),
    ],
)
def test_a_flow_that_would_let_a_document_out_unsigned_is_refused(wrong: Definition) -> None:
    refusal = check_flow(wrong)
    assert refusal is not None
    assert refusal.code == "flow_malformed"
