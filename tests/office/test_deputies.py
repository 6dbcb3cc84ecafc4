"""Delegation windows: who may set one, when it holds, what a deputy gets and gives back (W6, FLW-07); what the clock does (W10)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.office.world import BEGINNING, DIRECTORY, PEOPLE, UNIT, countersigning, submitted
from xzt.core.encoding import decode, encode
from xzt.core.errors import Refusal
from xzt.office.act import Act, Context
from xzt.office.deputies import commands as c
from xzt.office.deputies.decision import decide, refuse_end
from xzt.office.deputies.evolution import evolve
from xzt.office.deputies.state import Deputies, Phase
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.views import audience
from xzt.office.errands import Now, errands, handed, next_look, turns
from xzt.office.flow import commands as flow
from xzt.office.given import Given
from xzt.office.people import Directory, Role
from xzt.office.windows import deputy_of

HOUR = timedelta(hours=1)


class Windows:
    """The windows of the sample unit, and a clock."""

    def __init__(self) -> None:
        self.state: Deputies | None = None
        self.now = BEGINNING
        self.n = 0

    def do(self, who: str, command: c.Command) -> str:
        self.n += 1
        roles = (Role.SYSTEM,) if who == "system" else next((one.roles for one in PEOPLE if one.id == who), ())
        by = Context(Act(f"w{self.n}", who, UNIT, "d1", self.now), roles, DIRECTORY)
        decision = decide(self.state, command, by)
        if isinstance(decision, Refusal):
            return decision.code
        for event in decision:
            self.state = evolve(self.state, event, by.act)
        assert self.state is not None
        assert decode(encode(self.state), Deputies) == self.state
        return ""

    def window(self, who: str, deputy: str, start: int = 0, hours: int = 8, **more: object) -> str:
        since = self.now + start * HOUR
        return self.do(who, c.Deputise(deputy, since, since + hours * HOUR, **more))  # type: ignore[arg-type]  # fields of the command

    @property
    def it(self) -> Deputies:
        assert self.state is not None
        return self.state


def test_w6_a_window_is_set_for_oneself_and_holds_from_its_minute_to_its_minute() -> None:
    """W6, FLW-07: exact to the minute; planned, running, over."""
    at = Windows()
    assert at.window("ann", "bob", 2, 3) == ""
    (one,) = at.it.standins
    moments = [at.now, one.window.since - timedelta(seconds=1), one.window.since, one.until - timedelta(seconds=1), one.until]
    assert [deputy_of(at.it.windows, "ann", "document", moment) for moment in moments] == ["", "", "bob", "bob", ""]
    assert [one.phase(moment) for moment in moments[1:]] == [Phase.PLANNED, Phase.RUNNING, Phase.RUNNING, Phase.OVER]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.Deputise("stranger", BEGINNING, BEGINNING + HOUR), "person_unknown"),
        (c.Deputise("ann", BEGINNING, BEGINNING + HOUR), "person_unknown"),
        (c.Deputise("bob", BEGINNING - 2 * HOUR, BEGINNING - HOUR), "window_past"),
        (c.Deputise("bob", BEGINNING + HOUR, BEGINNING + HOUR), "window_empty"),
        (c.Deputise("bob", BEGINNING, BEGINNING + HOUR + timedelta(seconds=1)), "window_empty"),
        (c.Deputise("bob", BEGINNING, BEGINNING + HOUR, ("personnel",)), "matter_not_delegable"),
        (c.Deputise("bob", BEGINNING, BEGINNING + HOUR, words="样" * 3000), "words_too_long"),
    ],
)
def test_w6_what_is_no_window_is_refused(command: c.Deputise, code: str) -> None:
    """W6: strangers, oneself, the past, nothing, seconds, matters that are never delegated."""
    assert Windows().do("ann", command) == code


def test_w6_chains_are_not_followed_and_loops_are_refused() -> None:
    """W6: A for B and B for A, also over a third; a deputy's own deputy gets nothing; another time is another matter."""
    at = Windows()
    assert at.window("ann", "bob") == ""
    assert at.window("bob", "ann") == "window_loop"
    assert at.window("ann", "reviewer", 1) == "window_overlaps"
    assert at.window("bob", "reviewer") == ""
    assert at.window("reviewer", "ann") == "window_loop"
    assert at.window("reviewer", "ann", 20) == ""
    assert deputy_of(at.it.windows, "ann", "document", at.now) == "bob"


def test_w6_a_window_ends_early_by_its_principal_or_the_office() -> None:
    """W6: not by anybody else; the office says why; from then on it holds no more, and its time is free again."""
    at = Windows()
    at.window("ann", "bob")
    name = at.it.standins[0].id
    at.now += HOUR
    assert at.do("bob", c.EndDeputation(name)) == "not_principal"
    assert at.do("registrar", c.EndDeputation(name)) == "words_missing"
    assert at.do("ann", c.EndDeputation(name)) == ""
    assert deputy_of(at.it.windows, "ann", "document", at.now) == ""
    assert at.do("ann", c.EndDeputation(name)) == "window_over"
    assert at.do("ann", c.EndDeputation("unknown")) == "window_unknown"
    assert at.window("ann", "reviewer") == ""
    by = Context(Act("x", "ann", UNIT, "d1", at.now), (), DIRECTORY)
    assert [refuse_end(one, by) is None for one in at.it.standins] == [False, True]


def test_w6_the_clock_marks_beginning_and_end_once() -> None:
    """W6: only the server's clock, never before the time, each once; then nothing is left to look at."""
    at = Windows()
    at.window("ann", "bob", 1, 2)
    name = at.it.standins[0].id
    assert at.do("ann", c.MarkDeputation(name)) == "server_only"
    assert at.do("system", c.MarkDeputation(name)) == "window_over"
    assert next_look(at.it, Given()) == at.now + HOUR
    at.now += HOUR
    assert [turn.over for turn in turns("r", at.it, at.now)] == [False]
    assert at.do("system", c.MarkDeputation(name)) == ""
    assert turns("r", at.it, at.now) == ()
    at.now += 2 * HOUR
    assert at.it.standins[0].phase(at.now) is Phase.RETURNING
    assert [turn.over for turn in turns("r", at.it, at.now)] == [True]
    assert at.do("system", c.MarkDeputation(name, over=True)) == ""
    assert (at.it.standins[0].phase(at.now), next_look(at.it, Given()), at.it.windows) == (Phase.OVER, None, ())


def test_w6_ended_before_it_began_is_over_at_once() -> None:
    """W6: nothing is handed over by a window that never held."""
    at = Windows()
    at.window("ann", "bob", 4, hand_over=True)
    at.do("ann", c.EndDeputation(at.it.standins[0].id))
    assert [turn.over for turn in turns("r", at.it, at.now)] == [True]
    assert at.it.windows == ()


def given_for(principal: str, deputy: str, since: datetime, hours: int = 8) -> tuple[Windows, Given]:
    at = Windows()
    at.now = since
    at.window(principal, deputy, 0, hours, hand_over=True)
    return at, Given(at.it.windows)


def test_w6_a_deputy_gets_what_comes_and_his_opinion_says_for_whom() -> None:
    """W6, FLW-07: the dispatch goes to the deputy, the course reads B for A, the principal keeps it in sight."""
    case = submitted()
    _, case.given = given_for("ann", "clerk2", case.now)
    case.do("reviewer", d.Review("", case.text))
    assert sorted(case.holders) == ["p:bob", "p:clerk2"]
    assert case.refuse("ann", d.Countersign("同意", case.text)) == "not_holder"
    case.do("clerk2", d.Countersign("同意", case.text))
    entry = case.dispatch.course[-1]
    assert (entry.act.person, entry.principal) == ("clerk2", "ann")
    assert "p:ann" in audience(case.dispatch)


def test_w6_sign_off_stays_with_the_person() -> None:
    """W6: signing off is not delegable."""
    case = submitted()
    _, case.given = given_for("leader", "leader2", case.now)
    case.do("reviewer", d.Review("", case.text))
    for who in ("ann", "bob"):
        case.do(who, d.Countersign("同意", case.text))
    assert case.holders == ["p:leader"]


def test_w6_open_tasks_are_handed_over_and_come_back() -> None:
    """W6: what was open goes when it was said so; at the end what is unfinished comes back; both by the clock."""
    case = countersigning()
    at, given_now = given_for("ann", "clerk2", case.now)
    turn = turns("r", at.it, at.now)[0]
    now = Now(at.now, DIRECTORY, given_now)
    (errand,) = handed(turn, "case", case.state, now)
    case.given = given_now
    case.do("system", errand.command)
    assert sorted(case.holders) == ["p:bob", "p:clerk2"]
    assert handed(turn, "case", case.state, now) == ()
    at.do("system", turn.mark.command)  # type: ignore[arg-type]  # of windows
    at.now += 8 * HOUR
    back = turns("r", at.it, at.now)[0]
    (errand,) = handed(back, "case", case.state, Now(at.now, DIRECTORY, Given(at.it.windows)))
    assert errand.command == d.Steer(flow.Uncover("ann"))
    case.do("system", errand.command)
    assert sorted(case.holders) == ["p:ann", "p:bob"]


def test_w10_who_leaves_leaves_nothing_behind() -> None:
    """W10: an open task of somebody who has left goes to the head of the department or the office, and the office sees the case."""
    case = submitted()
    assert "r:registrar" not in audience(case.dispatch)
    gone = tuple(structs.replace(one, active=False) if one.id == "reviewer" else one for one in PEOPLE)
    left = Directory(DIRECTORY.units, gone)
    assert errands("case", 1, case.state, Now(case.now, DIRECTORY, Given())) == ()
    (errand,) = errands("case", 1, case.state, Now(case.now, left, Given()))
    case.directory = left
    case.do("system", errand.command)
    assert case.holders == ["r:registrar"]
    assert "r:registrar" in audience(case.dispatch)
    assert errands("case", 2, case.state, Now(case.now, left, Given())) == ()


def test_flw17_what_lies_untouched_is_brought_before_the_office_once() -> None:
    """FLW-17: after five working days; it stays where it lies."""
    case = submitted()
    at = next_look(case.state, Given())
    assert at is not None
    assert errands("case", 1, case.state, Now(at - HOUR, DIRECTORY, Given())) == ()
    (errand,) = errands("case", 1, case.state, Now(at, DIRECTORY, Given()))
    case.now = at
    case.do("system", errand.command)
    assert case.holders == ["p:reviewer"]
    assert case.dispatch.course[-1].action == "untouched"
    assert errands("case", 2, case.state, Now(at + 100 * HOUR, DIRECTORY, Given())) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ann", "bob", "reviewer", "clerk2"]),
            st.sampled_from(["ann", "bob", "reviewer", "clerk2"]),
            st.integers(0, 12),
            st.integers(1, 9),
        ),
        max_size=12,
    ),
    st.integers(0, 24),
)
def test_w6_whatever_is_set_nobody_comes_round_to_himself(wanted: list[tuple[str, str, int, int]], hour: int) -> None:
    """W6: at no moment does following the windows come back to where it began, and nobody has two deputies."""
    at = Windows()
    for who, deputy, start, hours in wanted:
        at.window(who, deputy, start, hours)
    if at.state is None:
        return
    moment = BEGINNING + hour * HOUR
    running = [one for one in at.it.windows if one.since <= moment < one.until]
    assert len({one.principal for one in running}) == len(running)
    ahead = {one.principal: one.deputy for one in running}
    for person, deputy in ahead.items():
        seen, here = {person}, deputy
        while here in ahead:
            assert here not in seen
            seen.add(here)
            here = ahead[here]
