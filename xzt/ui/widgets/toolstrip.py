"""A strip of tools: icon buttons in groups, made from actions as data. A button shows the action's title and key as its tool tip."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QToolButton

from xzt.ui import actions, theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import icon_button
from xzt.ui.widgets.flow import FlowLayout


class ToolStrip(QFrame):
    """Shows groups of actions by their ids; a click runs the action."""

    def __init__(self, name: str, title: str, groups: Sequence[Sequence[str]], run: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("look", "toolbar")
        self.buttons: dict[str, QToolButton] = {}
        layout = FlowLayout(self, 0.4)
        for at, group in enumerate(groups):
            if at:
                layout.addWidget(_parting())
            for action in group:
                spec = actions.BY_ID[action]
                made = icon_button(f"strip.{action}", spec.title, spec.icon, partial(run, action))
                made.setToolTip(
                    tr("{title}（{key}）").format(title=spec.title, key=actions.key_words(spec.key)) if spec.key else spec.title
                )
                made.setFocusPolicy(Qt.FocusPolicy.ClickFocus if self.buttons else Qt.FocusPolicy.StrongFocus)
                made.installEventFilter(self)
                self.buttons[action] = made
                layout.addWidget(made)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the strip be one stop of Tab, with arrows from tool to tool."""
        buttons = list(self.buttons.values())
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

    def mark(self, action: str, among: Sequence[str]) -> None:
        """Show one of several actions as the one that holds now."""
        for one in among:
            self.buttons[one].setCheckable(True)
            self.buttons[one].setChecked(one == action)


def _parting() -> QFrame:
    made = QFrame()
    made.setProperty("look", "rule")
    made.setFixedSize(1, theme.gap(6))
    return made
