"""The message strip: says what was done with a way to undo it, or what went wrong; leaves by itself, never stops anybody (AE-13)."""

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button


class Message(Struct, frozen=True):
    """What the strip says. ``undo`` is the command that can be taken back; ``stays`` keeps it until it is closed (failures)."""

    text: str
    undo: str = ""
    stays: bool = False
    passing: bool = False
    """What it says holds only until everything is sent."""


class Strip(QFrame):
    """One message at the bottom of its parent, above everything else."""

    undone = Signal(str)
    SECONDS = 10

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setProperty("look", "strip")
        self.words = Label(wrap=True)
        self.words.setObjectName("strip.words")
        self.undo = button("strip.undo", tr("撤销"), self._on_undo)
        self.dismiss = button("strip.close", tr("知道了"), self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(2), theme.gap(2), theme.gap(2))
        layout.setSpacing(theme.gap(3))
        layout.addWidget(self.words, 1)
        layout.addWidget(self.undo)
        layout.addWidget(self.dismiss)
        self._around, self._passing = parent, False
        self._command = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show a message in place of the one before and announce it to a screen reader."""
        self._command, self._passing = message.undo, message.passing
        self.words.setText(message.text)
        self.undo.setVisible(bool(message.undo))
        self.dismiss.setVisible(message.stays)
        self._place()
        self.show()
        self.raise_()
        self._timer.stop()
        if not message.stays:
            self._timer.start(self.SECONDS * 1000)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message.text))

    def sent(self) -> None:
        """Everything has reached the server: nothing can be undone any more."""
        self._command = ""
        self.undo.hide()
        if self._passing:
            self.hide()
        elif self.isVisible():
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the parent changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _on_undo(self) -> None:
        command, self._command = self._command, ""
        self.hide()
        if command:
            self.undone.emit(command)

    def _place(self) -> None:
        around = self._around.rect()
        longest = min(around.width() - theme.gap(8), theme.gap(150))
        buttons = sum(part.sizeHint().width() + theme.gap(3) for part in (self.undo, self.dismiss) if not part.isHidden())
        wanted = self.words.fontMetrics().horizontalAdvance(self.words.text()) + buttons + theme.gap(10)
        width = max(min(longest, wanted), theme.gap(28))
        text_width = width - buttons - theme.gap(8)
        height = max(self.words.heightForWidth(text_width), self.undo.sizeHint().height()) + theme.gap(5)
        self.setGeometry((around.width() - width) // 2, around.height() - height - theme.gap(19), width, height)
