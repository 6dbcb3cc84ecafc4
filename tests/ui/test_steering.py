"""What can be done to a task besides answering it: the forms offer what the rules accept; the picture says where it stands."""

from typing import cast

import pytest
from PySide6.QtWidgets import QListWidget, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from tests.office.world import DIRECTORY, ROUTE, UNIT, Case, countersigning, drafted, submitted, to_sign
from xzt.client.session import Identity
from xzt.core.errors import Refusal
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.ahead import ahead
from xzt.office.dispatch.state import Step
from xzt.office.flow import commands as flow
from xzt.ui import actions
from xzt.ui.flowshape import picture
from xzt.ui.flowwords import late_opinion, marks, next_words
from xzt.ui.pages.recordbar import RecordBar
from xzt.ui.pages.steering import SteerForm
from xzt.ui.text import Names
from xzt.ui.widgets.controls import chosen
from xzt.ui.widgets.flowpicture import FlowPicture

NAMES = Names(DIRECTORY)


class Who:
    """What a form reads of the person at the machine."""

    def __init__(self, person: str) -> None:
        found = DIRECTORY.person(person)
        assert found
        self.person, self.roles, self.unit = person, found.roles, UNIT


def form(qtbot: QtBot, name: str, who: str, case: Case) -> SteerForm:
    made = SteerForm(name, (DIRECTORY, cast("Identity", Who(who))), lambda: None, lambda: None)
    qtbot.addWidget(made)
    made.begin(case.state)  # type: ignore[arg-type]  # a dispatch
    return made


def shown(made: SteerForm) -> set[str]:
    items = [made.picker.list.item(at) for at in range(made.picker.list.count())]
    return {item.text() for item in items if not item.isHidden()}


def test_w4_adding_offers_whom_the_rules_take(qtbot: QtBot) -> None:
    """W4, W5, W1: neither the drafter, nor oneself, nor who has a part already, nor another unit; what is built is accepted."""
    case = countersigning()
    made = form(qtbot, "add", "ann", case)
    assert "样例reviewer" in shown(made)
    assert not {"样例clerk", "样例ann", "样例bob", "样例stranger"} & shown(made)
    made.picker.pick(["reviewer"])
    made.after.setChecked(True)
    command = made.command("Add", case.dispatch)
    assert isinstance(command, d.Steer)
    assert case.offer("ann", command) is None
    assert case.dispatch.course[-1].action == "add_after"


def test_flw12_forwarding_offers_the_range_of_the_step(qtbot: QtBot) -> None:
    """FLW-12: a review is handed on to reviewers only; what is chosen is accepted."""
    case = submitted()
    made = form(qtbot, "forward", "reviewer", case)
    offered = {str(made.people.itemData(at)) for at in range(made.people.count())}
    assert offered == {"clerk2", "leader2"}
    command = made.command("Forward", case.dispatch)
    assert isinstance(command, d.Steer)
    assert case.offer("reviewer", command) is None
    assert case.holders == [f"p:{chosen(made.people)}"]


@pytest.mark.parametrize(("name", "who", "command"), [("cancel", "clerk", "Cancel"), ("terminate", "keeper", "Terminate")])
def test_flw05_the_whole_matter_ends_with_a_reason(qtbot: QtBot, name: str, who: str, command: str) -> None:
    case = submitted()
    made = form(qtbot, name, who, case)
    without = made.command(command, case.dispatch)
    assert without is not None
    assert case.refuse(who, without) == "words_missing"
    made.reason.setPlainText("不发了。")
    asked = made.command(command, case.dispatch)
    assert asked is not None
    case.do(who, asked)
    assert case.dispatch.step in {Step.CANCELLED, Step.TERMINATED}


def test_what_is_seldom_needed_stands_in_a_menu(qtbot: QtBot) -> None:
    """Section 7.1: a stable bar with 更多; what is not open is not in the menu."""
    ran: list[str] = []
    bar = RecordBar(lambda spec: ran.append(spec.id))
    qtbot.addWidget(bar)
    by_id = actions.BY_ID
    bar.show_all([], [(by_id["dispatch.add"], ""), (by_id["dispatch.cancel"], "不行"), (by_id["dispatch.review"], "")], "")
    more = bar.findChild(QPushButton, "record.more")
    assert more is not None
    menu = more.findChild(QMenu)
    assert menu is not None
    assert [one.objectName() for one in menu.actions()] == ["more.dispatch.add"]
    menu.actions()[0].trigger()
    assert ran == ["dispatch.add"]


def test_flw22_the_words_name_who_gets_it(qtbot: QtBot) -> None:
    """FLW-22: the rules are asked, not a table of the window."""

    def words(case: Case, who: str, command: d.Command) -> str:
        return next_words(ahead(case.dispatch, command, case.context(who)), NAMES)

    case = submitted()
    assert words(case, "reviewer", d.Review("", case.text)) == "下一步：会签，由样例ann、样例bob办理"
    case.do("reviewer", d.Review("", case.text))
    assert words(case, "ann", d.Countersign("", case.text)) == "还要等样例bob办理"
    assert words(to_sign(), "leader", d.SignOff("", to_sign().text)).startswith("下一步：编号")
    assert words(case, "clerk", d.SignOff("", case.text)) == ""
    assert isinstance(ahead(case.dispatch, d.SignOff("", case.text), case.context("clerk")), Refusal)


def test_flw13_the_picture_says_where_it_stands(qtbot: QtBot) -> None:
    """FLW-13: current step, time spent and opinions, also for who does not see the picture; no box lies on another."""
    case = drafted().do("clerk", d.Submit(ROUTE, flow="parallel"))
    case.do("reviewer", d.Review("已核，拟同意", case.text))
    widget = FlowPicture()
    qtbot.addWidget(widget)
    drawn = picture(case.dispatch, NAMES, case.now)
    widget.show_picture(drawn)
    told = {box.id: box for box in drawn.boxes}
    assert (told["review"].phase, told["countersign"].phase, told["sign_off"].phase) == ("done", "now", "ahead")
    assert told["review"].layer == told["countersign"].layer < told["sign_off"].layer
    assert "样例reviewer：已核，拟同意" in widget.accessibleDescription()
    assert "用时" in told["review"].words()
    places = [widget.place(box) for box in drawn.boxes]
    assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[:at])
    assert all(place.bottom() <= widget.sizeHint().height() for place in places)


def test_w3_a_late_opinion_is_marked_and_can_be_revived(qtbot: QtBot) -> None:
    """W3: what came after it was taken back is kept and named, and offered again once the task is there again."""
    case = submitted()
    task = case.dispatch.tasks[0].id
    case.do("clerk", d.Withdraw("改一处"))
    case.do("reviewer", d.Review("已核", case.text, task))
    assert marks(case.dispatch.course[-1], case.dispatch) == ("迟到意见",)
    assert case.actions("reviewer")["Revive"] == Refusal("nothing_to_revive")
    case.do("clerk", d.Submit(ROUTE))
    assert case.actions("reviewer")["Revive"] is None
    case.do("reviewer", d.Steer(flow.Revive(late_opinion(case.dispatch, "reviewer"))))
    assert case.dispatch.step is Step.COUNTERSIGN
    assert late_opinion(case.dispatch, "reviewer") == ""


def test_the_picker_offers_only_some(qtbot: QtBot) -> None:
    """What is not offered stays away when the filter is cleared, and is not picked."""
    case = countersigning()
    made = form(qtbot, "add", "ann", case)
    made.picker.filter.setText("rev")
    made.picker.filter.setText("")
    assert "样例clerk" not in shown(made)
    assert isinstance(made.picker.list, QListWidget)
