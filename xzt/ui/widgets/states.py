"""What a list or pane shows instead of content: nothing there, still coming, went wrong. Each with what to do next."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from xzt.ui import icons, theme
from xzt.ui.widgets.controls import Label, button


class Blank(QWidget):
    """A calm page-filling state: icon, what it is, what to do."""

    def __init__(self, name: str, icon: str, title: str, hint: str = "", act: tuple[str, str, Callable[[], None]] | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self._sign = icon
        self._icon = Label()
        self.title = Label(title, size=1.1, wrap=True)
        self.hint = Label(hint, tone="muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.gap(2))
        layout.addStretch(2)
        for part in (self._icon, self.title, self.hint):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(part)
        if act is not None:
            layout.addSpacing(theme.gap(2))
            layout.addWidget(button(act[0], act[1], act[2]), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self._draw()

    def say(self, icon: str, title: str, hint: str = "") -> None:
        """Change what is said."""
        self._sign = icon
        self.title.setText(title)
        self.hint.setText(hint)
        self._draw()

    def _draw(self) -> None:
        self._icon.setPixmap(icons.picture(self._sign, "muted", theme.gap(9), self.devicePixelRatioF()))
