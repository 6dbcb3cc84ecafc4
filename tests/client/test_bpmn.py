"""A flow goes out as BPMN and comes back the same, also when a tool has moved, renamed and rewired it; what is none is refused (FLW-18)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec import structs

from xzt.client.bpmn import DI, MODEL, from_bpmn, to_bpmn
from xzt.core.errors import Trouble
from xzt.office.dispatch.flows import check_flow, flows
from xzt.office.flow.definition import END, Branch, Condition, Definition, Mode, Source, Split, Step, Who

SPACE = {"b": MODEL, "d": DI}


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Steps one after the other, with ways forward of every kind. They need not hold together: exchanging is not judging."""
    names = [f"s{n}" for n in range(draw(st.integers(1, 5)))]
    steps = []
    for at, name in enumerate(names):
        targets = draw(st.lists(st.sampled_from([*names[at + 1 :], END]), min_size=1, max_size=3, unique=True))
        split = draw(st.sampled_from(Split))
        default = draw(st.integers(-1, len(targets) - 1)) if split is not Split.ALL else -1
        conditions = st.builds(Condition, st.sampled_from(["甲", "b<&>"]), st.sampled_from(["eq", "in"]), st.just((1, "二", True)))
        branches = tuple(
            Branch(to, tuple(draw(st.lists(conditions, max_size=2))), default=number == default) for number, to in enumerate(targets)
        )
        who = Who(draw(st.sampled_from(Source)), people=("甲",))
        name_ = draw(st.text(st.sampled_from("核稿<>&\"' "), min_size=1, max_size=5))
        steps.append(Step(name, name_, "review", who, branches, draw(st.sampled_from(Mode)), split=split, join=draw(st.booleans())))
    return Definition("flow", draw(st.integers(1, 9)), "样例流程", "document", tuple(steps))


@given(definitions())
def test_what_goes_out_comes_back(definition: Definition) -> None:
    assert from_bpmn(to_bpmn(definition)) == definition
    assert to_bpmn(definition) == to_bpmn(from_bpmn(to_bpmn(definition)))


@pytest.mark.parametrize("name", flows())
def test_the_shipped_flows_are_drawn_whole(name: str) -> None:
    """Every node has a shape and every way an edge, nothing lies upon another, and all refer to what is there."""
    root = etree.fromstring(to_bpmn(flows()[name]))
    nodes = {str(node.get("id")): node for node in root.find("b:process", SPACE) if node.get("id")}  # type: ignore[union-attr]
    drawn = [str(shape.get("bpmnElement")) for shape in root.iterfind(".//d:BPMNShape", SPACE)]
    edges = [str(edge.get("bpmnElement")) for edge in root.iterfind(".//d:BPMNEdge", SPACE)]
    assert sorted([*drawn, *edges]) == sorted(nodes)
    boxes = [tuple(map(int, bounds.attrib.values())) for bounds in root.iter("{*}Bounds")]
    for at, (x, y, width, height) in enumerate(boxes):
        for left, top, across, down in boxes[:at]:
            assert x >= left + across or left >= x + width or y >= top + down or top >= y + height
    for way in root.iterfind(".//b:sequenceFlow", SPACE):
        assert {way.get("sourceRef"), way.get("targetRef")} <= set(nodes)


def test_a_tool_may_rename_and_rewire() -> None:
    """Another name of a step, a condition, a way more: the flow says so, keeps what BPMN has no word for, and is judged as any other."""
    ordinary = flows()["ordinary"]
    text = to_bpmn(ordinary).decode().replace('name="核稿"', 'name="复核稿件"')
    changed = from_bpmn(text.encode())
    assert changed.step("review").name == "复核稿件"
    assert structs.replace(changed.step("review"), name="核稿") == ordinary.step("review")
    assert check_flow(changed) is None
    rewired = text.replace('id="review.on"', 'id="on"')
    assert check_flow(from_bpmn(rewired.encode())) is None
    way = '<sequenceFlow id="sign_off.0" sourceRef="sign_off" targetRef="register"/>'
    assert way in text
    loose = from_bpmn(text.replace(way, way.replace('"register"', '"seal"')).encode())
    assert check_flow(loose) is not None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a/>",
        b"%PDF-1.7",
        b'<!DOCTYPE a [<!ENTITY x "y">]>' + to_bpmn(flows()["ordinary"]).split(b"?>", 1)[1],
        to_bpmn(flows()["ordinary"]).replace(b"urn:xzt:flow:1", b"urn:other"),
        to_bpmn(flows()["ordinary"]).replace(b'targetRef="draft"', b'targetRef="nobody"'),
        to_bpmn(flows()["ordinary"]).replace(b"userTask", b"scriptTask"),
        to_bpmn(flows()["ordinary"]) + b"x" * (5 * 1024 * 1024),
    ],
)
def test_what_is_no_flow_is_refused(data: bytes) -> None:
    with pytest.raises(Trouble, match="flow_unreadable"):
        from_bpmn(data)
