"""Walks over a window's widgets: what has no name, what is cut off, where Tab goes."""

import time
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QScrollArea, QWidget

LAYING_OUT = 10.0
"""Seconds, of which a window that is whole takes none."""
NAMED = {
    QAccessible.Role.PushButton,
    QAccessible.Role.Button,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.List,
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
    QAccessible.Role.ProgressBar,
    QAccessible.Role.PageTabList,
}


def visible(window: QWidget) -> Iterator[QWidget]:
    """Every widget in sight."""
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window):
            yield widget


def nameless(window: QWidget) -> list[str]:
    """Controls that a screen reader could not name (AE-25)."""
    found = []
    for widget in visible(window):
        inner = widget.objectName().startswith("qt_") or widget.focusPolicy() == Qt.FocusPolicy.NoFocus
        seen = QAccessible.queryAccessibleInterface(widget)
        if seen is None or inner or isinstance(widget.parentWidget(), QComboBox):
            continue
        if seen.role() in NAMED and not seen.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def unnamed_objects(window: QWidget) -> list[str]:
    """Controls that a journey could not find."""
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    return [f"{type(one).__name__} {one.accessibleName()}" for one in visible(window) if isinstance(one, kinds) and not one.objectName()]


def clipped(window: QWidget) -> list[str]:
    """Labels and controls whose text has less room than it needs, forms that do not scroll sideways and are cut there (AE-26).

    What is being laid out is waited for: a page gives its parts their heights a round of events after it got its words.
    """
    deadline = time.monotonic() + LAYING_OUT
    while (found := _clipped(window)) and time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.005)
    return found


def _clipped(window: QWidget) -> list[str]:
    return [f"{type(one).__name__} {one.objectName()} {words}" for one in visible(window) if (words := _cut(one))]


def _cut(widget: QWidget) -> str:
    if isinstance(widget, QLabel) and widget.text():
        wanted = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.fontMetrics().height()
        return f"{widget.text()[:30]!r}: {widget.height()} < {wanted}" if widget.height() + 1 < wanted else ""
    if isinstance(widget, QAbstractButton):
        hint = widget.sizeHint()
        narrow = bool(widget.text()) and widget.width() + 1 < hint.width()
        return f"{widget.size().toTuple()} < {hint.toTuple()}" if narrow or widget.height() + 1 < hint.height() else ""
    if isinstance(widget, QScrollArea) and widget.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        inner = widget.widget()
        return f"{widget.viewport().width()} < {inner.width()}" if inner is not None and widget.viewport().width() < inner.width() else ""
    if isinstance(widget, QLineEdit | QComboBox):
        return f"{widget.height()}" if widget.height() + 1 < widget.minimumSizeHint().height() else ""
    return ""


def tab_stops(window: QWidget, most: int = 120) -> list[QWidget]:
    """Where Tab goes from the control that has the focus, until it comes round."""
    found: list[QWidget] = []
    for _ in range(most):
        focus = QApplication.focusWidget()
        if focus is None or focus in found:
            return found
        found.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return found
