"""The choices of a page profile as rows: the control, what the standard says, a mark where the unit chooses otherwise."""

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from xzt.docs.checks.customs import CHOICES, GROUPS, Choice, departs, differs
from xzt.office.profile import STANDARD, Profile, limits
from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.amount import Amount, Calm
from xzt.ui.widgets.controls import Label, button, column, combo, panel, tag

_TITLE = 24
_FIRST_PITCH = 29.5
"""The pitch in points that is offered where one is to be fixed: the "line" of GB/T 33476.2, rounded."""


class Control(QWidget):
    """Something to choose a value with; ``changed`` carries the value that a person chose."""

    changed = Signal(object)

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(1.5))
        for part in parts:
            layout.addWidget(part)
        self.setFocusProxy(parts[-1])

    def show_value(self, value: object) -> None:
        """Show a value without telling anybody."""


def _title(choice: Choice) -> Label:
    """Make the title of a choice, as wide as the others' so that the controls stand below each other."""
    label = Label(choice.title)
    label.setMinimumWidth(theme.gap(_TITLE))
    return label


class Tick(Control):
    """Yes or no."""

    def __init__(self, choice: Choice) -> None:
        self.box = QCheckBox(choice.title)
        self.box.setObjectName(f"style.{choice.name}")
        self.box.setAccessibleName(choice.title)
        self.box.clicked.connect(self._on_clicked)
        super().__init__(self.box)

    def show_value(self, value: object) -> None:
        """Show it."""
        self.box.setChecked(value is True)

    def _on_clicked(self, on: bool) -> None:  # noqa: FBT001  Qt's own signature
        self.changed.emit(on)


class Drop(Control):
    """One of several; a value that is not among them, from a file for example, is offered as it is."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self.box = combo(f"style.{choice.name}", choice.title, [(str(value), words) for value, words in choice.values])
        self.box.setMinimumContentsLength(8)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        super().__init__(_title(choice), self.box)
        self._calm = Calm(self)
        self.box.installEventFilter(self._calm)
        self.box.activated.connect(self._on_chosen)

    def show_value(self, value: object) -> None:
        """Show it."""
        if self.box.findData(str(value)) < 0:
            self.box.addItem(str(value), str(value))
        self.box.setCurrentIndex(self.box.findData(str(value)))

    def _on_chosen(self, at: int) -> None:
        data = self.box.itemData(at)
        self.changed.emit(next((value for value, _ in self._choice.values if str(value) == data), data))


class Length(Control):
    """A length."""

    def __init__(self, choice: Choice) -> None:
        self.amount = Amount(f"style.{choice.name}", choice.title, choice.unit, (*limits(choice.name), choice.step))
        self.amount.changed.connect(self._on_changed)
        super().__init__(_title(choice), self.amount)

    def show_value(self, value: object) -> None:
        """Show it."""
        if isinstance(value, float | int):
            self.amount.show_value(value)

    def _on_changed(self, _value: float) -> None:
        self.changed.emit(self.amount.value())


class MaybeLength(Control):
    """A length that is fixed, or none."""

    def __init__(self, choice: Choice) -> None:
        self.box = QCheckBox(choice.title)
        self.box.setObjectName(f"style.{choice.name}.fixed")
        self.box.setAccessibleName(choice.title)
        self.box.setMinimumWidth(theme.gap(_TITLE))
        self.box.clicked.connect(self._on_fixed)
        self.amount = Amount(f"style.{choice.name}", choice.title, choice.unit, (*limits(choice.name), choice.step))
        self.amount.changed.connect(self._on_changed)
        super().__init__(self.box, self.amount)

    def show_value(self, value: object) -> None:
        """Show it; without one the number rests at what is offered first."""
        self.box.setChecked(value is not None)
        self.amount.setEnabled(value is not None)
        self.amount.show_value(value if isinstance(value, float | int) else _FIRST_PITCH)

    def _on_fixed(self, on: bool) -> None:  # noqa: FBT001  Qt's own signature
        self.changed.emit(self.amount.value() if on else None)

    def _on_changed(self, _value: float) -> None:
        self.changed.emit(self.amount.value())


def control_of(choice: Choice) -> Control:
    """Make the control that suits a choice."""
    usual = getattr(STANDARD, choice.name)
    if isinstance(usual, bool):
        return Tick(choice)
    if choice.values:
        return Drop(choice)
    return MaybeLength(choice) if usual is None else Length(choice)


class ChoiceRow(QWidget):
    """One choice; ``changed`` carries its name and its new value."""

    changed = Signal(str, object)

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self.choice = choice
        self.control = control_of(choice)
        self.control.changed.connect(self._tell)
        self.mark = tag("")
        self.mark.setObjectName(f"style.{choice.name}.mark")
        self.restore = button(f"style.{choice.name}.restore", tr("恢复"), self._on_restore, look="link")
        self.restore.setAccessibleName(tr("{title}：恢复国标").format(title=choice.title))
        head = QHBoxLayout()
        head.setSpacing(theme.gap(1.5))
        head.addWidget(self.control)
        head.addStretch(1)
        head.addWidget(self.mark)
        head.addWidget(self.restore)
        says = tr("国标：{says}（{clause}）").format(says=choice.says, clause=choice.clause)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(0.4))
        layout.addLayout(head)
        layout.addWidget(Label(says, tone="muted", size=0.92, wrap=True))

    def show_profile(self, profile: Profile, *, mine: bool) -> None:
        """Show what a profile chooses, and whether that is what the standard says; ``mine`` says that it may be changed."""
        other, firm = differs(self.choice, profile), departs(self.choice, profile)
        self.control.setEnabled(mine)
        self.control.show_value(getattr(profile, self.choice.name))
        self.mark.setText(tr("与国标不同") if firm else tr("本单位自定"))
        self.mark.set_tone("amber" if firm else "")
        self.mark.setVisible(other)
        self.restore.setVisible(other and mine)

    def _tell(self, value: object) -> None:
        self.changed.emit(self.choice.name, value)

    def _on_restore(self) -> None:
        self._tell(getattr(STANDARD, self.choice.name))
        self.control.setFocus()


class ChoiceList(QWidget):
    """All choices by group; ``changed`` carries the profile that a person has just made, ``touched`` the group of what changed."""

    changed = Signal(object)
    touched = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.profile = STANDARD
        self._mine = True
        self.rows = [ChoiceRow(choice) for choice in CHOICES]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(4))
        for group, title in GROUPS:
            inside = [row for row in self.rows if row.choice.group == group]
            layout.addWidget(panel(Label(title, bold=True), column(*inside, spacing=3), name=f"style.group.{group}"))
        for row in self.rows:
            row.changed.connect(self._on_changed)

    def show_profile(self, profile: Profile, *, mine: bool) -> None:
        """Show a profile."""
        self.profile, self._mine = profile, mine
        for row in self.rows:
            row.show_profile(profile, mine=mine)

    def _on_changed(self, name: str, value: object) -> None:
        self.show_profile(replace(self.profile, **{name: value}), mine=self._mine)
        self.touched.emit(next(choice.group for choice in CHOICES if choice.name == name))
        self.changed.emit(self.profile)
