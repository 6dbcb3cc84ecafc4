"""Who gets it next, before one acts (FLW-22)."""

from msgspec import structs

from tests.office.flow.desk import DRAFT, SIGNERS, Desk, code, named, signing, step
from tests.office.flow.test_course import LINE
from xzt.core.errors import Refusal
from xzt.office.flow import commands as c
from xzt.office.flow.definition import END, Definition, Mode, OnRefusal
from xzt.office.flow.events import Opined
from xzt.office.flow.guards import return_targets
from xzt.office.flow.preview import Preview, preview
from xzt.office.flow.state import Part, Status
from xzt.office.given import Given


def shown(desk: Desk, who: str, command: c.Command) -> Preview:
    found = preview(desk.case, command, desk.context(who), desk.given)
    assert isinstance(found, Preview), found
    return found


def test_flw22_what_is_shown_is_what_happens() -> None:
    """FLW-22: at every step the people that the preview names are those who have it afterwards; looking changes nothing."""
    desk = Desk(LINE)
    for who, post in (("clerk", ""), ("reviewer", ""), ("boss", ""), ("leader", "")):
        before = desk.it
        ahead = shown(desk, who, c.Finish(desk.task(post or who).id, "同意。", desk.it.text))
        assert desk.it is before
        desk.finish(who)
        assert [task.holder for task in ahead.opened] == desk.open_holders()
    ahead = shown(desk, "office", c.Finish(desk.task("registrar").id, "", desk.it.text))
    assert (ahead.opened, ahead.status) == ((), Status.ENDED)


def test_flw22_it_says_who_is_still_awaited() -> None:
    """FLW-22: with others beside one, nobody new gets it, and those who are awaited are named."""
    desk = Desk(signing(Mode.ALL))
    desk.finish("clerk")
    ahead = shown(desk, "ann", c.Finish(desk.task("ann").id, "同意。", "t1"))
    assert (ahead.opened, [task.holder for task in ahead.awaited]) == ((), ["p:bob", "p:cai"])
    by_order = Desk(signing(Mode.ORDER))
    by_order.finish("clerk")
    ahead = shown(by_order, "ann", c.Finish(by_order.task("ann").id, "同意。", "t1"))
    assert [task.holder for task in ahead.opened] == ["p:bob"]


def test_flw22_a_refusal_is_shown_as_such() -> None:
    desk = Desk(LINE)
    found = preview(desk.case, c.Finish(desk.task("clerk").id, "", "t1"), desk.context("boss"), desk.given)
    assert isinstance(found, Refusal)
    assert found.code == "not_holder"


def test_the_starter_may_begin_and_send_by_one_stroke() -> None:
    """FLW-22, W12: one act begins the case and sends it on, with names of their own for both; what is refused begins nothing."""
    desk = Desk(LINE)
    by = structs.replace(desk.context("clerk"), act=structs.replace(desk.context("clerk").act, command="c9"))
    found = preview(None, c.Begin(LINE, answer=c.Finish("", "", "t1")), by, Given())
    assert isinstance(found, Preview)
    assert [task.holder for task in found.opened] == ["r:reviewer"]
    wrong = preview(None, c.Begin(LINE, answer=c.Finish("", "", "t1", chosen={"lead": ("ann",)})), by, Given())
    assert isinstance(wrong, Refusal)
    assert wrong.code == "step_names_its_own"


def test_w2_the_steps_that_one_can_return_to_are_listed() -> None:
    """W2, AE-05: what a screen offers is what is accepted."""
    desk = Desk(LINE)
    assert return_targets(desk.it, desk.task("clerk")) == ()
    for who in ("clerk", "reviewer", "boss"):
        desk.finish(who)
    targets = return_targets(desk.it, desk.task("leader"))
    assert targets == ("draft", "review", "head")
    assert code(desk.back("leader", targets[1])) == ""
    assert return_targets(desk.it, desk.it.open_tasks[0]) == ("draft",)
    advising = Desk(signing(Mode.ALL))
    advising.finish("clerk")
    assert return_targets(advising.it, advising.task("ann")) == ()


def test_w5_what_a_post_alone_may_do_is_not_handed_about() -> None:
    """W5: a step that may not be handed on is neither forwarded nor delegated."""
    post = step("lead", named("leader"), END, "sign_off", may_hand=False)
    desk = Desk(Definition("post", 1, "样例", "document", (step("draft", DRAFT.who, "lead"), post)))
    desk.finish("clerk")
    for command in (c.Forward(desk.task("leader").id, "leader2"), c.Delegate(desk.task("leader").id, "leader2")):
        assert code(desk.do("leader", command)) == "may_not_hand_on"
    assert code(desk.offers("leader")["Forward"]) == "may_not_hand_on"


def test_w10_the_office_gives_a_step_only_to_somebody_who_may_do_it() -> None:
    """W10, FLW-12: a stuck sign-off does not go to just anybody."""
    desk = Desk(LINE)
    desk.finish("clerk")
    task = desk.it.open_tasks[0].id
    assert code(desk.do("office", c.Assign(task, "ann", "核稿人出差。"))) == "out_of_range"
    assert code(desk.do("office", c.Assign(task, "reviewer", "核稿人出差。"))) == ""
    assert desk.task("reviewer").part is Part.OWN


def test_w3_a_late_opinion_is_on_a_text_of_the_case() -> None:
    """W3, W13: an answer that comes too late is kept with the text that it saw; one on a text that never was is no answer."""
    desk = Desk(signing(Mode.ANY))
    desk.finish("clerk")
    desk.finish("ann")
    assert code(desk.finish("bob", text="t9")) == "text_changed"
    assert code(desk.finish("bob")) == ""
    assert desk.it.opinions[-1].late
    assert SIGNERS[1] == desk.it.opinions[-1].act.person


def test_a_return_says_that_it_is_one() -> None:
    """The opinion that goes with a return is told apart from a plain no."""
    desk = Desk(signing(Mode.ORDER, OnRefusal.RETURN))
    desk.finish("clerk")
    desk.finish("ann", "不妥。", agree=False)
    desk.finish("clerk")
    desk.back("ann", "draft")
    assert [event.returns for event, _ in desk.log if isinstance(event, Opined) and not event.agree] == [False, True]
