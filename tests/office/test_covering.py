"""Who does a part of a receipt for whom, who gets it when somebody has left, and what its limit does (W6, W7, W10, T2, FLW-06, FLW-10)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.office.world import BEGINNING, DIRECTORY, OTHER, Case, registered
from xzt.core.encoding import encode
from xzt.core.worktime import Calendar
from xzt.office import errands, registry
from xzt.office.deputies.commands import MarkDeputation
from xzt.office.deputies.state import Standin
from xzt.office.given import Given, UsualLimit
from xzt.office.people import Directory, Role
from xzt.office.receipt import clock, covering
from xzt.office.receipt import commands as r
from xzt.office.receipt.parts import doer, open_parts
from xzt.office.receipt.state import Limit, Part, Step
from xzt.office.windows import Window

DAY = timedelta(days=1)


def away(person: str, deputy: str, since: datetime = BEGINNING, until: datetime = BEGINNING + 9 * DAY) -> Window:
    return Window(person, deputy, since, until)


def with_windows(case: Case, *windows: Window) -> Case:
    case.given = structs.replace(case.given, windows=windows)
    return case


def place(case: Case, who: str) -> tuple[str, str]:
    found = registry.kind_of("receipt").place(case.state, case.context(who))
    return found.box, found.principal


def now(case: Case, directory: Directory = DIRECTORY) -> errands.Now:
    return errands.Now(case.now, directory, case.given)


def turn(standin: Standin, *, over: bool) -> errands.Turn:
    return errands.Turn(standin, over, errands.Errand("mark", "deputies", "deputies", MarkDeputation(standin.id, over)))


def tell(case: Case) -> list[str]:
    """Do what the clock asks now; gives the names of the commands."""
    found = errands.errands("rec", len(case.log), case.state, now(case, case.directory))
    for one in found:
        case.do("system", one.command)
    return [type(one.command).__name__ for one in found]


def test_w6_a_deputy_gives_instructions_handles_helps_and_reads_in_both_names() -> None:
    """W6, FLW-07: 批示, 主办, 协办 and 传阅 each come to the deputy, who writes in his own name for the other; both see it afterwards."""
    pairs = (("chief", "boss"), ("handler", "drafting"), ("reader", "receiver"))
    case = with_windows(registered(), *(away(one, two) for one, two in pairs))
    case.do("receiver", r.Propose("请批示。", "handler", ("reader",), ("boss",), "chief"))
    assert [place(case, who) for who in ("chief", "boss")] == [("none", ""), ("todo", "chief")]
    assert case.refuse("chief", r.Instruct("同意")) == "not_holder"
    case.do("boss", r.Instruct("同意"))
    assert [place(case, who) for who in ("handler", "drafting", "receiver")] == [("none", ""), ("todo", "handler"), ("toread", "reader")]
    assert case.refuse("handler", r.Handle("已办")) == "not_holder"
    case.do("drafting", r.Handle("已办")).do("receiver", r.MarkRead("已阅")).do("boss", r.Handle("已协办")).do("receiver", r.Close())
    acts = [(entry.action, entry.act.person, entry.principal) for entry in case.receipt.course if entry.principal]
    assert acts == [("instruct", "boss", "chief"), ("handle", "drafting", "handler"), ("read", "receiver", "reader")]
    assert {"p:boss", "p:chief", "p:drafting", "p:handler"} <= registry.kind_of("receipt").audience(case.state)
    assert encode(case.state) == case.replayed()


def test_w6_his_own_part_comes_before_that_of_another() -> None:
    case = with_windows(registered(), away("reader", "boss"))
    case.do("receiver", r.Propose("请阅。", "", ("reader", "boss"))).do("boss", r.MarkRead("已阅"))
    assert [(one.person, one.read is None) for one in case.receipt.readings] == [("reader", True), ("boss", False)]
    case.do("boss", r.MarkRead("代阅"))
    assert case.receipt.course[-1].principal == "reader"
    assert case.refuse("boss", r.MarkRead()) == "not_reader"


def test_w6_whoever_reads_in_order_is_covered_when_it_comes_to_him() -> None:
    """W6: who stands in at the minute at which it comes counts, not at the minute at which the readers were named."""
    case = with_windows(registered(), away("boss", "drafting", BEGINNING + DAY, BEGINNING + 3 * DAY))
    case.do("receiver", r.Propose("请阅。", "", ("reader", "boss"), in_order=True))
    case.now = BEGINNING + 2 * DAY
    case.do("reader", r.MarkRead())
    assert place(case, "drafting") == ("toread", "boss")


def test_g6_a_deputy_who_is_no_leader_gets_nothing_that_is_for_leaders() -> None:
    """W6, G6: the range that the issuing organ set goes before the window."""
    case = with_windows(registered(), away("chief", "boss"))
    case.do("receiver", r.Widen("leaders", "样例机关来电")).do("receiver", r.Propose("请阅。", "", ("chief",)))
    assert place(case, "chief") == ("toread", "")


@pytest.mark.parametrize("hand_over", [True, False])
def test_w6_what_lay_open_goes_only_where_it_was_wished_and_what_is_left_comes_back(*, hand_over: bool) -> None:
    """W6: asked at the start; at the end, unfinished parts go back, each with a line of the system in the course."""
    case = registered().do("receiver", r.Propose("请办。", "handler", ("reader",)))
    window = away("handler", "boss", case.now + timedelta(hours=1), case.now + DAY)
    standin = Standin("s", window, case.log[-1][1], hand_over)
    with_windows(case, window).now = window.since
    asked = errands.handed(turn(standin, over=False), "rec", case.state, now(case))
    assert [one.command for one in asked] == ([r.Cover("handler")] if hand_over else [])
    assert "Cover" not in {name for name, why in case.actions("reader").items() if why is None}
    case.do("handler", r.Cover("handler"))  # he may hand it over himself at any minute of the window
    assert case.refuse("reader", r.Cover("handler")) == "no_deputy"
    assert place(case, "boss") == ("todo", "handler")
    with_windows(case).now = window.until
    (back,) = errands.handed(turn(standin, over=True), "rec", case.state, now(case))
    assert back.command == r.Uncover("handler")
    assert case.refuse("receiver", r.Uncover("handler")) == "server_only"
    case.do("system", r.Uncover("handler"))
    assert [place(case, who) for who in ("handler", "boss")] == [("todo", ""), ("none", "")]
    assert [entry.action for entry in case.receipt.course[-2:]] == ["cover", "uncover"]
    assert encode(case.state) == case.replayed()


def leave(case: Case, *people: str, head: str = "") -> None:
    rows = [
        structs.replace(one, active=one.id not in people, roles=(*one.roles, Role.HEAD) if one.id == head else one.roles)
        for one in DIRECTORY.people
    ]
    case.directory = structs.replace(DIRECTORY, people=tuple(rows))


def test_w10_a_leavers_part_goes_to_the_head_else_the_document_office_says_who() -> None:
    """W10: the receipt never lies with nobody; 改派 needs a reason and a person who is there."""
    case = registered().do("receiver", r.Propose("请办。", "handler", ("reader",)))
    assert tell(case) == []
    leave(case, "handler", head="boss")
    assert tell(case) == ["Surface"]
    assert (case.receipt.handler, case.receipt.course[-1].action) == ("boss", "escalate")
    leave(case, "handler", "boss", "reader")
    assert tell(case) == ["Surface", "Surface"]
    assert tell(case) == [], "said once"
    assert place(case, "receiver") == ("todo", "")
    assert case.refuse("reader", r.Reassign("boss", "drafting", "理由")) == "not_holder"
    assert case.refuse("receiver", r.Reassign("boss", "drafting", " ")) == "words_missing"
    assert case.refuse("receiver", r.Reassign("boss", "handler", "理由")) == "person_unknown"
    assert case.refuse("receiver", r.Reassign("chief", "drafting", "理由")) == "task_unknown"
    case.do("receiver", r.Reassign("boss", "drafting", "原承办人已调离")).do("receiver", r.Reassign("reader", "drafting", "原传阅人已调离"))
    assert set(open_parts(case.receipt)) == {(Part.HANDLER, "drafting"), (Part.READER, "drafting")}
    assert not case.receipt.orphans
    assert encode(case.state) == case.replayed()


def test_w10_a_leaving_deputy_gives_back() -> None:
    case = with_windows(registered(), away("handler", "boss")).do("receiver", r.Propose("请办。", "handler"))
    leave(case, "boss")
    assert tell(case) == ["Surface"]
    assert place(case, "handler") == ("todo", "")


def limited(days: int = 3, then: str = "remind") -> Case:
    case = registered()
    case.given = Given((), Calendar(), (UsualLimit("receipt", "", days, then),))
    case.do("receiver", r.Propose("请办。", "handler", limit=Limit(BEGINNING + 9 * DAY, days)))
    return case


def at(case: Case, moment: datetime | None) -> Case:
    assert moment is not None
    case.now = moment
    return case


def test_flw10_near_then_over_then_again_and_never_a_consent() -> None:
    """FLW-06, FLW-10, W15, T1, T5: the server says so each once, reminds again when one may, and leaves it where it lies."""
    case = limited()
    near, due = clock.soon_at(case.receipt, case.given), clock.due_at(case.receipt, case.given)
    assert near
    assert due
    assert near < due
    assert tell(case) == []
    assert errands.next_look(case.state, case.given) == near
    at(case, near)
    assert tell(case) == ["Lapse"]
    assert (case.receipt.course[-1].action, case.receipt.course[-1].people) == ("lapse_soon", ("p:handler",))
    assert tell(case) == []
    assert errands.next_look(case.state, case.given) == due
    at(case, due)
    assert tell(case) == ["Lapse"]
    again = clock.may_remind_from(case.receipt, case.given)
    assert again
    assert errands.next_look(case.state, case.given) == again
    assert case.refuse("receiver", r.Remind()) == "reminded_already"
    at(case, again)
    assert tell(case) == ["Lapse"]
    assert [entry.action for entry in case.receipt.course].count("lapse_overdue") == 2
    assert case.receipt.step is Step.HANDLE
    case.do("handler", r.Handle("已办"))
    at(case, again + 9 * DAY)
    assert tell(case) == []
    assert errands.next_look(case.state, case.given) is None
    assert encode(case.state) == case.replayed()


def test_t1_a_server_that_slept_says_only_that_it_is_over() -> None:
    case = limited()
    due = clock.due_at(case.receipt, case.given)
    at(case, due).now += DAY
    assert tell(case) == ["Lapse"]
    assert [entry.action for entry in case.receipt.course if entry.action.startswith("lapse")] == ["lapse_overdue"]
    assert case.refuse("receiver", r.Lapse("overdue")) == "server_only"


@pytest.mark.parametrize(
    ("then", "orphans", "handler"), [("escalate", (), "boss"), ("reassign", ("handler",), "handler"), ("remind", (), "handler")]
)
def test_t1_the_units_table_says_what_happens_when_a_limit_passes(then: str, orphans: tuple[str, ...], handler: str) -> None:
    """T1, W15: remind, take it to the head, or have the document office say who; never more."""
    case = limited(then=then)
    leave(case, head="boss")
    at(case, clock.due_at(case.receipt, case.given))
    tell(case)
    assert (case.receipt.orphans, case.receipt.handler) == (orphans, handler)


def test_w7_a_person_reminds_the_current_holders_and_not_too_often() -> None:
    case = limited()
    assert case.refuse("handler", r.Remind()) == "nobody_waits"
    assert case.refuse("reader", r.Remind()) == "not_involved"
    case.do("receiver", r.Remind("请抓紧"))
    assert (case.receipt.course[-1].words, case.receipt.course[-1].people) == ("请抓紧", ("p:handler",))
    assert case.refuse("receiver", r.Remind()) == "reminded_already"
    again = clock.may_remind_from(case.receipt, case.given)
    at(case, again).do("receiver", r.Remind())


def test_flw17_what_holds_a_receipt_up() -> None:
    case = limited()
    leave(case)
    assert clock.held_up(case.receipt, case.given, case.directory, case.now) == ()
    due = clock.due_at(case.receipt, case.given)
    (late,) = clock.held_up(case.receipt, case.given, case.directory, at(case, due).now + DAY)
    assert (late.why, late.holder) == ("overdue", "p:handler")
    leave(case, "handler")
    assert clock.held_up(case.receipt, case.given, case.directory, case.now)[0].why == "absent"


PEOPLE = ("handler", "reader", "boss", "chief", "drafting", "receiver")


@given(
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 6), st.integers(1, 4)), max_size=4),
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(("read", "handle", "instruct", "cover", "uncover", "leave"))), max_size=14),
    st.booleans(),
)
def test_w6_every_open_part_has_exactly_one_who_does_it(
    windows: list[tuple[str, str, int, int]],
    acts: list[tuple[str, str]],
    in_order: bool,  # noqa: FBT001  Hypothesis gives it by place
) -> None:
    """W6, W10: whatever windows there are and whoever acts or leaves, replay gives the same state and each open part stands in one list."""
    case = with_windows(registered(), *(away(a, b, BEGINNING + n * DAY, BEGINNING + (n + m) * DAY) for a, b, n, m in windows if a != b))
    case.do("receiver", r.Propose("请办。", "handler", ("reader", "boss", "drafting"), ("receiver",), "chief", in_order))
    gone: list[str] = []
    for person, act in acts:
        case.now += timedelta(hours=13)
        if act == "leave" and person != "receiver":
            gone.append(person)
            leave(case, *gone)
            tell(case)
            continue
        made: dict[str, r.Command] = {
            "read": r.MarkRead("阅"),
            "handle": r.Handle("办"),
            "instruct": r.Instruct("办"),
            "cover": r.Cover(person),
            "uncover": r.Uncover(person),
        }
        before = set(open_parts(case.receipt))
        case.offer("system" if act == "uncover" else person, made.get(act, r.MarkRead()))
        assert encode(case.state) == case.replayed()
        if set(open_parts(case.receipt)) - before:
            assert any(f'"{kind.__name__}"' in case.log[-1][0].decode() for kind in covering.BRINGING)
        for part, principal in open_parts(case.receipt):
            who = doer(case.receipt, part, principal)
            assert place(case, who)[0] in {"todo", "toread"}
            assert f"p:{who}" in registry.kind_of("receipt").audience(case.state)
    assert case.receipt.unit == OTHER
