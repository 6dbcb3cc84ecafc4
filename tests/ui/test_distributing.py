"""分发 in the window: groups, 补发, 撤回, 抄送, the ledger; what the forms build the rules accept (DOC-13, G4, FLW-16)."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.office.test_ledger import RECEIPT, sent
from tests.office.world import DIRECTORY, OTHER, THIRD, distributed, sealed
from tests.ui.test_jointforms import who
from xzt.office.dispatch import commands as d
from xzt.office.outgoing import commands as o
from xzt.office.receipt import commands as r
from xzt.ui.hub import Hub
from xzt.ui.pages.distributing import CopyForm, DistributeForm, Groups, KeepForm, LedgerPane, RecallForm, SupplementForm, asked_back_words
from xzt.ui.text import Names
from xzt.ui.widgets.controls import choose, chosen

NAMES = Names(DIRECTORY)


class Kept(Groups):
    """Groups kept in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, ...]] = {}

    def read(self) -> dict[str, tuple[str, ...]]:
        return self.kept

    def give(self, command: o.KeepGroup | o.DropGroup, then: Callable[[], None]) -> None:
        self.kept.pop(command.name, None)
        if isinstance(command, o.KeepGroup):
            self.kept[command.name] = command.units
        then()

    def old(self) -> dict[str, tuple[str, ...]]:
        return {}


def nothing() -> None:
    """Press nothing."""


def test_doc13_groups_are_saved_and_used_again(qtbot: QtBot) -> None:
    """DOC-13: a choice is kept under a name, picked again by it, and taken away."""
    groups = Kept()
    form = DistributeForm((DIRECTORY, who("registrar")), groups)
    qtbot.addWidget(form)
    form.units.pick([OTHER, THIRD])
    form.choice.naming.setText("常发单位")
    form.choice.save.click()
    assert chosen(form.choice.group) == "常发单位"
    other = DistributeForm((DIRECTORY, who("registrar")), groups)
    qtbot.addWidget(other)
    choose(other.choice.group, "常发单位")
    other.choice.count.setText("3")
    command = other.command("Distribute", sealed().dispatch)
    assert command == d.Distribute((OTHER, THIRD), (), {OTHER: 3, THIRD: 3})
    assert sealed().offer("registrar", command) is None
    other.choice.count.setText("三")
    wrong = other.command("Distribute", sealed().dispatch)
    assert wrong is not None
    assert sealed().refuse("registrar", wrong) == "copies_wrong"
    other.choice.remove.click()
    assert groups.kept == {}


def test_g4_supplement_and_recall_offer_what_the_rules_take(qtbot: QtBot) -> None:
    """G4: 补发 offers who has it not, 撤回 who has it."""
    town = sent()
    state = town.sender.dispatch
    more = SupplementForm((DIRECTORY, who("registrar")), Kept(), nothing, nothing)
    back = RecallForm(DIRECTORY, nothing, nothing)
    for form in (more, back):
        qtbot.addWidget(form)
        form.begin(state)
    hidden = [more.choice.units.list.item(at).isHidden() for at in range(more.choice.units.list.count())]
    assert hidden == [True, False]
    more.choice.units.pick([THIRD])
    supplement = more.command("Supplement", state)
    assert isinstance(supplement, d.Supplement)
    assert (back.unit.count(), back.unit.itemText(0)) == (1, "样例机关二（已送达）")
    back.words.setPlainText("发错")
    recall = back.command("RecallDelivery", state)
    assert isinstance(recall, d.RecallDelivery)
    town.do("doc", "registrar", supplement).do("doc", "registrar", recall)
    assert town.states() == [(OTHER, "withdrawn"), (THIRD, "delivered")]


def test_g4_the_receiver_is_asked_and_may_keep_it(qtbot: QtBot) -> None:
    """G4: why it is asked back stands on the receiver's screen; a no needs its reason."""
    town = sent().do(RECEIPT, "receiver", r.SignFor()).do("doc", "registrar", d.RecallDelivery(OTHER, "附件有误"))
    receipt = town.cases[RECEIPT].receipt
    assert asked_back_words(receipt) == "来文机关要求撤回：附件有误"
    form = KeepForm(nothing, nothing)
    qtbot.addWidget(form)
    form.begin(receipt)
    assert "附件有误" in form.asked.text()
    form.words.setPlainText("已经办理")
    command = form.command("Keep", receipt)
    assert isinstance(command, r.Keep)
    town.do(RECEIPT, "receiver", command)


def test_flw16_copies_inside_offer_who_does_not_know(qtbot: QtBot) -> None:
    """FLW-16: nobody is told twice."""
    case = distributed().do("clerk", d.CopyTo(("ann",)))
    form = CopyForm((DIRECTORY, who("clerk")), nothing, nothing)
    qtbot.addWidget(form)
    form.begin(case.dispatch)
    shown = {item.text() for at in range(form.people.list.count()) if not (item := form.people.list.item(at)).isHidden()}
    assert "样例bob" in shown
    assert not {"样例ann", "样例clerk", "样例stranger"} & shown
    form.people.pick(["bob"])
    command = form.command("CopyTo", case.dispatch)
    assert command is not None
    assert case.offer("clerk", command) is None


def test_g4_the_ledger_says_how_every_unit_stands(qtbot: QtBot, tmp_path: Path) -> None:
    """G4, DOC-13: a line a delivery, a summary above, the same as a table file."""
    town = sent((OTHER, THIRD)).do(RECEIPT, "receiver", r.Refuse("缺附件")).do("doc", "registrar", d.Supplement((OTHER,)))
    pane = LedgerPane(cast("Hub", None))
    qtbot.addWidget(pane)
    pane.show_record(town.sender.dispatch, NAMES)
    assert pane.summary.text() == "共发出 3 件：已送达 2、已退回 1，还在等 2 个"
    words = [label.text() for label in pane.findChildren(QLabel)]
    assert {"样例机关二", "样例机关二（第2次发）", "已退回", "缺附件"} <= set(words)
    path = tmp_path / "台账.csv"
    pane.export_to(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["单位", "方式", "份数", "状态", "时间", "说明"]
    assert [row[0] for row in rows[1:]] == ["样例机关二", "样例机关三", "样例机关二（第2次发）"]
