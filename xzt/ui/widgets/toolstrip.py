"""A strip of tools in groups, made from actions as data: icon buttons, and menus of those actions of which one holds at a time."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QMenu, QToolButton

from xzt.ui import actions, theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import icon_button
from xzt.ui.widgets.flow import FlowLayout


class ToolStrip(QFrame):
    """Shows groups of actions by their ids; a click runs the action. A group that is named in ``choices`` is one button with a menu."""

    def __init__(
        self, name: str, title: str, groups: Sequence[tuple[str, ...]], choices: Mapping[tuple[str, ...], str], run: Callable[[str], None]
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("look", "toolbar")
        self._run = run
        self._stops: list[QToolButton] = []
        self.buttons: dict[str, QToolButton] = {}
        self.chosen: dict[tuple[str, ...], QToolButton] = {}
        layout = FlowLayout(self, 0.2)
        for at, group in enumerate(groups):
            if at:
                layout.addWidget(_parting())
            if group in choices:
                self.chosen[group] = self._choice(group, choices[group])
                layout.addWidget(self.chosen[group])
            else:
                for action in group:
                    self.buttons[action] = self._tool(action)
                    layout.addWidget(self.buttons[action])

    def _tool(self, action: str) -> QToolButton:
        spec = actions.BY_ID[action]
        made = icon_button(f"strip.{action}", spec.title, spec.icon, partial(self._run, action))
        made.setToolTip(tr("{title}（{key}）").format(title=spec.title, key=actions.key_words(spec.key)) if spec.key else spec.title)
        self._stop(made)
        return made

    def _choice(self, group: tuple[str, ...], title: str) -> QToolButton:
        """Make a button that says which action of a group holds and opens the others; as wide as the longest."""
        made, menu = QToolButton(), QMenu(self)
        made.setObjectName(f"strip.{group[0]}")
        made.setToolTip(title)
        made.setAccessibleName(title)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for action in group:
            spec = actions.BY_ID[action]
            menu.addAction(f"{spec.title}\t{actions.key_words(spec.key)}", partial(self._run, action))
        made.setMenu(menu)
        widest = max(made.fontMetrics().horizontalAdvance(actions.BY_ID[action].title) for action in group)
        made.setMinimumWidth(widest + theme.gap(6))
        self._stop(made)
        return made

    def _stop(self, made: QToolButton) -> None:
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus if self._stops else Qt.FocusPolicy.StrongFocus)
        made.installEventFilter(self)
        self._stops.append(made)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the strip be one stop of Tab, with arrows from tool to tool."""
        buttons = self._stops
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in buttons:
            step = {int(Qt.Key.Key_Right): 1, int(Qt.Key.Key_Left): -1}.get(event.key(), 0)
            if step:
                at = next(n for n, one in enumerate(buttons) if one is watched)
                other = buttons[(at + step) % len(buttons)]
                buttons[at].setFocusPolicy(Qt.FocusPolicy.ClickFocus)
                other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                other.setFocus()
                return True
        return super().eventFilter(watched, event)

    def mark(self, action: str, among: tuple[str, ...]) -> None:
        """Show one of several actions as the one that holds now."""
        if (choice := self.chosen.get(among)) is not None:
            choice.setText(actions.BY_ID[action].title if action in among else choice.toolTip())
            return
        for one in among:
            self.buttons[one].setCheckable(True)
            self.buttons[one].setChecked(one == action)


def _parting() -> QFrame:
    made = QFrame()
    made.setProperty("look", "rule")
    made.setFixedSize(1, theme.gap(6))
    return made
