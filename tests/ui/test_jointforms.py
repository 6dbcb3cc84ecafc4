"""The forms and the ledger of joint documents: what they build the rules accept; both sides are told how it stands (DOC-10, FLW-11)."""

from typing import cast

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.office.test_joint import ONE, asked, sealing
from tests.office.world import BEGINNING, DIRECTORY, OTHER, UNIT
from xzt.client.session import Identity
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.office.profile import STANDARD
from xzt.ui import flowwords
from xzt.ui.flowshape import picture
from xzt.ui.pages.jointforms import AllotForm, JointLedger, SendBackForm
from xzt.ui.pages.submitting import SubmitForm
from xzt.ui.text import Names
from xzt.ui.widgets.controls import choose, chosen

NAMES = Names(DIRECTORY)


class Who:
    """What a form reads of the person at the machine."""

    def __init__(self, person: str) -> None:
        found = DIRECTORY.person(person)
        assert found
        self.person, self.roles, self.unit = person, found.roles, found.unit


def who(person: str) -> Identity:
    return cast("Identity", Who(person))


def words(ledger: JointLedger) -> str:
    return "\n".join(label.text() for label in ledger.findChildren(QLabel))


def test_a_joint_document_takes_its_flow_by_its_units(qtbot: QtBot) -> None:
    """DOC-10: choosing a unit makes it joint, taking it away takes the usual one again; the way says who signs."""
    form = SubmitForm(DIRECTORY, who("clerk"), lambda: None, lambda: None)
    qtbot.addWidget(form)
    choose(form.reviewer, "reviewer")
    choose(form.signer, "leader")
    form.partners.pick([OTHER])
    assert (chosen(form.flow), form.flow.isEnabled()) == ("joint", False)
    assert "样例机关二会签 → 样例leader签发" in form.next.text()
    assert form.command(STANDARD).route == Route("reviewer", "leader", partners=(OTHER,))
    form.partners.pick([])
    assert (chosen(form.flow), form.flow.isEnabled()) == ("proofed", True)


def test_the_cosigning_office_names_its_head(qtbot: QtBot) -> None:
    """FLW-11: heads of this unit only; what is built is accepted."""
    town = asked(ONE)
    case = town.state_of(OTHER)
    form = AllotForm(DIRECTORY, who("receiver"))
    qtbot.addWidget(form)
    assert {form.signer.itemData(at) for at in range(form.signer.count())} == {"stranger", "chief"}
    choose(form.signer, "chief")
    form.countersigners.pick(["handler"])
    command = form.command("Allot", case.dispatch)
    assert isinstance(command, d.Allot)
    assert case.offer("receiver", command) is None
    assert case.holders == ["p:handler"]


def test_a_return_needs_its_reason(qtbot: QtBot) -> None:
    town = asked(ONE)
    case = town.state_of(OTHER)
    form = SendBackForm(lambda: None, lambda: None)
    qtbot.addWidget(form)
    empty = form.command("SendBack", case.dispatch)
    assert isinstance(empty, d.SendBack)
    assert case.refuse("receiver", empty) == "words_missing"
    form.reason.setPlainText("第三条请改")
    written = form.command("SendBack", case.dispatch)
    assert isinstance(written, d.SendBack)
    assert case.offer("receiver", written) is None


def test_both_sides_see_how_it_stands(qtbot: QtBot) -> None:
    """FLW-11: the lead sees each unit with signer and time, the co-signing unit whose document it is."""
    town = asked(ONE)
    ledger = JointLedger()
    qtbot.addWidget(ledger)
    ledger.show_record(town.lead.dispatch, NAMES)
    assert "样例机关二" in words(ledger)
    assert "已送达" in words(ledger)
    town.sign(OTHER, "chief", "receiver")
    ledger.show_record(town.lead.dispatch, NAMES)
    assert "已签署" in words(ledger)
    assert "样例chief" in words(ledger)
    ledger.show_record(town.state_of(OTHER).dispatch, NAMES)
    assert "主办机关：样例机关" in words(ledger)
    assert any(stop.who == "样例机关二 样例chief" for stop in flowwords.stops(town.lead.dispatch, NAMES))
    (joint,) = (box for box in picture(town.lead.dispatch, NAMES, BEGINNING).boxes if box.id == "joint")
    assert [said.partition("：")[0] for said in joint.said] == ["样例机关二"]
    assert flowwords.holders(asked().lead.dispatch, NAMES) == "样例机关二、样例机关三"
    assert town.lead.unit == UNIT


def test_both_sides_see_whose_seal_is_still_missing(qtbot: QtBot) -> None:
    """P1: the lead sees who has sealed and why one has not, the co-signing unit that its seal is asked for."""
    town = sealing()
    ledger = JointLedger()
    qtbot.addWidget(ledger)
    ledger.show_record(town.lead.dispatch, NAMES)
    assert "样例机关二用印" in words(ledger)
    assert "待用印" in words(ledger)
    assert any(stop.words == "等待样例机关二用印" for stop in flowwords.stops(town.lead.dispatch, NAMES))
    ledger.show_record(town.state_of(OTHER).dispatch, NAMES)
    assert "请本机关用印 湘政办函〔2026〕8号" in words(ledger)
    town.do(town.of(OTHER), "sealer2", d.SendBack("落款少一字", town.lead.text))
    ledger.show_record(town.lead.dispatch, NAMES)
    assert "不予用印" in words(ledger)
    assert "落款少一字" in words(ledger)
    assert any(stop.who == "样例机关二" for stop in flowwords.stops(town.lead.dispatch, NAMES))
