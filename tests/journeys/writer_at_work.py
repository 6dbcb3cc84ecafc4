"""A process that is killed: a clerk writes a notice from nothing by keyboard alone, then the process says what stands there and hangs.

Arguments: folder of the stores, address of the server, name of the person. The last line of its output is JSON: title, lines, caret, count.
"""

import sys
import time
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.journeys.sample import CLOCK
from tests.ui.stage import type_text, until
from xzt.app.sample_server import sample_password
from xzt.client.access import sign_in
from xzt.ui import theme
from xzt.ui.editing import caret_of
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.pages.returning import Place
from xzt.ui.window import MainWindow

CTRL, SHIFT, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
KEY = Qt.Key


def focused() -> QWidget:
    """Return what has the keyboard."""
    until(lambda: QApplication.focusWidget() is not None)
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    """Press a key where the keyboard is."""
    for _ in range(times):
        QTest.keyClick(focused(), key, modifiers)


def go_to(name: str, key: Qt.Key = KEY.Key_Tab) -> None:
    """Press Tab, or Shift+Tab, until a control has the keyboard."""
    for _ in range(80):
        if focused().objectName() == name:
            return
        press(key, SHIFT if key == KEY.Key_Backtab else NONE)
    raise AssertionError(name, focused().objectName())


def write(words: str) -> None:
    """Write as an input method does: what is being composed first, then what was chosen."""
    QApplication.sendEvent(focused(), QInputMethodEvent("pinyin", []))
    type_text(focused(), words)


def begin(window: MainWindow) -> DraftingPage:
    """Begin with an empty document."""
    press(KEY.Key_N, CTRL)
    until(lambda: window.current().objectName() == "page.begin")
    go_to("begin.empty")
    press(KEY.Key_Space)
    until(lambda: isinstance(window.current(), DraftingPage))
    page = window.current()
    assert isinstance(page, DraftingPage)
    until(lambda: page.keeper.session is not None)
    return page


def compose(page: DraftingPage) -> None:
    """Title, recipients, text with headings, a table, a picture, a phrase; then replace a word everywhere and count."""
    go_to("element.title", KEY.Key_Backtab)
    write("关于做好样例工作的通知")
    go_to("element.recipients")
    write("各样例单位")
    go_to("body")
    for line in ("为做好样例工作，现就有关事项通知如下。", "一、总体要求", "坚持𠮷祥如意。", "二、任务分工"):
        write(line)
        press(KEY.Key_Return)
    press(KEY.Key_T, CTRL | SHIFT)
    QTest.keyClicks(focused(), "2")
    go_to("table.columns")
    QTest.keyClicks(focused(), "2")
    go_to("table.insert")
    press(KEY.Key_Space)
    for word in ("单位", "时限", "样例机关", "六月底"):
        write(word)
        if word != "六月底":
            press(KEY.Key_Tab)
    press(KEY.Key_Down)
    picture = QImage(90, 60, QImage.Format.Format_RGB32)
    picture.fill(QColor("#28598F"))
    QGuiApplication.clipboard().setImage(picture)
    press(KEY.Key_V, CTRL)
    until(lambda: any(line.look.level == 7 for line in page.editor.lines()))
    write("图1　样例图")
    press(KEY.Key_Down)
    press(KEY.Key_Y, CTRL | SHIFT)
    write("特此通知")
    press(KEY.Key_Return)
    press(KEY.Key_H, CTRL)
    write("样例")
    go_to("find.instead")
    write("示范")
    go_to("find.replace_all")
    press(KEY.Key_Space)
    press(KEY.Key_Escape)
    press(KEY.Key_J, CTRL | SHIFT)


def main(stores: Path, server: str, person: str) -> None:
    """Write, say what stands there, and hang until killed."""
    app = QApplication([])
    theme.apply_theme(app, "light")
    client = sign_in(stores, server, person, sample_password(person), CLOCK)
    client.start()
    window = MainWindow(client)
    window.show()
    window.activateWindow()
    until(window.isActiveWindow)
    page = begin(window)
    compose(page)
    counted = window.strip.words.text()
    press(KEY.Key_Home, CTRL)
    press(KEY.Key_Down, times=2)
    press(KEY.Key_Right, times=3)
    write("最后写的")
    until(lambda: "已存在本机" in page.frame.saved.text())
    caret, document = caret_of(page.editor), page.document()
    here = Place(page.parts.key, caret.line, caret.column)
    until(lambda: client.remembered(f"caret.{page.record}", Place) == here)
    assert document is not None
    said = {
        "title": document.title,
        "recipients": document.recipients,
        "lines": [line.text for line in page.editor.lines()],
        "levels": [line.look.level for line in page.editor.lines()],
        "caret": [caret.line, caret.column],
        "count": counted,
        "record": page.record,
    }
    sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
    sys.stdout.flush()
    while True:
        app.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
