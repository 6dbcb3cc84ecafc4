"""The bar at the foot of an opened record: what can be done, in a stable order, with why not; what is seldom needed in a menu (更多)."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from xzt.ui import actions, theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, clear, settle


class RecordBar(QFrame):
    """Shows buttons; ``run`` is called with the action that was pressed."""

    def __init__(self, run: Callable[[actions.Spec], None]) -> None:
        super().__init__()
        self._run = run
        self.setObjectName("record.bar")
        self.setAccessibleName(tr("可办的事"))
        self.setProperty("look", "actionbar")
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(theme.gap(4), theme.gap(2), theme.gap(6), theme.gap(2))
        self._box.setSpacing(theme.gap(2))

    def show_all(self, always: list[QWidget], offered: list[tuple[actions.Spec, str]], stands: str) -> None:
        """Show what is always there on the left, then the actions, each with why it is not open; ``stands`` where there are none."""
        clear(self._box)
        for part in always:
            self._box.addWidget(part)
        self._box.addStretch(1)
        seldom = [spec for spec, why_not in offered if spec.more and not why_not]
        shown = [(spec, why_not) for spec, why_not in offered if not spec.more]
        if seldom:
            self._box.addWidget(self._menu_button(seldom))
        for spec, why_not in sorted(shown, key=lambda one: not one[0].apart):
            self._box.addWidget(self._action_button(spec, why_not))
        if not offered:
            self._box.addWidget(Label(stands, tone="muted"))
        settle(self)

    def _action_button(self, spec: actions.Spec, why_not: str) -> QPushButton:
        look = "primary" if spec.primary and not why_not else ""
        made = button(spec.id, spec.title, partial(self._run, spec), icon=spec.icon, look=look)
        made.setEnabled(not why_not)
        key = actions.key_words("Ctrl+Return" if spec.primary else spec.key)
        made.setToolTip(why_not or (tr("{title}（{key}）").format(title=spec.title, key=key) if key else spec.title))
        made.setAccessibleDescription(why_not)
        return made

    def _menu_button(self, specs: list[actions.Spec]) -> QPushButton:
        made = button("record.more", tr("更多"), lambda: None)
        menu = QMenu(made)
        menu.setObjectName("record.more.menu")
        for spec in specs:
            action = menu.addAction(spec.title)
            action.setObjectName(f"more.{spec.id}")
            action.triggered.connect(partial(self._run, spec))
        made.setMenu(menu)
        made.setToolTip("、".join(spec.title for spec in specs))
        return made
