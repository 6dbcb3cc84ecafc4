"""What people do at their machines, drawn by chance from what the rules would let them do on what they see."""

import random
from collections.abc import Callable
from typing import Any

import msgspec

from tests.simulation.disk import PowerCut
from tests.simulation.town import Desk
from xzt.client.commands import Accepted
from xzt.client.session import Client
from xzt.core.encoding import encode
from xzt.core.errors import Refusal, Trouble
from xzt.docs.drafting.lines import Line, Part
from xzt.docs.model import Kind, OfficialDocument, Paragraph
from xzt.office.act import Stamp
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route, Step
from xzt.office.flow import commands as flow
from xzt.office.flow.state import Part as Asked
from xzt.office.people import Role
from xzt.office.receipt import commands as r
from xzt.office.registry import Command, State
from xzt.store import records

_SELDOM = frozenset({"Return", "Withdraw", "Refuse", "Share", "SaveDraft", "Open", "Add", "Forward", "Delegate", "Remind", "Cancel"})
"""What does not take a matter on."""
UNIT, OTHER = "hn-bgt", "cs"
HANDLERS = {UNIT: "jia-1", OTHER: "xin-3"}


def act(desk: Desk, chance: random.Random) -> None:
    """Have the person at this desk do something, if there is something to do."""
    client = desk.client
    if client is None:
        return
    try:
        _act(desk, client, chance)
    except PowerCut:
        desk.cut_off()
    except Trouble as trouble:
        desk.town.trace.note(f"{desk.name} is told {trouble.code}")


def _act(desk: Desk, client: Client, chance: random.Random) -> None:
    draw = chance.random()
    seen = sorted(client._read(records.seen))
    if draw < 0.05:
        _take_back(desk, client, chance)
    elif draw < 0.10:
        _take_note(desk, client, chance)
    elif draw < 0.25 and seen:
        _write(desk, client, seen, chance)
    elif (draw < 0.30 and len(seen) < 12) or not seen:
        if Role.DRAFTER in client.identity.roles:
            _give(desk, client, "dispatch", "", d.StartDraft(document(chance)))
    else:
        todo = {(row.kind, row.id) for row in client.rows("todo")}
        for kind, record in sorted(chance.sample(seen, len(seen)), key=lambda one: one not in todo):
            if command := _choose(client, kind, record, chance):
                _give(desk, client, kind, record, command)
                return


def _give(desk: Desk, client: Client, kind: str, record: str, command: Command) -> None:
    from xzt.client.clock import new_id

    record = record or new_id(client.now())
    name = type(command).__name__
    outcome = desk.give(lambda client: client.submit(kind, record, command))
    if isinstance(outcome, Accepted):
        desk.promised[outcome.command] = name
    code = outcome.code if isinstance(outcome, Refusal) else "kept" if outcome else "lost power"
    desk.town.trace.note(f"{desk.name} {name} {kind} {record}: {code}", counts_as=f"act {name}" if outcome else "")


def _take_back(desk: Desk, client: Client, chance: random.Random) -> None:
    if not desk.promised:
        return
    command = chance.choice(list(desk.promised)[-3:])
    desk.in_doubt.add(command)
    if desk.give(lambda client: client.undo(command)) is None and not desk.dead:
        desk.undone.add(command)
        desk.town.trace.note(f"{desk.name} undoes", counts_as="act undo")
    if not desk.dead:
        desk.in_doubt.discard(command)


def _take_note(desk: Desk, client: Client, chance: random.Random) -> None:
    refused = client.attention()
    if refused:
        command = chance.choice(refused).command
        desk.noted.add(command)
        desk.give(lambda client: client.dismiss(command))
        desk.town.trace.note(f"{desk.name} takes note", counts_as="act dismiss")


def _write(desk: Desk, client: Client, seen: list[tuple[str, str]], chance: random.Random) -> None:
    """Write a line into a draft under the pen."""
    open_ones = [record for kind, record in seen if kind == "dispatch" and _under_pen(client, record)]
    if not open_ones:
        return
    record = chance.choice(open_ones)
    session = desk.give(lambda client: client.draft(record))
    if session is None:
        return
    manuscript = session.manuscript()
    body, *rest = manuscript.parts
    lines = [*body.lines, Line(f"{desk.name}写的第{chance.randrange(1000)}行。")]
    kept = session.edit(msgspec.structs.replace(manuscript, parts=(Part(body.key, tuple(lines)), *rest)))
    if kept is not None and not isinstance(kept, Refusal):
        desk.give(lambda _: kept)
    desk.town.trace.note(f"{desk.name} writes in {record}", counts_as="act write")


def _under_pen(client: Client, record: str) -> bool:
    state = client.record("dispatch", record)
    return isinstance(state, Dispatch) and state.drafting is not None and client.identity.person in {state.drafter, *state.co_drafters}


def _choose(client: Client, kind: str, record: str, chance: random.Random) -> Command | None:
    open_now = [action.name for action in client.actions(kind, record) if action.refusal is None]
    state = client.record(kind, record)
    makers = DISPATCH if kind == "dispatch" else RECEIPT
    possible = [name for name in open_now if name in makers]
    if not possible or state is None:
        return None
    onward = [name for name in possible if name not in _SELDOM]
    name = chance.choice(onward if onward and chance.random() < 0.8 else possible)
    command: Command = makers[name](client, state, chance)
    return command


def document(chance: random.Random) -> msgspec.Raw:
    """A document's canonical bytes."""
    title = f"关于第{chance.randrange(100000)}号样例事项的函"
    text = "样例正文。" * chance.randrange(1, 30)
    return msgspec.Raw(
        encode(OfficialDocument(kind=Kind.LETTER, title=title, mark="样例机关", series="湘政办函", blocks=(Paragraph(text),)))
    )


def _always(command: Command) -> "Maker":
    return lambda *_: command


def _save(client: Client, state: State, chance: random.Random) -> d.SaveDraft:
    return d.SaveDraft(document(chance))


def _share(client: Client, state: State, chance: random.Random) -> d.Share:
    return d.Share((chance.choice(("wu-1", "wu-2")),))


def _route(client: Client, state: State, chance: random.Random) -> d.Submit:
    others = ("wu-2",) if chance.random() < 0.3 else ()
    return d.Submit(Route("yi-1", "ding-1", others))


def _back(client: Client, state: State, chance: random.Random) -> d.Return:
    assert isinstance(state, Dispatch)
    return d.Return(chance.choice((Step.DRAFT, Step.REVIEW, Step.SIGN_OFF)), f"理由{chance.randrange(1000)}", state.text)


def _seal(client: Client, state: State, chance: random.Random) -> d.Seal:
    digest = client.keep_blob(f"layout {state.unit} {chance.randrange(1 << 40)}".encode()).result(0)
    return d.Seal(digest, (Stamp(1, 100.0, 200.0, 42.0, 42.0),))


def _propose(client: Client, state: State, chance: random.Random) -> r.Propose:
    return r.Propose("请阅处", HANDLERS.get(state.unit, "") if chance.random() < 0.8 else "")


def _opinion(kind: Callable[..., Any]) -> Callable[[Client, State, random.Random], Command]:
    def make(client: Client, state: State, chance: random.Random) -> Command:
        assert isinstance(state, Dispatch)
        mine = next((task.id for task in state.tasks if task.holder == f"p:{client.identity.person}"), "")
        command: Command = kind(f"同意{chance.randrange(1000)}", state.text, task=mine if chance.random() < 0.8 else "")
        return command

    return make


def _steer(make: Callable[[str, str, random.Random], flow.Command]) -> "Maker":
    """Do something to the case at one's own task, with some colleague."""

    def steer(client: Client, state: State, chance: random.Random) -> Command:
        assert isinstance(state, Dispatch)
        mine = next((task.id for task in state.tasks if task.holder == f"p:{client.identity.person}"), "")
        return d.Steer(make(mine, chance.choice(("wu-1", "wu-2", "yi-1", "ding-1")), chance))  # type: ignore[arg-type]  # those below

    return steer


Maker = Callable[[Client, Any, random.Random], Command]
DISPATCH: dict[str, Maker] = {
    "SaveDraft": _save,
    "Share": _share,
    "Submit": _route,
    "Open": _always(d.Open()),
    "Review": _opinion(d.Review),
    "Countersign": _opinion(d.Countersign),
    "SignOff": _opinion(d.SignOff),
    "Return": _back,
    "Withdraw": _always(d.Withdraw("还要改")),
    "Add": _steer(lambda task, who, chance: flow.Add(task, (who,), chance.choice((Asked.BEFORE, Asked.AFTER)), "请会签")),
    "Forward": _steer(lambda task, who, _: flow.Forward(task, who, "转办")),
    "Delegate": _steer(lambda task, who, _: flow.Delegate(task, who, "请先看")),
    "Remind": _always(d.Steer(flow.Remind("请抓紧"))),
    "Cancel": _always(d.Steer(flow.Cancel("不发了"))),
    "AssignNumber": _always(d.AssignNumber()),
    "Seal": _seal,
    "Distribute": _always(d.Distribute((OTHER,))),
    "Close": _always(d.Close()),
}
RECEIPT: dict[str, Maker] = {
    "SignFor": _always(r.SignFor()),
    "Refuse": _always(r.Refuse("不属本机关")),
    "Register": _always(r.Register()),
    "Propose": _propose,
    "MarkRead": _always(r.MarkRead()),
    "Handle": _always(r.Handle("已办")),
    "Close": _always(r.Close()),
}
