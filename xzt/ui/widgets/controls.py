"""Labels, buttons, fields and boxes, made by functions that demand a name: no control without one can be built here (AE-25, RS-10)."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from xzt.ui import icons, theme


class Label(QLabel):
    """A label that shows its text as it is: foreign text is never read as markup (RS-10)."""

    def __init__(self, text: str = "", *, tone: str = "", size: float = 1.0, bold: bool = False, wrap: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        if tone:
            self.setProperty("tone", tone)
        if size != 1.0 or bold:
            self.setFont(theme.scaled_font(size, bold=bold))
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_tone(self, tone: str) -> None:
        """Change the tone (muted, accent, red, amber or none)."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)


def tag(text: str, tone: str = "") -> Label:
    """Make a word tag with a thin frame."""
    label = Label(text, tone=tone, size=0.88)
    label.setProperty("look", "tag")
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return label


def button(name: str, title: str, run: Callable[[], None], *, icon: str = "", look: str = "") -> QPushButton:
    """Make a push button; ``name`` is its object name, ``look`` one of primary, plain, link, chip, nav."""
    made = QPushButton(title)
    made.setObjectName(name)
    made.setAccessibleName(title)
    if look:
        made.setProperty("look", look)
    if icon:
        icons.put(made, icon, {"primary": "on_accent", "link": "accent"}.get(look, "ink"))
        made.setIconSize(QSize(theme.gap(3.6), theme.gap(3.6)))
    made.setAutoDefault(False)
    made.clicked.connect(run)
    return made


def icon_button(name: str, title: str, icon: str, run: Callable[[], None]) -> QToolButton:
    """Make a button that shows only an icon; its title is its accessible name and its tool tip."""
    made = _icon_only(name, title, icon)
    made.clicked.connect(run)
    return made


def link_icon(name: str, title: str, icon: str, run: Callable[[], None]) -> QToolButton:
    """Make a small such button for a line of text."""
    made = _icon_only(name, title, icon)
    made.setIconSize(QSize(theme.gap(3), theme.gap(3)))
    made.setProperty("look", "small")
    made.clicked.connect(run)
    return made


def toggle_button(name: str, title: str, icon: str, run: Callable[[], None]) -> QToolButton:
    """Make such a button that stays down; ``run`` is called whenever it goes up or down."""
    made = _icon_only(name, title, icon)
    made.setCheckable(True)
    made.toggled.connect(run)
    return made


def _icon_only(name: str, title: str, icon: str) -> QToolButton:
    made = QToolButton()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setToolTip(title)
    icons.put(made, icon)
    made.setIconSize(QSize(theme.gap(4), theme.gap(4)))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def check_box(name: str, title: str, hint: str = "") -> QCheckBox:
    """Make a check box; ``hint`` says what it does."""
    made = QCheckBox(title)
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setToolTip(hint)
    return made


def line_edit(name: str, title: str, hint: str = "") -> QLineEdit:
    """Make a one-line field with its accessible name."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setPlaceholderText(hint)
    return made


def put_text(edit: QLineEdit | QPlainTextEdit, text: str) -> None:
    """Show a text in a field; the caret stays, and what differs in blanks at the ends alone is left as it is being typed."""
    if isinstance(edit, QLineEdit):
        if edit.text().strip() != text:
            at = edit.cursorPosition()
            edit.setText(text)
            edit.setCursorPosition(min(at, len(edit.text())))
    elif edit.toPlainText().strip() != text:
        at = edit.textCursor().position()
        edit.setPlainText(text)
        cursor = edit.textCursor()
        cursor.setPosition(min(at, edit.document().characterCount() - 1))
        edit.setTextCursor(cursor)


def text_edit(name: str, title: str, hint: str = "", lines: int = 3) -> QPlainTextEdit:
    """Make a field of several lines; Tab leaves it."""
    made = QPlainTextEdit()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setPlaceholderText(hint)
    made.setTabChangesFocus(True)
    made.setFixedHeight(round(theme.em() * (lines * 1.15 + 0.9)))
    return made


def combo(name: str, title: str, entries: Sequence[tuple[str, str]]) -> QComboBox:
    """Make a drop-down of (data, words)."""
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(4)
    for data, words in entries:
        made.addItem(words, data)
    return made


def choose(box: QComboBox, data: str) -> None:
    """Select the entry whose data is ``data``, if it is there."""
    at = box.findData(data)
    if at >= 0:
        box.setCurrentIndex(at)


def chosen(box: QComboBox) -> str:
    """Return the data of the selected entry, empty for none."""
    return str(box.currentData() or "")


def field(title: str, control: QWidget) -> QWidget:
    """Put a small label above a control and make it the control's buddy."""
    label = Label(title, tone="muted", size=0.92)
    label.setBuddy(control)
    return column(label, control, spacing=1)


Part = QWidget | QLayout | int | None


def row(*parts: Part, spacing: float = 2, margins: tuple[float, ...] = (0, 0, 0, 0), name: str = "") -> QWidget:
    """Put parts side by side. ``None`` is a stretch, a number a distance; distances are quarters of a line."""
    return _box(QHBoxLayout(), parts, spacing, margins, name)


def column(*parts: Part, spacing: float = 2, margins: tuple[float, ...] = (0, 0, 0, 0), name: str = "") -> QWidget:
    """Put parts below each other; as ``row``."""
    return _box(QVBoxLayout(), parts, spacing, margins, name)


def panel(*parts: Part, spacing: float = 2, margins: tuple[float, ...] = (4, 3, 4, 4), name: str = "") -> QFrame:
    """Put parts below each other on a framed surface."""
    made = QFrame()
    made.setProperty("look", "panel")
    fill(QVBoxLayout(made), parts, spacing, margins)
    if name:
        made.setObjectName(name)
    return made


def _box(layout: QBoxLayout, parts: Sequence[Part], spacing: float, margins: tuple[float, ...], name: str) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    fill(layout, parts, spacing, margins)
    if name:
        made.setObjectName(name)
    return made


def fill(layout: QBoxLayout, parts: Sequence[Part], spacing: float, margins: tuple[float, ...]) -> None:
    """Fill a layout with parts as ``row`` describes."""
    layout.setSpacing(theme.gap(spacing))
    layout.setContentsMargins(*(theme.gap(margin) for margin in margins))
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(theme.gap(part))
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


def rule() -> QFrame:
    """Make a thin horizontal line."""
    made = QFrame()
    made.setProperty("look", "rule")
    made.setFixedHeight(1)
    return made


class Scrolled(QScrollArea):
    """Scrolls vertically only, and so is never narrower than what it holds, where the layout around lets it."""

    def minimumSizeHint(self) -> QSize:
        """Return the least width of the content beside the scroll bar, inside the frame of the focus."""
        least = super().minimumSizeHint()
        inner = self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth()
        return QSize(max(least.width(), inner), least.height())


def scrolled(inner: QWidget, name: str, title: str, *, whole: bool = False) -> QScrollArea:
    """Let a widget scroll vertically; ``whole`` keeps the area as wide as its content."""
    area = Scrolled() if whole else QScrollArea()
    area.setObjectName(name)
    area.setAccessibleName(title)
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Tab reaches it for scrolling; a click into its ground frames nothing
    return area


def settle(widget: QWidget) -> None:
    """Show what was just put into a widget's layout and lay it out at once, up to its scroll area: half-laid rows never meet the eye."""
    layout = widget.layout()
    for at in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(at) if layout is not None else None
        inner = item.widget() if item is not None else None
        if inner is not None and not inner.isHidden():
            inner.show()
    around: QWidget | None = widget
    while around is not None and not around.isWindow():
        inside = around.layout()
        if inside is not None:
            inside.invalidate()
            inside.activate()
        viewport = around.parentWidget()
        area = viewport.parentWidget() if viewport is not None else None
        if isinstance(area, QScrollArea) and area.widget() is around:
            QCoreApplication.sendEvent(around, QEvent(QEvent.Type.LayoutRequest))
            QCoreApplication.postEvent(around, QEvent(QEvent.Type.LayoutRequest))
        around = around.parentWidget()


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
