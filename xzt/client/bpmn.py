"""A flow as BPMN 2.0 (ISO/IEC 19510), so that standard tools draw it and people discuss it; and back, when they have changed it.

Steps are user tasks, branches are flows through gateways, conditions are our own data in their expressions. What BPMN has no word for (how
several people sign, who may add, take back, deputise) stands in an extension of each task and comes back unchanged. What comes in is
a stranger's: it is a flow only after ``xzt.office.flow.checking`` has said so.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from msgspec import structs

from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.office.flow.definition import END, Branch, Condition, Definition, Split, Step

if TYPE_CHECKING:
    from lxml.etree import _Element

T = TypeVar("T")

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:xzt:flow:1"
_SPACES = {"bpmndi": DI, "dc": DC, "di": DD, "xsi": XSI, "xzt": OURS}
GATEWAYS = {Split.FIRST: "exclusiveGateway", Split.ALL: "parallelGateway", Split.FITTING: "inclusiveGateway"}
_SIZES = {"userTask": (100, 80), "startEvent": (36, 36), "endEvent": (36, 36)}
_GATEWAY = (50, 50)
_APART, _BELOW, _MIDDLE = 150, 120, 200
_START = "start"
MOST = 4 * 1024 * 1024
"""Bytes of a file that is read; a flow has some kilobytes."""


def to_bpmn(definition: Definition) -> bytes:
    """Write a flow. The same flow gives the same bytes."""
    from lxml import etree  # loads when a flow is exchanged

    spaces = "".join(f' xmlns:{name}="{space}"' for name, space in _SPACES.items())
    root = etree.fromstring(f'<definitions xmlns="{MODEL}"{spaces}/>')
    root.set("targetNamespace", OURS)
    process = etree.SubElement(root, _of(MODEL, "process"), id=definition.id, name=definition.name, isExecutable="false")
    _keep(process, "flow", structs.replace(definition, steps=()))
    etree.SubElement(process, _of(MODEL, "startEvent"), id=_START)
    for step in definition.steps:
        if step.join:
            etree.SubElement(process, _of(MODEL, "inclusiveGateway"), id=f"{step.id}.join", gatewayDirection="Converging")
        task = etree.SubElement(process, _of(MODEL, "userTask"), id=step.id, name=step.name)
        _keep(task, "step", structs.replace(step, branches=()))
        leaves = task
        if len(step.branches) > 1:
            leaves = etree.SubElement(process, _of(MODEL, GATEWAYS[step.split]), id=f"{step.id}.fork", gatewayDirection="Diverging")
        default = next((at for at, branch in enumerate(step.branches) if branch.default), None)
        if default is not None and step.split is not Split.ALL:  # a split into all has no other way
            leaves.set("default", f"{step.id}.{default}")
    etree.SubElement(process, _of(MODEL, "endEvent"), id=END)
    _flow(process, f"{_START}.0", _START, _entry(definition, definition.start.id))
    for step in definition.steps:
        _connect(process, definition, step)
    _lay_out(root, process)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def from_bpmn(data: bytes) -> Definition:
    """Read a flow that was written by ``to_bpmn`` and may have been changed by a tool. ``Trouble("flow_unreadable")`` names what is wrong.

    Steps may have other names, places, conditions, and ways on; every step keeps its extension, without which it means nothing here.
    """
    process = _process(data)
    definition = _kept(process, "flow", Definition)
    nodes = {str(node.get("id")): node for node in process if isinstance(node.tag, str)}
    ways = [node for node in process if node.tag == _of(MODEL, "sequenceFlow")]
    tasks = [node for node in process if node.tag == _of(MODEL, "userTask")]
    steps = {str(task.get("id")): _step(task, nodes, ways) for task in tasks}
    begun = [to for start in process if start.tag == _of(MODEL, "startEvent") for to, _ in _targets(start, nodes, ways)]
    if len(begun) != 1 or begun[0] not in steps:
        raise Trouble("flow_unreadable", detail="startEvent")
    first = steps.pop(begun[0])
    return structs.replace(definition, name=process.get("name") or definition.name, steps=(first, *steps.values()))


def _process(data: bytes) -> "_Element":
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser) if len(data) <= MOST else None
    except etree.XMLSyntaxError as error:
        raise Trouble("flow_unreadable", detail=str(error)) from error
    found = [] if root is None or root.getroottree().docinfo.internalDTD is not None else root.findall(_of(MODEL, "process"))
    if len(found) != 1:
        raise Trouble("flow_unreadable", detail="process")
    return found[0]


def _step(task: "_Element", nodes: dict[str, "_Element"], ways: list["_Element"]) -> Step:
    step = _kept(task, "step", Step)
    branches, split = [], step.split
    for to, flow in _targets(task, nodes, ways):
        default = nodes[str(flow.get("sourceRef"))].get("default") == flow.get("id")
        branches.append(Branch(to, _conditions(flow), default))
    fork = next((nodes[str(way.get("targetRef"))] for way in ways if way.get("sourceRef") == task.get("id")), None)
    if fork is not None and len(branches) > 1:
        split = next((one for one, name in GATEWAYS.items() if fork.tag == _of(MODEL, name)), split)
    join = any(_converges(nodes.get(str(way.get("sourceRef"))), ways) for way in ways if way.get("targetRef") == task.get("id"))
    return structs.replace(step, name=task.get("name") or step.name, branches=tuple(branches), split=split, join=join)


def _targets(node: "_Element", nodes: dict[str, "_Element"], ways: list["_Element"]) -> Iterator[tuple[str, "_Element"]]:
    """Follow the ways on from a node through gateways to steps and ends; gives each with the flow that carries its condition."""
    waiting = [(way, way) for way in ways if way.get("sourceRef") == node.get("id")]
    seen: set[str] = set()
    while waiting:
        way, carries = waiting.pop(0)
        target = nodes.get(str(way.get("targetRef")))
        if target is None or str(way.get("id")) in seen:
            raise Trouble("flow_unreadable", detail=str(way.get("id")))
        seen.add(str(way.get("id")))
        if target.tag == _of(MODEL, "userTask"):
            yield str(target.get("id")), carries
        elif target.tag == _of(MODEL, "endEvent"):
            yield END, carries
        elif target.tag in {_of(MODEL, name) for name in GATEWAYS.values()}:
            on = [one for one in ways if one.get("sourceRef") == target.get("id")]
            waiting = [(one, one if len(on) > 1 else carries) for one in on] + waiting
        else:
            raise Trouble("flow_unreadable", detail=str(target.get("id")))


def _converges(node: "_Element | None", ways: list["_Element"]) -> bool:
    if node is None or node.tag == _of(MODEL, "exclusiveGateway") or node.tag not in {_of(MODEL, name) for name in GATEWAYS.values()}:
        return False
    return sum(way.get("sourceRef") == node.get("id") for way in ways) == 1


def _conditions(flow: "_Element") -> tuple[Condition, ...]:
    said = flow.find(_of(MODEL, "conditionExpression"))
    try:
        return decode((said.text or "").encode(), tuple[Condition, ...]) if said is not None else ()
    except Trouble as trouble:
        raise Trouble("flow_unreadable", detail=str(flow.get("id"))) from trouble


def _connect(process: "_Element", definition: Definition, step: Step) -> None:
    """Write the ways on from a step; several leave by its gateway, and only there have they conditions."""
    source = step.id
    if len(step.branches) > 1:
        source = f"{step.id}.fork"
        _flow(process, f"{step.id}.on", step.id, source)
    for at, branch in enumerate(step.branches):
        _flow(process, f"{step.id}.{at}", source, _entry(definition, branch.to), branch.when)
    if step.join:
        _flow(process, f"{step.id}.joined", f"{step.id}.join", step.id)


def _entry(definition: Definition, to: str) -> str:
    return f"{to}.join" if to != END and definition.step(to).join else to


def _flow(process: "_Element", name: str, source: str, target: str, when: tuple[Condition, ...] = ()) -> None:
    from lxml import etree

    flow = etree.SubElement(process, _of(MODEL, "sequenceFlow"), id=name, sourceRef=source, targetRef=target)
    if when:
        said = etree.SubElement(flow, _of(MODEL, "conditionExpression"), language=OURS)
        said.set(_of(XSI, "type"), "tFormalExpression")
        said.text = encode(when).decode()


def _lay_out(root: "_Element", process: "_Element") -> None:
    """Place every node right of all that lead to it, those of one column below each other; flows are drawn from side to side."""
    from lxml import etree

    nodes = [node for node in process if node.tag not in {_of(MODEL, "sequenceFlow"), _of(MODEL, "extensionElements")}]
    ways = [node for node in process if node.tag == _of(MODEL, "sequenceFlow")]
    columns = _columns([str(node.get("id")) for node in nodes], [(str(way.get("sourceRef")), str(way.get("targetRef"))) for way in ways])
    diagram = etree.SubElement(root, _of(DI, "BPMNDiagram"), id="diagram")
    plane = etree.SubElement(diagram, _of(DI, "BPMNPlane"), id="plane", bpmnElement=str(process.get("id")))
    boxes: dict[str, tuple[int, int, int, int]] = {}
    filled: dict[int, int] = {}
    for node in nodes:
        name = str(node.get("id"))
        width, height = _SIZES.get(etree.QName(node).localname, _GATEWAY)
        row = filled[columns[name]] = filled.get(columns[name], -1) + 1
        boxes[name] = (_APART * columns[name] + (_SIZES["userTask"][0] - width) // 2, _MIDDLE + _BELOW * row - height // 2, width, height)
        shape = etree.SubElement(plane, _of(DI, "BPMNShape"), id=f"{name}.shape", bpmnElement=name)
        etree.SubElement(shape, _of(DC, "Bounds"), dict(zip(("x", "y", "width", "height"), map(str, boxes[name]), strict=True)))
    for way in ways:
        edge = etree.SubElement(plane, _of(DI, "BPMNEdge"), id=f"{way.get('id')}.edge", bpmnElement=str(way.get("id")))
        left, right = boxes[str(way.get("sourceRef"))], boxes[str(way.get("targetRef"))]
        for x, y in ((left[0] + left[2], left[1] + left[3] // 2), (right[0], right[1] + right[3] // 2)):
            etree.SubElement(edge, _of(DD, "waypoint"), x=str(x), y=str(y))


def _columns(nodes: list[str], ways: list[tuple[str, str]]) -> dict[str, int]:
    """Count the longest way to each node; a way back ends the counting after as many rounds as there are nodes."""
    found = dict.fromkeys(nodes, 0)
    for _ in nodes:
        further = [(to, found[source] + 1) for source, to in ways if found[to] <= found[source] < len(nodes)]
        for to, column in further:
            found[to] = max(found[to], column)
        if not further:
            break
    return found


def _keep(node: "_Element", name: str, value: Definition | Step) -> None:
    from lxml import etree

    extension = etree.SubElement(node, _of(MODEL, "extensionElements"))
    etree.SubElement(extension, _of(OURS, name)).text = encode(value).decode()


def _kept(node: "_Element", name: str, kind: type[T]) -> T:
    said = node.find(f"{_of(MODEL, 'extensionElements')}/{_of(OURS, name)}")
    if said is None:
        raise Trouble("flow_unreadable", detail=str(node.get("id")))
    try:
        return decode((said.text or "").encode(), kind)
    except Trouble as trouble:
        raise Trouble("flow_unreadable", detail=str(node.get("id"))) from trouble


def _of(space: str, name: str) -> str:
    return f"{{{space}}}{name}"
