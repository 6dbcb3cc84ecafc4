"""A number with its unit between two buttons: typed, or changed in steps by keys and clicks. The wheel scrolls the page, not the number."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QWidget

from xzt.ui import theme
from xzt.ui.widgets.controls import icon_button


class Calm(QObject):
    """Keeps the wheel from changing what does not have the focus; install it on spin boxes and drop-downs that scroll with a page."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the wheel on to the page."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


class Amount(QWidget):
    """The number; ``changed`` after every change by a person."""

    changed = Signal(float)

    def __init__(self, name: str, title: str, unit: str, limits: tuple[float, float, float]) -> None:
        super().__init__()
        least, most, step = limits
        self.spin = QDoubleSpinBox()
        self.spin.setObjectName(name)
        self.spin.setAccessibleName(title)
        self.spin.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.spin.setDecimals(2 if step < 0.1 else 1 if step < 1 else 0)
        self.spin.setRange(least, most)
        self.spin.setSingleStep(step)
        self.spin.setSuffix(f" {unit}" if unit else "")
        self.spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.spin.setKeyboardTracking(False)
        self.spin.setFixedWidth(theme.gap(19))
        self._calm = Calm(self)
        self.spin.installEventFilter(self._calm)
        self.spin.valueChanged.connect(self.changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(0.6))
        layout.addWidget(icon_button(f"{name}.less", f"{title} −", "less", partial(self.spin.stepBy, -1)))
        layout.addWidget(self.spin)
        layout.addWidget(icon_button(f"{name}.more", f"{title} +", "add", partial(self.spin.stepBy, 1)))
        self.setFocusProxy(self.spin)

    def value(self) -> float:
        """Return the number, without the dust of its steps."""
        return round(self.spin.value(), 3)

    def show_value(self, value: float) -> None:
        """Show a number without telling anybody."""
        with QSignalBlocker(self.spin):
            self.spin.setValue(value)
