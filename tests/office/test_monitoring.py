"""What holds a case up and what the document office does about it, by the rules (FLW-17, W3, W9, W10, W13, T4)."""

from datetime import timedelta

from msgspec import structs

from tests.office.world import DIRECTORY, PEOPLE, ROUTE, countersigning, distributed, drafted, submitted
from xzt.core.errors import Refusal
from xzt.office.deputies.state import Deputies, Standin
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.flows import flows
from xzt.office.dispatch.guards import recallable
from xzt.office.dispatch.state import Step
from xzt.office.flow import commands as flow
from xzt.office.flow.clock import clocks, held_up, limit_at
from xzt.office.given import Given, UsualLimit
from xzt.office.people import Directory
from xzt.office.windows import Window

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LIMITED = Given(limits=(UsualLimit("review", "", 1), UsualLimit("countersign", "", 3)))


def why(case: object, given: Given, directory: Directory, now: object) -> list[str]:
    return [one.why for one in held_up(case, given, directory, now)]  # type: ignore[arg-type]  # a case and a moment


def test_flw17_each_reason_is_told() -> None:
    """FLW-17, W10: nothing while all goes well; overdue, absent, untouched; the worst reason of a task is the one that is said."""
    case = submitted()
    it, now = case.dispatch.case, case.now
    assert it
    assert why(it, LIMITED, DIRECTORY, now) == []
    assert why(it, LIMITED, DIRECTORY, now + 2 * DAY) == ["overdue"]
    assert why(it, Given(), DIRECTORY, now + 8 * DAY) == ["untouched"]
    gone = tuple(structs.replace(one, active=False) if one.id == "reviewer" else one for one in PEOPLE)
    assert why(it, LIMITED, Directory(DIRECTORY.units, gone), now + 2 * DAY) == ["absent"]


def test_t4_a_pause_moves_the_limit_and_both_clocks_are_told() -> None:
    """T4: while it stands still nothing lapses; afterwards the limit has moved by the working time that it stood."""
    case = submitted()
    case.given = LIMITED
    task = case.dispatch.tasks[0]
    it = case.dispatch.case
    assert it
    before = limit_at(it, task, LIMITED)
    case.do("reviewer", d.Steer(flow.PauseClock("等对方来函")))
    assert case.refuse("reviewer", d.Steer(flow.PauseClock("等对方来函"))) == "paused_already"
    paused = case.dispatch.case
    assert paused
    assert limit_at(paused, task, LIMITED) is None
    assert why(paused, LIMITED, DIRECTORY, case.now + 3 * DAY) == []
    case.now += DAY
    case.do("registrar", d.Steer(flow.ResumeClock()))
    after = case.dispatch.case
    assert after
    moved = limit_at(after, task, LIMITED)
    assert before is not None
    assert moved is not None
    assert moved > before
    ran, stopped = clocks(after, after.began, case.now, LIMITED)
    assert stopped >= 6 * HOUR
    assert ran <= HOUR
    assert [entry.action for entry in case.dispatch.course][-2:] == ["pause", "resume"]


def test_w3_the_office_takes_back_by_force_with_a_reason() -> None:
    """W3, FLW-17: whoever has opened it; not what the office does itself, nothing that has gone out, and not without words."""
    case = countersigning()
    case.do("ann", d.Open())
    assert case.actions("registrar")["Recall"] is None
    assert case.actions("reviewer")["Recall"] == Refusal("not_office")
    visit = recallable(case.dispatch)[-1]
    assert case.refuse("registrar", d.Steer(flow.Withdraw(visit.id, "", forced=True))) == "words_missing"
    case.do("registrar", d.Steer(flow.Withdraw(visit.id, "发错了", forced=True)))
    assert case.dispatch.step is Step.REVIEW
    assert (case.dispatch.course[-1].act.person, case.dispatch.course[-1].words) == ("registrar", "发错了")
    gone = distributed()
    assert recallable(gone.dispatch) == ()
    assert gone.actions("registrar")["Recall"] == Refusal("not_withdrawable", {"step": gone.dispatch.step})


def test_w9_a_case_is_taken_to_another_version_by_an_explicit_mapping() -> None:
    """W9: every step that it stands at or has passed; the case goes on by the new one and says so."""
    case = countersigning()
    new = structs.replace(flows()["ordinary"], version=99)
    steps = {step: step for step in ("draft", "review", "countersign")}
    assert case.refuse("clerk", d.Steer(flow.Migrate(new, steps, "流程改了"))) == "not_office"
    assert case.refuse("registrar", d.Steer(flow.Migrate(new, {**steps, "countersign": "nowhere"}, "流程改了"))) == "step_unmapped"
    case.do("registrar", d.Steer(flow.Migrate(new, steps, "流程改了")))
    assert case.dispatch.case
    assert case.dispatch.case.definition.version == 99
    assert case.dispatch.course[-1].action == "migrate"
    case.do("ann", d.Countersign("同意", case.text))


def test_w6_one_hands_over_oneself_while_a_window_holds() -> None:
    """W6: offered only then, and only what is delegable."""
    case = submitted()
    assert case.actions("reviewer")["Cover"] == Refusal("no_deputy")
    window = Window("reviewer", "clerk2", case.now - HOUR, case.now + 8 * HOUR)
    case.given = Given(Deputies("u1", (Standin("w", window, case.context("reviewer").act),)).windows)
    assert case.actions("reviewer")["Cover"] is None
    case.do("reviewer", d.Steer(flow.Cover(case.dispatch.tasks[0].id, "clerk2")))
    assert case.holders == ["p:clerk2"]


def test_w13_a_correction_is_offered_to_who_has_said_something() -> None:
    """W13: one's own opinions only."""
    case = countersigning()
    assert case.actions("ann")["Correct"] == Refusal("opinion_unknown")
    assert case.actions("reviewer")["Correct"] is None
    fresh = drafted().do("clerk", d.Submit(ROUTE))
    assert fresh.actions("reviewer")["Correct"] == Refusal("opinion_unknown")
