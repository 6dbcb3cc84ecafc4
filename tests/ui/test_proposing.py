"""拟办 as a form, without a server: what it builds, and a limit that explains its count (T1, T2, T5)."""

from datetime import UTC, date, datetime

import pytest
from msgspec import structs
from pytestqt.qtbot import QtBot

from tests.office.world import DIRECTORY, OTHER, arrived
from xzt.client.session import Identity
from xzt.core.worktime import due_in_days
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Limit
from xzt.office.standing import given_of
from xzt.ui.duewords import explain, limit_words
from xzt.ui.pages.proposing import ProposeForm
from xzt.ui.widgets.controls import choose

WEDNESDAY = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)


GIVEN = given_of({})


@pytest.fixture
def form(qtbot: QtBot) -> ProposeForm:
    made = ProposeForm(DIRECTORY, Identity("receiver", "样例receiver", OTHER, "样例机关二", "d1"), lambda: WEDNESDAY, lambda: GIVEN)
    qtbot.addWidget(made)
    made.show()
    return made


def test_t5_the_limit_explains_its_count(form: ProposeForm) -> None:
    """T5: four working days from Wednesday 6 May 2026; the Saturday works (调休), the Sunday is skipped."""
    form.days.setValue(4)
    assert form.due.text() == "自 5/6 周三 起，4 个工作日，跳过 5/10，截止 5/11 周一 17:30"
    form.days.setValue(0)
    assert form.due.isHidden()


def test_t2_a_year_without_a_notice_is_said_to_be_provisional() -> None:
    """T2: 2027 is counted Monday to Friday until its notice is known, and the sentence says so."""
    due = due_in_days(GIVEN.calendar, datetime(2026, 12, 30, 2, 0, tzinfo=UTC), 3)
    words = explain(due, 3)
    assert "跳过 1/2–1/3" in words
    assert "未发布" in words


def test_t1_urgency_offers_its_usual_limit(form: ProposeForm) -> None:
    """T1: offered once for each document, never put over what the person chose."""
    urgent = arrived(urgency="加急").receipt
    form.begin(urgent)
    assert form.days.value() == 3
    form.days.setValue(7)
    form.begin(urgent)
    assert form.days.value() == 7
    form.begin(structs.replace(urgent, source=structs.replace(urgent.source, record="another", urgency="")))
    assert form.days.value() == 0


def test_the_form_builds_what_was_chosen(form: ProposeForm) -> None:
    """RCV-04, RCV-05: leader, 主办, 协办, readers in order, limit."""
    form.opinion.edit.setPlainText("拟请会同办理。")
    choose(form.leader, "chief")
    choose(form.handler, "handler")
    form.helpers.pick(("boss",))
    form.readers.pick(("reader",))
    form.in_order.setChecked(True)
    form.days.setValue(4)
    limit = Limit(due_in_days(GIVEN.calendar, WEDNESDAY, 4).at, 4)
    built = form.command("Propose", arrived().receipt)
    assert built == r.Propose("拟请会同办理。", "handler", ("reader",), ("boss",), "chief", in_order=True, limit=limit)
    assert form.command("Close", arrived().receipt) is None


def test_a_limit_on_a_tag_turns_red_when_it_is_over() -> None:
    """The tag says by when; red is for overdue alone (7.1)."""
    limit = Limit(due_in_days(GIVEN.calendar, WEDNESDAY, 4).at, 4)
    assert limit_words(limit, WEDNESDAY, limit.due) == ("5/11 周一 17:30 前办结", "")
    assert limit_words(limit, WEDNESDAY, WEDNESDAY) == ("快到期：5/11 周一 17:30 前办结", "amber")
    words, tone = limit_words(limit, datetime(2026, 5, 12, tzinfo=UTC), limit.due)
    assert (words.startswith("已超期"), tone) == (True, "red")
    assert limit.due.date() == date(2026, 5, 11)
