"""What a unit has settled about what it sends: groups of receiving units, the flow offered first (DOC-11, DOC-13)."""

import pytest

from tests.office.world import OTHER, THIRD, UNIT, Case
from xzt.core.encoding import encode
from xzt.office import registry
from xzt.office.outgoing.commands import ChooseFlow, Command, DropGroup, KeepGroup
from xzt.office.outgoing.state import Outgoing, UnitGroup
from xzt.office.people import EVERYBODY


def settings(case: Case) -> Outgoing:
    assert isinstance(case.state, Outgoing)
    return case.state


def test_doc13_groups_are_the_units_and_two_who_add_apart_lose_none() -> None:
    """DOC-13: kept under a name, replaced under the same, dropped; everybody of the unit has them."""
    case = Case("outgoing").do("registrar", KeepGroup("市州", (OTHER,))).do("keeper", KeepGroup("厅局", (THIRD,)))
    assert [one.name for one in settings(case).groups] == ["厅局", "市州"]
    case.do("keeper", KeepGroup("市州", (OTHER, THIRD)))
    assert settings(case).groups[1] == UnitGroup("市州", (OTHER, THIRD))
    case.do("registrar", DropGroup("厅局"))
    assert case.refuse("registrar", DropGroup("厅局")) == "group_unknown"
    assert [one.name for one in settings(case).groups] == ["市州"]
    assert registry.kind_of("outgoing").audience(case.state) == {EVERYBODY}
    assert case.replayed() == encode(case.state)
    assert registry.decode_state("outgoing", encode(case.state)) == case.state


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (KeepGroup("", (OTHER,)), "words_missing"),
        (KeepGroup("名" * 61, (OTHER,)), "group_name_wrong"),
        (KeepGroup("空", ()), "units_missing"),
        (KeepGroup("两次", (OTHER, OTHER)), "unit_twice"),
        (KeepGroup("自己", (UNIT,)), "unit_unknown"),
        (KeepGroup("没有", ("nowhere",)), "unit_unknown"),
        (ChooseFlow(""), "flow_unknown"),
    ],
)
def test_doc13_a_group_is_whole(command: Command, code: str) -> None:
    assert Case("outgoing").refuse("registrar", command) == code


def test_doc11_the_unit_chooses_the_flow_that_is_offered_first() -> None:
    """DOC-11: the document office of this unit, and nobody else."""
    case = Case("outgoing").do("registrar", ChooseFlow("proofed"))
    assert settings(case).flow == "proofed"
    assert case.refuse("registrar", ChooseFlow("proofed")) == "flow_unknown"
    for who in ("clerk", "leader", "receiver"):
        assert case.refuse(who, ChooseFlow("ordinary")) == "not_document_office"
