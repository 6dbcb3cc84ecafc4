"""流程监控 and the forms by which the document office steps in (FLW-17, W3, W6, W8, W9, W13, T4)."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

from msgspec import structs
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from tests.office.world import DIRECTORY, Case, countersigning, submitted
from tests.sync.town import document
from tests.ui.stage import Stage, child, until
from tests.ui.walking import clipped, nameless, unnamed_objects
from xzt.client.commands import Accepted
from xzt.client.jobs import Progress
from xzt.client.monitoring import held_cases
from xzt.client.session import Client
from xzt.office import registry
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route, Step
from xzt.office.flow.definition import Branch, Condition
from xzt.office.given import Given
from xzt.office.people import Role
from xzt.office.registry import Command
from xzt.office.windows import Window
from xzt.ui.duewords import clock_words
from xzt.ui.hub import Hub
from xzt.ui.monitorwords import reasons
from xzt.ui.pages.intervening import InterveneForm, steps_of
from xzt.ui.pages.monitor import MonitorPage
from xzt.ui.pages.monitoracts import MonitorActs
from xzt.ui.pages.record import RecordPage
from xzt.ui.text import Names
from xzt.ui.widgets.controls import choose

LATER = timedelta(days=8)


def form(qtbot: QtBot, name: str, who: str, case: Case) -> InterveneForm:
    client = SimpleNamespace(directory=DIRECTORY, identity=SimpleNamespace(person=who), now=lambda: case.now, given=lambda: case.given)
    made = InterveneForm(name, cast("Client", client), lambda: None, lambda: None)
    qtbot.addWidget(made)
    made.begin(case.dispatch)
    return made


def given_by(made: InterveneForm, name: str, case: Case) -> Command:
    command = made.command(name, case.dispatch)
    assert isinstance(command, d.Steer)
    return command


def test_what_the_forms_build_is_accepted(qtbot: QtBot) -> None:
    """W3, W13, T4: taken back by force, corrected, stopped and running again; each with its reason, in the course."""
    case = countersigning()
    made = form(qtbot, "correct", "reviewer", case)
    assert made.list.count() == 1
    made.reason.setPlainText("更正：同意，请改第二段。")
    case.do("reviewer", given_by(made, "Correct", case))
    assert case.dispatch.course[-1].cites
    made = form(qtbot, "pause", "registrar", case)
    made.reason.setPlainText("等外单位来函")
    case.do("registrar", given_by(made, "PauseClock", case))
    case.now += timedelta(hours=2)
    assert case.dispatch.case
    assert "另有 2 个工作小时暂停不计" in clock_words(case.dispatch.case, case.now, case.given)
    case.do("registrar", given_by(form(qtbot, "resume", "registrar", case), "ResumeClock", case))
    made = form(qtbot, "take_back", "registrar", case)
    made.reason.setPlainText("发错了")
    case.do("registrar", given_by(made, "Recall", case))
    assert case.dispatch.step is Step.REVIEW


def test_w9_the_mapping_is_laid_out_step_by_step(qtbot: QtBot) -> None:
    """W9: a choice for each step that it stands at or has passed; what is chosen is taken."""
    case = countersigning()
    made = form(qtbot, "migrate", "registrar", case)
    assert case.dispatch.case
    assert steps_of(case.dispatch.case) == ("draft", "review", "countersign")
    at = made.list.findData("in_order")
    made.list.setCurrentIndex(at)
    assert list(made._mapped) == ["draft", "review", "countersign"]
    made.reason.setPlainText("改为依次会签")
    case.do("registrar", given_by(made, "Migrate", case))
    assert case.dispatch.case.definition.id == "in_order"


def test_w6_the_form_names_the_deputy(qtbot: QtBot) -> None:
    case = submitted()
    hour = timedelta(hours=1)
    case.given = Given((Window("reviewer", "clerk2", case.now - hour, case.now + 8 * hour),))
    made = form(qtbot, "cover", "reviewer", case)
    assert made.facts.text() == "代理人：样例clerk2"
    case.do("reviewer", given_by(made, "Cover", case))
    assert case.holders == ["p:clerk2"]


def test_w8_a_case_without_a_way_is_in_the_list_and_gets_one_beside_it(qtbot: QtBot) -> None:
    """W8, W10, FLW-17: stuck for want of a branch; listed with its reason, sent on from beside the list, with the reason in the course."""
    case = submitted()
    before = case.dispatch.case
    assert before
    never = Condition("countersigners", "gt", (99,))
    steps = tuple(
        structs.replace(one, branches=(Branch("sign_off", (never,)), Branch("countersign", (never,)))) if one.id == "review" else one
        for one in before.definition.steps
    )
    case.state = structs.replace(case.dispatch, case=structs.replace(before, definition=structs.replace(before.definition, steps=steps)))
    case.do("reviewer", d.Review("已核", case.text))
    assert case.holders == ["r:registrar"]

    def submit(_kind: str, _record: str, command: Command, then: Callable[[None], None]) -> None:
        case.do("registrar", command)
        then(None)

    client = SimpleNamespace(
        directory=DIRECTORY,
        identity=SimpleNamespace(person="registrar", roles=(Role.REGISTRAR,), unit="u1"),
        now=lambda: case.now,
        given=lambda: case.given,
        record=lambda _kind, _record: case.state,
        actions=lambda _kind, _record: registry.kind_of("dispatch").actions(case.state, case.context("registrar")),
        read=lambda _work: [("dispatch", "r")],
    )
    (held,) = held_cases(cast("Client", client), cast("Progress", SimpleNamespace(step=lambda _at, _of: None)))
    assert reasons(held, Names(DIRECTORY)) == "没有一个去向的条件成立，要指定去向"
    done: list[bool] = []
    acts = MonitorActs(cast("Hub", SimpleNamespace(client=client, submit=submit)), lambda: done.append(True))
    qtbot.addWidget(acts)
    acts.show_case(held.kind, held.record, held.title)
    choose(acts.act, "Decide")
    made = acts.forms.shown()
    assert isinstance(made, InterveneForm)
    made.list.setCurrentIndex(
        made.list.findData(next(made.list.itemData(at) for at in range(2) if made.list.itemData(at).endswith("sign_off")))
    )
    made.reason.setPlainText("不需会签")
    child(acts, QPushButton, "decide.confirm").click()
    assert (done, case.dispatch.step) == ([True], Step.SIGN_OFF)
    assert (case.dispatch.course[-1].action, case.dispatch.course[-1].words) == ("decide", "不需会签")
    acts.show_case("", "", "")
    assert acts.isHidden()


def test_flw17_the_office_finds_what_lies_untouched_before_sign_off(stage: Stage, qtbot: QtBot) -> None:
    """FLW-17, W10: the server's clock brings it; the list says why and since when; opened, the office can act on it."""
    clerk = stage.window("jia-1").client
    outcome = clerk.start_draft(document()).result(60)
    assert isinstance(outcome, Accepted)
    clerk.submit("dispatch", outcome.record, d.Submit(Route("yi-1", "ding-1"))).result(60)
    until(lambda: not clerk.waiting("dispatch", outcome.record))
    stage.server.stop()
    with sqlite3.connect(stage.folder / "server" / "server.db") as db:
        db.execute("UPDATE meta SET value = CAST(value + ? AS INTEGER) WHERE name = 'clock_offset'", (LATER.total_seconds(),))
    db.close()
    stage.clock.offset += LATER
    stage.server.start()
    office = stage.window("wu-1")
    until(lambda: isinstance(office.client.record("dispatch", outcome.record), Dispatch))
    office.trigger("window.monitor")
    page = office.current()
    assert isinstance(page, MonitorPage)
    until(lambda: page.cases)
    table = child(page, QTableWidget, "monitor.table")
    words = [item.text() for column in range(6) if (item := table.item(0, column))]
    assert words[:4] == ["关于样例事项的函", "核稿", "乙一", "久未办理"]
    page.why.setCurrentIndex(page.why.findData("overdue"))
    assert table.rowCount() == 0
    page.why.setCurrentIndex(0)
    assert nameless(office) == []
    assert unnamed_objects(office) == []
    assert clipped(office) == []
    page.open_selected()
    shown = office.current()
    assert isinstance(shown, RecordPage)
    opened = {action.name for action in office.client.actions("dispatch", outcome.record) if action.refusal is None}
    assert {"Assign", "Recall", "Terminate", "Migrate", "PauseClock", "Remind"} <= opened
    office.trigger("dispatch.take_back")
    until(shown.forms["take_back"].isVisible)
    office.trigger("window.monitor")
    until(lambda: page.isVisible() and page.cases and not page.acts.isHidden())
    choose(page.acts.act, "Recall")
    child(page.acts, QPlainTextEdit, "take_back.reason").setPlainText("久未办理，撤回重送")
    child(page.acts, QPushButton, "take_back.confirm").click()
    until(lambda: (found := office.client.record("dispatch", outcome.record)) is not None and found.step == Step.DRAFT)
    state = office.client.record("dispatch", outcome.record)
    assert state is not None
    assert (state.course[-1].action, state.course[-1].words, state.course[-1].act.person) == ("withdraw", "久未办理，撤回重送", "wu-1")
