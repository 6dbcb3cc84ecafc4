"""Where a case goes: returns, withdrawals, branches, forks, versions, nobody there, limits (W2, W3, W6 to W15)."""

from datetime import timedelta

import pytest
from msgspec import structs

from tests.office.flow.desk import DRAFT, MONDAY, SIGNERS, Desk, amounts, code, directory, forked, named, person, signing, step
from xzt.core.errors import Refusal
from xzt.office.flow import commands as c
from xzt.office.flow.checking import check
from xzt.office.flow.definition import END, Access, Branch, Condition, Definition, Lapse, Limit, Mode, ParallelReturn, Source, Split, Who
from xzt.office.flow.state import Part, Status, TaskState
from xzt.office.given import Given
from xzt.office.people import Role
from xzt.office.windows import Window, refuse_window

LINE = Definition(
    "line",
    1,
    "样例",
    "document",
    (
        step("draft", Who(Source.STARTER), "review"),
        step("review", Who(Source.ROLE, Role.REVIEWER), "head"),
        step("head", named("boss"), "lead", "handle", merge=True),
        step("lead", named("leader"), "register", "sign_off", delegable=False),
        step("register", Who(Source.ROLE, Role.REGISTRAR), END),
    ),
)


def at_leader() -> Desk:
    desk = Desk(LINE)
    desk.finish("clerk")
    desk.finish("reviewer")
    desk.finish("boss")
    return desk


def test_w2_only_to_a_step_that_was_passed_and_with_a_reason() -> None:
    """W2: the reason is mandatory, and what lies ahead is no target."""
    desk = at_leader()
    task = desk.task("leader").id
    assert code(desk.do("leader", c.Return(task, "draft", " ", "t1"))) == "words_missing"
    assert code(desk.do("leader", c.Return(task, "register", "请改。", "t1"))) == "not_passed"
    assert code(desk.do("leader", c.Return(task, "review", "请改。", "t1"))) == ""
    assert desk.open_holders() == ["r:reviewer"]
    assert code(desk.do("reviewer", c.Return(desk.task("reviewer").id, "head", "请改。", "t1"))) == "not_passed"


def test_w2_runs_all_following_steps_again_or_straight_back() -> None:
    """W2: the default is every step again; straight back skips them."""
    again, straight = at_leader(), at_leader()
    again.back("leader", "draft")
    again.finish("clerk")
    assert again.open_holders() == ["r:reviewer"]
    straight.back("leader", "draft", straight=True)
    straight.finish("clerk", text="t2")
    assert straight.open_holders() == ["p:leader"]
    assert straight.it.text == "t2"


def test_w2_a_text_changed_after_sign_off_never_goes_straight_back() -> None:
    """W2 trap: substantive changes after 签发 go back to the original signer."""
    for text, holder in (("t1", "r:registrar"), ("t2", "r:reviewer")):
        desk = at_leader()
        desk.finish("leader")
        task = desk.task("registrar").id
        assert code(desk.do("office", c.Return(task, "draft", "有错字。", "t1", straight=True))) == ""
        desk.finish("clerk", text=text)
        holders = desk.open_holders()
        assert holders == (["p:office"] if holder == "r:registrar" else [holder])


def test_w2_out_of_a_branch_cancels_the_siblings_back_to_the_fork() -> None:
    """W2, RuoYi #867: a return from one of two parallel branches takes the other along, or is refused, as the definition says."""
    desk = Desk(forked())
    desk.finish("clerk")
    desk.finish("cai")
    desk.finish("ann")
    assert code(desk.back("bob", "draft")) == ""
    assert desk.open_holders() == ["p:clerk"]
    assert not desk.it.arrivals
    desk.finish("clerk")
    assert desk.open_holders() == ["p:ann", "p:cai"]
    strict = Desk(forked(parallel_return=ParallelReturn.REFUSE))
    strict.finish("clerk")
    strict.finish("ann")
    assert code(strict.back("bob", "draft")) == "returns_others"
    assert code(strict.back("bob", "left")) == ""
    assert strict.open_holders() == ["p:ann", "p:cai"]


def test_w2_keeps_what_people_are_to_know() -> None:
    """W2, Steedos #6985: a return never touches the copies."""
    desk = at_leader()
    desk.do("leader", c.Return(desk.task("leader").id, "draft", "请改。", "t1"))
    desk.finish("clerk", copies=("ann", "bob"))
    desk.finish("reviewer", copies=("bob", "cai"))
    assert code(desk.back("boss", "draft")) == ""
    assert [copy.person for copy in desk.it.copies] == ["ann", "bob", "cai"]
    assert code(desk.do("ann", c.Read())) == ""
    assert code(desk.do("ann", c.Read())) == "not_reader"


def test_w3_the_sender_withdraws_until_somebody_opens() -> None:
    """W3: opened by the person, not delivered; several must all be unopened."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk")
    assert code(desk.do("ann", c.Withdraw(desk.it.visits[-1].id))) == "not_sender"
    assert code(desk.withdraw("clerk")) == ""
    assert desk.open_holders() == ["p:clerk"]
    assert {desk.task(name).why for name in SIGNERS} == {"withdrawn"}
    desk.finish("clerk")
    desk.do("bob", c.Open(desk.task("bob").id))
    assert code(desk.withdraw("clerk")) == "opened_by_next"
    assert code(desk.offers("clerk")["Withdraw"]) == "opened_by_next"


def test_w3_forced_by_the_office_with_a_reason() -> None:
    """W3: forced whoever has opened it, logged."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk")
    desk.finish("ann")
    assert code(desk.withdraw("clerk", forced=True, words="发错。")) == "not_office"
    visit = desk.it.visits[-1].id
    assert code(desk.do("office", c.Withdraw(visit, "", forced=True))) == "words_missing"
    assert code(desk.do("office", c.Withdraw(visit, "发错。", forced=True))) == ""
    assert desk.open_holders() == ["p:clerk"]
    assert [opinion.act.person for opinion in desk.it.opinions] == ["clerk", "ann"]


def test_w3_an_answer_after_the_recall_is_kept_as_late_and_can_be_revived() -> None:
    """W3: the offline handler's answer reaches the server after the recall: kept, not applied, revived by its author."""
    desk = Desk(signing(Mode.ALL, people=("ann", "bob")))
    desk.finish("clerk")
    first = desk.task("ann").id
    desk.withdraw("clerk")
    assert code(desk.do("ann", c.Finish(first, "同意，尽快办。", "t1"))) == ""
    late = desk.it.opinions[-1]
    assert (late.late, late.words) == (True, "同意，尽快办。")
    assert desk.open_holders() == ["p:clerk"]
    assert code(desk.do("ann", c.Revive(late.id))) == "nothing_to_revive"
    desk.finish("clerk")
    assert code(desk.do("bob", c.Revive(late.id))) == "not_author"
    assert code(desk.do("ann", c.Revive(late.id))) == ""
    assert desk.open_holders() == ["p:bob"]
    assert (desk.it.opinions[-1].cites, desk.it.opinions[-1].late) == (late.id, False)
    assert code(desk.do("ann", c.Revive(late.id))) == "nothing_to_revive"


def window(principal: str, deputy: str, hours: int = 8, start: int = 0, *matters: str) -> Window:
    since = MONDAY + timedelta(hours=start)
    return Window(principal, deputy, since, since + timedelta(hours=hours), matters)


def test_w6_a_deputy_handles_what_comes_in_the_window_in_both_names() -> None:
    """W6: B 代 A in the opinion; sign-off of this definition is not delegable."""
    desk = Desk(LINE, given=Given((window("boss", "ann"), window("leader", "leader2"))))
    desk.finish("clerk")
    desk.finish("reviewer")
    assert desk.open_holders() == ["p:ann"]
    desk.finish("ann")
    assert [(o.act.person, o.principal) for o in desk.it.opinions if o.step == "head"] == [("ann", "boss")]
    assert desk.open_holders() == ["p:leader"]


def test_w6_chains_are_not_followed_and_loops_are_refused() -> None:
    """W6: A to B, B to C: C gets nothing; A to B and B to A is refused, as are overlaps and matters that stay."""
    desk = Desk(LINE, given=Given((window("boss", "ann"), window("ann", "bob"))))
    desk.finish("clerk")
    desk.finish("reviewer")
    assert desk.open_holders() == ["p:ann"]
    held = [window("boss", "ann"), window("ann", "bob")]
    people = directory()
    assert code(refuse_window(window("bob", "boss"), held, people)) == "window_loop"
    assert code(refuse_window(window("bob", "boss", 8, 8), held, people)) == ""
    assert code(refuse_window(window("boss", "cai", 1), held, people)) == "window_overlaps"
    assert code(refuse_window(window("cai", "bob", 1, 0, "personnel"), held, people)) == "matter_not_delegable"
    assert code(refuse_window(window("cai", "bob", 0), held, people)) == "window_empty"
    assert code(refuse_window(window("cai", "cai"), held, people)) == "person_unknown"


def test_w6_open_tasks_are_handed_over_when_asked_and_come_back_at_the_end() -> None:
    """W6: at the start ask, at the end what is unfinished goes back."""
    desk = Desk(signing(Mode.ALL), given=Given((window("ann", "dai"),)))
    desk.given = Given()
    desk.finish("clerk")
    desk.given = Given((window("ann", "dai"),))
    assert desk.open_holders() == ["p:ann", "p:bob", "p:cai"]
    assert code(desk.do("ann", c.Cover(desk.task("ann").id, "leader"))) == "not_deputy"
    assert code(desk.do("ann", c.Cover(desk.task("ann").id, "dai"))) == ""
    assert desk.open_holders() == ["p:bob", "p:cai", "p:dai"]
    assert code(desk.do("dai", c.Forward(desk.task("dai").id, "boss"))) == "deputy_may_not_hand_on"
    assert code(desk.do("ann", c.Uncover("ann"))) == "server_only"
    assert code(desk.do("system", c.Uncover("ann"))) == ""
    assert desk.open_holders() == ["p:ann", "p:bob", "p:cai"]


def test_w7_reminders_reach_only_the_holders_and_not_too_often() -> None:
    """W7: current holders only; once in so many working hours, nights and weekends do not count."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk")
    desk.finish("ann")
    assert code(desk.do("ann", c.Remind())) == "not_involved"
    assert code(desk.do("clerk", c.Remind("请尽快。"))) == ""
    assert desk.it.course[-1].people == ("p:bob", "p:cai")
    assert code(desk.do("clerk", c.Remind())) == "reminded_already"
    desk.now = MONDAY + timedelta(hours=5)
    assert code(desk.do("office", c.Remind())) == "reminded_already"
    desk.now = MONDAY + timedelta(hours=7, minutes=1)
    assert code(desk.do("clerk", c.Remind())) == ""


@pytest.mark.parametrize(("amount", "holder"), [(20000, "p:leader"), (999, "p:boss"), (5000, "r:registrar")])
def test_w8_conditions_choose_by_a_snapshot_that_is_kept(amount: int, holder: str) -> None:
    """W8: evaluated once, with the facts of that moment beside the choice."""
    desk = Desk(amounts(default=True), amount=amount)
    desk.finish("clerk")
    assert desk.open_holders() == [holder]
    assert desk.it.choices[-1].facts == {"amount": amount}


def test_w8_no_branch_stops_for_the_office_and_never_falls_through() -> None:
    """W8: no match and no default; an unknown fact, or a number written as words, matches nothing."""
    for amount in (5000, "20000", True):
        desk = Desk(amounts(default=False), amount=amount)
        desk.finish("clerk")
        task = desk.task("registrar")
        assert (task.part, task.why, desk.it.status) == (Part.STUCK, "no_branch", Status.RUNNING)
        assert code(desk.do("office", c.Finish(task.id, "同意", "t1"))) == "stuck"
        assert code(desk.do("office", c.Decide(task.id, "nowhere", "按规定。"))) == "branch_unknown"
        assert code(desk.do("office", c.Decide(task.id, "leader", "按规定。"))) == ""
        assert desk.open_holders() == ["p:leader"]


def test_w8_every_fitting_branch_is_taken_and_joined() -> None:
    """W8, FLW-08: an inclusive split takes all that fit; its join waits for exactly those."""
    branches = (
        Branch("left", (Condition("legal", "eq", (True,)),)),
        Branch("right", (Condition("amount", "gt", (100,)),)),
        Branch("other", default=True),
    )
    steps = (
        step("draft", Who(Source.STARTER), branches, split=Split.FITTING),
        *(step(name, named(who), "lead") for name, who in (("left", "ann"), ("right", "bob"), ("other", "cai"))),
        step("lead", named("leader"), END, join=True),
    )
    flow = Definition("fitting", 1, "样例", "money", steps)
    both, none = Desk(flow, legal=True, amount=200), Desk(flow)
    both.finish("clerk")
    assert both.open_holders() == ["p:ann", "p:bob"]
    both.finish("bob")
    assert both.open_holders() == ["p:ann"]
    both.finish("ann")
    assert both.open_holders() == ["p:leader"]
    none.finish("clerk")
    none.finish("cai")
    assert none.open_holders() == ["p:leader"]


def test_w9_a_running_case_keeps_its_definition_until_it_is_mapped_by_hand() -> None:
    """W9, FLW-18: migration is the office's explicit mapping, and every step must have its place."""
    desk = Desk(LINE)
    desk.finish("clerk")
    steps = tuple(structs.replace(one, id="check") if one.id == "review" else one for one in LINE.steps)
    steps = (step("draft", Who(Source.STARTER), "check"), *steps[1:])
    new = structs.replace(LINE, version=2, steps=steps)
    assert desk.it.definition.version == 1
    assert code(desk.do("clerk", c.Migrate(new, {"review": "check"}, "新版。"))) == "not_office"
    assert code(desk.do("office", c.Migrate(new, {}, "新版。"))) == "step_unmapped"
    assert code(desk.do("office", c.Migrate(new, {"review": "check"}, "新版。"))) == ""
    assert (desk.it.definition.version, desk.it.standings[0].step) == (2, "check")
    desk.finish("reviewer")
    assert desk.open_holders() == ["p:boss"]


def test_w10_nobody_there_goes_to_the_head_and_then_to_the_office() -> None:
    """W10: a leaver's task goes to the head of the department; without one the case is on the stuck list and can be assigned."""
    gone = directory(person("ann", department="two", active=False))
    desk = Desk(signing(Mode.ALL, people=("ann", "bob")), people=gone)
    desk.finish("clerk")
    assert desk.open_holders() == ["p:bob", "p:two_head"]
    assert desk.it.course[-1].people == ("ann", "p:two_head")
    empty = directory(person("boss", Role.HEAD, department="one", active=False))
    stuck = Desk(LINE, people=empty)
    stuck.finish("clerk")
    stuck.finish("reviewer")
    task = stuck.task("registrar")
    assert (task.part, task.why) == (Part.STUCK, "no_handler")
    assert code(stuck.do("office", c.Assign(task.id, "clerk", "代办。"))) == "own_matter"
    assert code(stuck.do("office", c.Assign(task.id, "ann", "代办。"))) == ""
    stuck.finish("ann")
    assert stuck.open_holders() == ["p:leader"]


def test_w11_the_same_person_is_merged_only_where_allowed_and_never_at_sign_off() -> None:
    """W11: the record says that it was merged; review and sign-off are always acts of their own."""
    steps = (
        step("draft", Who(Source.STARTER), "one"),
        step("one", named("boss"), "two"),
        step("two", named("boss"), "three", merge=True),
        step("three", named("boss"), "four"),
        step("four", named("boss"), END, "sign_off", merge=True),
    )
    desk = Desk(Definition("merge", 1, "样例", "document", steps))
    desk.finish("clerk")
    desk.finish("boss")
    assert desk.it.standings[0].step == "three"
    assert [(o.step, o.merged) for o in desk.it.opinions] == [("draft", False), ("one", False), ("two", True)]
    desk.finish("boss")
    assert desk.it.standings[0].step == "four"


def test_w12_a_repeated_answer_has_no_second_effect() -> None:
    """W12: the same answer again is told that it was given; the server knows the command by its id before that."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk")
    desk.finish("ann")
    before = desk.it
    assert code(desk.finish("ann")) == "answered_already"
    assert desk.it == before


def test_w13_an_opinion_stays_with_the_text_that_was_seen() -> None:
    """W13: binding acts need the text of now; an opinion on an earlier one is kept with it; a correction cites."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk", text="t2")
    assert code(desk.finish("ann", text="t1")) == ""
    assert desk.it.opinions[-1].text == "t1"
    assert code(desk.finish("bob", text="unknown")) == "text_changed"
    opinion = desk.it.opinions[-1]
    assert code(desk.do("bob", c.Correct(opinion.id, "更正。"))) == "not_author"
    assert code(desk.do("ann", c.Correct(opinion.id, "更正：同意。"))) == ""
    assert desk.it.opinions[-2] == opinion
    assert desk.it.opinions[-1].cites == opinion.id
    desk.finish("bob")
    desk.finish("cai")
    assert code(desk.finish("leader", text="t1")) == "text_changed"


def test_w15_a_limit_reminds_escalates_or_reassigns() -> None:
    """W15, FLW-10: the clock is the server's; none of it is an answer."""
    for then, holder in ((Lapse.REMIND, "p:ann"), (Lapse.ESCALATE, "p:two_head"), (Lapse.REASSIGN, "r:registrar")):
        desk = Desk(signing(Mode.ALL, people=("ann",), limit=Limit(8, then)))
        desk.finish("clerk")
        assert code(desk.do("ann", c.Lapse(desk.task("ann").id))) == "server_only"
        assert code(desk.do("system", c.Lapse(desk.task("ann").id))) == "limit_not_reached"
        desk.now += timedelta(days=2)
        assert code(desk.do("system", c.Lapse(desk.task("ann").id))) == ""
        assert desk.open_holders() == [holder]
        assert not [opinion for opinion in desk.it.opinions if opinion.step == "sign"]


@pytest.mark.parametrize("matter", ["document", "money", "seal", "personnel"])
def test_w15_silence_is_never_consent_where_it_counts(matter: str) -> None:
    """W15: such a definition is refused; in an everyday matter the lapse lets the case go on, and no opinion is invented."""
    flow = signing(Mode.ALL, people=("ann",), limit=Limit(8, Lapse.CONSENT))
    assert check(structs.replace(flow, matter=matter)) == Refusal("flow_malformed", {"step": "sign", "what": "silent_consent"})
    desk = Desk(structs.replace(flow, matter="everyday"))
    desk.finish("clerk")
    desk.now += timedelta(days=2)
    desk.do("system", c.Lapse(desk.task("ann").id))
    assert desk.open_holders() == ["p:leader"]
    assert not [opinion for opinion in desk.it.opinions if opinion.step == "sign"]


def test_flw_05_cancel_by_the_starter_terminate_by_the_office() -> None:
    """FLW-05: with a reason; not by anybody else, and not once it is signed off."""
    desk = at_leader()
    assert code(desk.do("reviewer", c.Cancel("不办了。"))) == "not_starter"
    assert code(desk.do("clerk", c.Cancel(""))) == "words_missing"
    assert code(desk.do("clerk", c.Terminate("停。"))) == "not_office"
    signed = at_leader()
    signed.finish("leader")
    assert code(signed.do("clerk", c.Cancel("不办了。"))) == "signed_already"
    assert code(desk.do("clerk", c.Cancel("不办了。"))) == ""
    assert desk.it.status is Status.CANCELLED
    assert desk.task("leader").state is TaskState.CLOSED
    assert code(signed.do("office", c.Terminate("误发。"))) == ""
    assert signed.it.status is Status.TERMINATED


def test_flw_09_a_step_changes_only_the_fields_that_are_open_to_it() -> None:
    """FLW-09: read-only and hidden fields are refused, a required one must be there."""
    fields = {"amount": Access.READ, "note": Access.EDIT, "seat": Access.REQUIRE}
    steps = (DRAFT, step("sign", named("ann"), END, fields=fields))
    desk = Desk(Definition("form", 1, "样例", "everyday", steps), amount=1)
    desk.finish("clerk")
    assert desk.finish("ann") == Refusal("field_missing", {"field": "seat"})
    assert code(desk.finish("ann", facts={"amount": 2, "seat": "一"})) == "field_not_open"
    assert code(desk.finish("ann", facts={"note": "备注", "seat": "一"})) == ""
    assert desk.it.facts == {"amount": 1, "note": "备注", "seat": "一"}


def test_flw_12_the_next_handler_is_chosen_within_the_range() -> None:
    """FLW-12: somebody must be named, from the role and department that the step allows, and not the drafter."""
    steps = (DRAFT, step("sign", Who(Source.CHOSEN, department="two"), END, mode=Mode.ALL))
    desk = Desk(Definition("free", 1, "样例", "everyday", steps))
    assert code(desk.finish("clerk")) == "handlers_missing"
    assert code(desk.finish("clerk", chosen={"sign": ("leader",)})) == "out_of_range"
    assert code(desk.finish("clerk", chosen={"draft": ("ann",)})) == "step_names_its_own"
    assert code(desk.finish("clerk", chosen={"sign": ("ann", "bob")})) == ""
    assert desk.open_holders() == ["p:ann", "p:bob"]


def test_t4_the_clock_stands_still_only_where_the_kind_allows() -> None:
    """T4: paused by who holds it, with a reason; resumed; not twice."""
    desk = Desk(structs.replace(LINE, pausable=True))
    assert code(Desk(LINE).do("clerk", c.PauseClock("等函复。"))) == "not_pausable"
    assert code(desk.do("ann", c.PauseClock("等函复。"))) == "not_office"
    assert code(desk.do("clerk", c.PauseClock("等函复。"))) == ""
    assert code(desk.do("clerk", c.PauseClock("等函复。"))) == "paused_already"
    assert code(desk.do("clerk", c.ResumeClock())) == ""
    assert desk.it.pauses[0].until is not None


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ((), "empty"),
        ((step("a", Who(Source.STARTER), "a"),), "endless"),
        ((step("a", Who(Source.STARTER), "b"),), "target"),
        ((step("a", Who(Source.STARTER), END), step("b", named("ann"), END)), "unreachable"),
        ((step("a", Who(Source.STARTER), (Branch(END), Branch(END)), split=Split.ALL),), "fork_unjoined"),
        ((step("a", Who(Source.STARTER), "b"), step("b", named("ann"), END, join=True)), "join_without_fork"),
        ((step("a", Who(Source.STARTER), END, mode=Mode.SHARE, share=(3, 2)),), "share"),
        ((step("a", Who(Source.ROLE, "king"), END),), "role"),
        ((step("a", Who(Source.STARTER), (Branch(END, (Condition("x", "like", ("y",)),)),)),), "condition"),
    ],
)
def test_a_definition_that_does_not_hold_together_is_refused(steps: tuple[object, ...], what: str) -> None:
    """FLW-18: no case begins by a flow that could lose it."""
    flow = Definition("bad", 1, "样例", "document", steps)  # type: ignore[arg-type]  # steps, as the table lists them
    refusal = check(flow)
    assert refusal is not None
    assert refusal.params["what"] == what
