"""One element of a document in a form: its name, its control, and below it what is wrong with it."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from xzt.ui.lineformat import units
from xzt.ui.widgets.controls import Label, row


class ElementField(QWidget):
    """A control with its name above and a remark below, which is out of sight while there is none."""

    def __init__(self, title: str, control: QWidget) -> None:
        super().__init__()
        self.control = control
        self._title = title
        label = Label(title, tone="muted", size=0.92)
        label.setBuddy(control)
        self.remark = Label(size=0.88, wrap=True)
        self.remark.setObjectName(f"{control.objectName()}.remark")
        self.remark.hide()
        self._head = row(label, None, spacing=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for part in (self._head, control, self.remark):
            layout.addWidget(part)
        layout.addStretch(1)

    def add_tool(self, tool: QWidget) -> None:
        """Put a small button beside the name."""
        head = self._head.layout()
        if head is not None:
            head.addWidget(tool)
        self.setTabOrder(self.control, tool)

    def show_remark(self, words: str, tone: str = "") -> None:
        """Say what is wrong with the element, or nothing."""
        if self.remark.text() != words:
            self.remark.setText(words)
            self.remark.set_tone(tone)
            self.control.setAccessibleDescription(words)
        self.remark.setVisible(bool(words))

    def select(self, start: int, end: int) -> None:
        """Take the focus and select a stretch of the text, in code points."""
        self.control.setFocus()
        if isinstance(self.control, QLineEdit):
            text = self.control.text()
            self.control.setSelection(units(text, start), units(text, end) - units(text, start))
        elif isinstance(self.control, QPlainTextEdit):
            text, cursor = self.control.toPlainText(), self.control.textCursor()
            cursor.setPosition(units(text, start))
            cursor.setPosition(units(text, end), cursor.MoveMode.KeepAnchor)
            self.control.setTextCursor(cursor)


def connect_changes(field: ElementField, run: Callable[[], None]) -> None:
    """Have ``run`` called after every change of a field's value, whatever its control."""
    control = field.control
    if isinstance(control, QLineEdit | QPlainTextEdit):
        control.textChanged.connect(run)
    elif isinstance(control, QComboBox):
        control.currentIndexChanged.connect(run)
