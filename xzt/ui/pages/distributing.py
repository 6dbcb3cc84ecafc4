"""分发 in the handling window: to whom, in saved groups, how many copies; 补发, 撤回, 抄送; the ledger as a table (DOC-13, G4)."""

import csv
from collections.abc import Callable, Collection, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from xzt.office.dispatch import commands as d
from xzt.office.dispatch.ledger import OVER, recallable
from xzt.office.dispatch.state import Delivery, Dispatch
from xzt.office.outgoing import commands as o
from xzt.office.outgoing.state import outgoing_id
from xzt.office.people import Directory
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Receipt
from xzt.office.registry import Command, Matter
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.panels import Form, fill_combo, person_words
from xzt.ui.text import Names, delivery_name, tr
from xzt.ui.widgets.controls import Label, button, chosen, clear, combo, field, line_edit, row, rule, settle, tag, text_edit
from xzt.ui.widgets.course import moment
from xzt.ui.widgets.people import Picker

if TYPE_CHECKING:
    from xzt.client.session import Identity

GROUPS = "unit_groups"
"""Under this name groups of units were kept for the person on one device, before they were the unit's."""
_NAME = 50
"""Characters of a name that is taken over."""
_TONES = {"signed_for": "accent", "refused": "amber", "withdrawn": "amber"}


class Asking(Form):
    """A form that an action asks for first; ``reason`` is where writing begins."""

    reason: QWidget


class Groups:
    """Groups of units: the unit's own, shared by all of it; those that this device kept before are offered for taking over."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def read(self) -> dict[str, tuple[str, ...]]:
        """Read those of the unit."""
        state = self._hub.client.outgoing()
        return {one.name: one.units for one in state.groups} if state else {}

    def give(self, command: o.KeepGroup | o.DropGroup, then: Callable[[], None]) -> None:
        """Keep or drop one; ``then`` when it was accepted."""
        self._hub.submit("outgoing", outgoing_id(self._hub.client.identity.unit), command, lambda _accepted: then())

    def old(self) -> dict[str, tuple[str, ...]]:
        """Read those of this device that were not taken over yet."""
        return self._hub.client.remembered(GROUPS, dict[str, tuple[str, ...]]) or {}

    def take_over(self, then: Callable[[], None]) -> None:
        """Give those of this device to the unit one by one, each off this device once it was accepted; a name in use is told apart."""
        left, known = self.old(), self.read()
        if not left:
            then()
            return
        name, units = next(iter(left.items()))
        there = tuple(unit for unit in units if self._hub.client.directory.unit(unit) and unit != self._hub.client.identity.unit)

        def taken() -> None:
            rest = {one: theirs for one, theirs in left.items() if one != name}
            self._hub.bridge.watch(self._hub.client.remember(GROUPS, rest), lambda _: self.take_over(then), self._hub.fail)

        if not there or known.get(name) == there:
            taken()
        else:
            self.give(o.KeepGroup(free_name(name.strip()[:_NAME], known), there), taken)


def free_name(name: str, known: Collection[str]) -> str:
    """Tell a name apart from those in use."""
    return next(one for n in count(1) if (one := name if n == 1 else tr("{name}（{n}）").format(name=name, n=n)) not in known)


class UnitChoice(QWidget):
    """Chooses main recipients and copies, by saved groups or one by one, and how many copies each gets."""

    def __init__(self, name: str, around: tuple[Directory, "Identity"], groups: Groups) -> None:
        super().__init__()
        self._groups, self._wanted = groups, ""
        directory, identity = around
        units = [(unit.id, unit.name) for unit in directory.units if unit.id != identity.unit]
        self.units = Picker(f"{name}.units", tr("主送单位"), units, lines=6)
        self.copies = Picker(f"{name}.copies", tr("抄送单位"), units, lines=3)
        self.count = line_edit(f"{name}.count", tr("每个单位的份数"), "1")
        self.group = combo(f"{name}.group", tr("单位分组"), [])
        self.naming = line_edit(f"{name}.naming", tr("分组名称"), tr("新分组的名称"))
        self.save = button(f"{name}.save_group", tr("存为分组"), self._on_save, look="plain")
        self.remove = button(f"{name}.remove_group", tr("删除分组"), self._on_remove, look="plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(2))
        layout.addWidget(field(tr("用分组"), row(self.group, self.remove)))
        layout.addWidget(field(tr("主送单位"), self.units))
        layout.addWidget(field(tr("抄送单位"), self.copies))
        layout.addWidget(field(tr("每个单位的份数"), self.count))
        layout.addWidget(row(self.naming, self.save))
        self.old = Label(tone="muted", wrap=True)
        self.take = button(f"{name}.take_groups", tr("转为本单位的分组"), self._on_take, look="plain")
        self.taking = row(self.old, self.take)
        layout.addWidget(self.taking)
        self.group.currentIndexChanged.connect(self._on_group)
        self._fill()

    def counts(self) -> dict[str, int]:
        """Give how many copies each unit gets, where it is not one; 0 for what is no number, which the rules refuse."""
        digits = self.count.text().strip() or "1"
        count = int(digits) if digits.isdecimal() else 0
        return {} if count == 1 else dict.fromkeys((*self.units.picked(), *self.copies.picked()), count)

    def _fill(self) -> None:
        held = chosen(self.group)
        self.group.blockSignals(True)  # noqa: FBT003  Qt takes it by place
        fill_combo(self.group, [("", tr("不用分组")), *((name, name) for name in self._groups.read())], held)
        self.group.blockSignals(False)  # noqa: FBT003  Qt takes it by place
        self.remove.setVisible(bool(chosen(self.group)))
        left = self._groups.old()
        self.old.setText(tr("这台电脑上还存着 {count} 个分组：{names}").format(count=len(left), names="、".join(left)))
        self.taking.setVisible(bool(left))

    def refresh(self) -> None:
        """Offer the groups as they are now."""
        self._fill()

    def _on_take(self) -> None:
        self._groups.take_over(self._fill)

    def _on_group(self, _at: int = 0) -> None:
        name = chosen(self.group)
        self.remove.setVisible(bool(name))
        if name:
            self.units.pick(self._groups.read().get(name, ()))

    def _on_save(self) -> None:
        name = self.naming.text().strip()
        if name and self.units.picked():
            self._give(o.KeepGroup(name, self.units.picked()), name)

    def _on_remove(self) -> None:
        self._give(o.DropGroup(chosen(self.group)), "")

    def _give(self, command: o.KeepGroup | o.DropGroup, name: str) -> None:
        self._wanted = name
        self._groups.give(command, self._on_kept)

    def _on_kept(self) -> None:
        self.naming.clear()
        self._fill()
        self.group.setCurrentIndex(max(self.group.findData(self._wanted), 0))


class DistributeForm(Form):
    """Which units get it: main recipients and copies."""

    def __init__(self, around: tuple[Directory, "Identity"], groups: Groups) -> None:
        super().__init__("distribute", tr("分发"))
        self.choice = UnitChoice("distribute", around, groups)
        self.units, self.copies = self.choice.units, self.choice.copies
        self.box.addWidget(self.choice)
        words = tr("分发后各单位收到盖章文件。对方签收前可以直接撤回，签收后要对方同意。漏发的以后可以补发。")
        self.box.addWidget(Label(words, tone="muted", wrap=True))

    def begin(self, state: Matter) -> None:  # noqa: ARG002  what is offered does not depend on how it stands
        """Offer the groups as they are now."""
        self.choice.refresh()

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the distribution."""
        return d.Distribute(self.units.picked(), self.copies.picked(), self.choice.counts()) if name == "Distribute" else None


class SupplementForm(Asking):
    """补发: units that have not got it, or gave it back."""

    def __init__(
        self, around: tuple[Directory, "Identity"], groups: Groups, confirm: Callable[[], None], cancel: Callable[[], None]
    ) -> None:
        super().__init__("supplement", tr("补发"))
        self._all = [unit.id for unit in around[0].units if unit.id != around[1].unit]
        self.choice = UnitChoice("supplement", around, groups)
        self.words = self.reason = text_edit("supplement.reason", tr("说明（可不写）"), tr("为什么补发"), 2)
        self.box.addWidget(self.choice)
        self.box.addWidget(field(tr("说明（可不写）"), self.words))
        sure = button("supplement.confirm", tr("确定补发"), confirm, look="primary")
        self.box.addWidget(row(None, button("supplement.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Offer the units that do not have it."""
        self.choice.refresh()
        if isinstance(state, Dispatch):
            out = {one.unit for one in state.ledger if one.state not in {"refused", "withdrawn"}}
            for picker in (self.choice.units, self.choice.copies):
                picker.offer([unit for unit in self._all if unit not in out])

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the supplement."""
        if name != "Supplement":
            return None
        choice = self.choice
        return d.Supplement(choice.units.picked(), choice.copies.picked(), choice.counts(), self.words.toPlainText().strip())


class RecallForm(Asking):
    """撤回分发: from which unit, and why."""

    def __init__(self, directory: Directory, confirm: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__("recall", tr("撤回分发"))
        self._names = Names(directory)
        self.unit = combo("recall.unit", tr("撤回哪个单位的"), [])
        self.words = self.reason = text_edit("recall.reason", tr("理由（必填）"), tr("写明理由，对方会看到"), 4)
        hint = tr("对方还没有签收的，立即撤回；已经签收的，要对方文书同意。")
        self.box.addWidget(Label(hint, tone="muted", wrap=True))
        self.box.addWidget(field(tr("撤回哪个单位的"), self.unit))
        self.box.addWidget(field(tr("理由（必填）"), self.words))
        sure = button("recall.confirm", tr("确定撤回"), confirm, look="primary")
        self.box.addWidget(row(None, button("recall.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Offer what can be taken back."""
        if isinstance(state, Dispatch):
            found = [(one.unit, f"{self._names.unit(one.unit)}（{delivery_name(one.state)}）") for one in recallable(state)]
            fill_combo(self.unit, found, chosen(self.unit))

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the recall."""
        return d.RecallDelivery(chosen(self.unit), self.words.toPlainText().strip()) if name == "RecallDelivery" else None


class CopyForm(Asking):
    """抄送: who of the unit is to know."""

    def __init__(self, around: tuple[Directory, "Identity"], confirm: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__("copy_to", tr("抄送本机关人员"))
        directory, identity = around
        mine = [one for one in directory.people if one.unit == identity.unit and one.active and one.id != identity.person]
        self.people = Picker("copy_to.people", tr("抄送的人"), [(one.id, person_words(one.name, one.title)) for one in mine], lines=6)
        self.reason = self.people.list
        self._mine = [one.id for one in mine]
        self.box.addWidget(Label(tr("抄送的人在“待阅”里看到这件公文，不需要办理。"), tone="muted", wrap=True))
        self.box.addWidget(field(tr("抄送的人"), self.people))
        sure = button("copy_to.confirm", tr("确定抄送"), confirm, look="primary")
        self.box.addWidget(row(None, button("copy_to.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Offer those who do not know of it yet (FLW-16)."""
        known = {copy.person for copy in state.case.copies} if isinstance(state, Dispatch) and state.case else set()
        self.people.offer([person for person in self._mine if person not in known])

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the copying."""
        return d.CopyTo(self.people.picked()) if name == "CopyTo" else None


class KeepForm(Asking):
    """不同意撤回: why the receiving unit keeps it."""

    def __init__(self, confirm: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__("keep", tr("不同意撤回"))
        self.asked = Label(wrap=True)
        self.words = self.reason = text_edit("keep.reason", tr("理由（必填）"), tr("写明理由，来文机关会看到"), 4)
        self.box.addWidget(self.asked)
        self.box.addWidget(field(tr("理由（必填）"), self.words))
        sure = button("keep.confirm", tr("确定不同意"), confirm, look="primary")
        self.box.addWidget(row(None, button("keep.cancel", tr("取消"), cancel), sure))

    def begin(self, state: Matter) -> None:
        """Say why it is asked back."""
        if isinstance(state, Receipt):
            self.asked.setText(tr("来文机关的理由：{why}").format(why=state.recall))

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the answer."""
        return r.Keep(self.words.toPlainText().strip()) if name == "Keep" else None


class LedgerPane(QWidget):
    """The ledger: one line a delivery, newest state, with a summary above; goes out as a table file (CSV)."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.setObjectName("record.ledger")
        self._hub = hub
        self._state: Dispatch | None = None
        self._names: Names | None = None
        self.summary = Label(bold=True, wrap=True)
        self.summary.setObjectName("ledger.summary")
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap(4))
        self._grid.setVerticalSpacing(theme.gap(1.6))
        self._grid.setColumnStretch(5, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(6), theme.gap(5), theme.gap(6), theme.gap(5))
        layout.setSpacing(theme.gap(3))
        layout.addWidget(row(self.summary, button("ledger.export", tr("导出台账"), self._on_export, icon="export", look="plain")))
        layout.addWidget(self._table)
        layout.addStretch(1)

    def show_record(self, state: Dispatch, names: Names) -> None:
        """Show the ledger of a dispatch."""
        self._state, self._names = state, names
        clear(self._grid)
        self.summary.setText(summary(state.ledger))
        for column, title in enumerate(_HEADS):
            self._grid.addWidget(Label(title, tone="muted"), 0, column)
        self._grid.addWidget(rule(), 1, 0, 1, len(_HEADS))
        for at, one in enumerate(state.ledger, start=2):
            unit, how, count, state_name, when, words = cells(one, names)
            self._grid.addWidget(Label(unit, wrap=True), at, 0)
            self._grid.addWidget(Label(how), at, 1)
            self._grid.addWidget(Label(count), at, 2)
            self._grid.addWidget(tag(state_name, _TONES.get(one.state, "")), at, 3)
            self._grid.addWidget(Label(when, tone="muted"), at, 4)
            self._grid.addWidget(Label(words, wrap=True, tone="amber" if one.withdrawal else ""), at, 5)
        settle(self)

    def export_to(self, path: Path) -> None:
        """Write the ledger as CSV, with the mark by which spreadsheets know UTF-8."""
        if self._state is None or self._names is None:
            return
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADS)
            writer.writerows(cells(one, self._names) for one in self._state.ledger)

    def _on_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("导出台账"), tr("分发台账.csv"), tr("表格文件 (*.csv)"))
        if name:
            self.export_to(Path(name))
            self._hub.say(tr("已导出 {name}").format(name=name))


_HEADS = (tr("单位"), tr("方式"), tr("份数"), tr("状态"), tr("时间"), tr("说明"))


def cells(one: Delivery, names: Names) -> tuple[str, ...]:
    """Say one line of the ledger."""
    again = tr("（第{n}次发）").format(n=one.n) if one.n > 1 else ""
    asked = {"asked": tr("已要求撤回，等待对方答复"), "declined": tr("对方不同意撤回")}.get(one.withdrawal, "")
    words = tr("：").join(part for part in (asked, one.words) if part)
    how = tr("抄送") if one.copy else tr("主送")
    return names.unit(one.unit) + again, how, str(one.count), delivery_name(one.state), moment(one.at), words


def summary(ledger: Sequence[Delivery]) -> str:
    """Say how the ledger stands: how many deliveries, and how many in each state."""
    states = ("signed_for", "delivered", "sent", "refused", "withdrawn")
    counted = [(state, sum(one.state == state for one in ledger)) for state in states]
    parts = [f"{delivery_name(state)} {count}" for state, count in counted if count]
    left = sum(one.state not in OVER for one in ledger)
    tail = tr("，还在等 {left} 个").format(left=left) if left else tr("，都已答复")
    return tr("共发出 {count} 件：{parts}").format(count=len(ledger), parts="、".join(parts)) + tail


def asked_back_words(state: Matter) -> str:
    """Say that the sender asks a receipt back, and why; empty where it does not."""
    return tr("来文机关要求撤回：{why}").format(why=state.recall) if isinstance(state, Receipt) and state.recall else ""


def asking_forms(hub: Hub, run: Callable[[str], Callable[[], None]], cancel: Callable[[], None]) -> dict[str, Callable[[], Asking]]:
    """Give what makes the forms of this page; ``run`` gives what presses an action's button."""
    client = hub.client
    around = (client.directory, client.identity)
    return {
        "supplement": lambda: SupplementForm(around, Groups(hub), run("dispatch.supplement"), cancel),
        "recall": lambda: RecallForm(client.directory, run("dispatch.recall"), cancel),
        "copy_to": lambda: CopyForm(around, run("dispatch.copy_to"), cancel),
        "keep": lambda: KeepForm(run("receipt.keep"), cancel),
    }
