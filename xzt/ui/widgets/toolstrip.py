"""A strip of tools: icon buttons in groups, made from actions as data. A button shows the action's title and key as its tool tip."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from xzt.ui import actions, theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import icon_button


class ToolStrip(QFrame):
    """Shows groups of actions by their ids; a click runs the action."""

    def __init__(self, name: str, title: str, groups: Sequence[Sequence[str]], run: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.buttons: dict[str, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for at, group in enumerate(groups):
            if at:
                layout.addWidget(_parting())
            for action in group:
                spec = actions.BY_ID[action]
                made = icon_button(f"strip.{action}", spec.title, spec.icon, partial(run, action))
                made.setToolTip(
                    tr("{title}（{key}）").format(title=spec.title, key=actions.key_words(spec.key)) if spec.key else spec.title
                )
                self.buttons[action] = made
                layout.addWidget(made)
        layout.addStretch(1)

    def mark(self, action: str, among: Sequence[str]) -> None:
        """Show one of several actions as the one that holds now."""
        for one in among:
            self.buttons[one].setCheckable(True)
            self.buttons[one].setChecked(one == action)


def _parting() -> QFrame:
    made = QFrame()
    made.setProperty("look", "rule")
    made.setFixedWidth(1)
    made.setContentsMargins(theme.gap(1), 0, theme.gap(1), 0)
    return made
