"""The fixtures of ``conftest.py`` catch what they are there to catch (AE-28)."""

import re
from pathlib import Path

import pytest

pytest_plugins = "pytester"
ROOT = Path(__file__).parents[1]

SAMPLE = """
import logging, threading, time
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget

kept = []

def test_clean(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()

def test_clean_by_itself(qtbot):
    widget = QWidget()
    timer = QTimer(widget)
    timer.start(1000)
    widget.deleteLater()

def test_expected_warning(caplog):
    logging.getLogger("x").warning("expected")

def test_leaves_widget(qtbot):
    kept.append(QWidget())

def test_leaves_timer(qtbot):
    kept.append(QTimer())
    kept[-1].start(1000)

def test_leaves_qt_thread(qtbot):
    kept.append(QThread())
    kept[-1].start()

def test_leaves_thread():
    threading.Thread(target=time.sleep, args=(3,)).start()

def test_warns():
    logging.getLogger("x").warning("not expected")

def test_cleans_up():
    kept[-1].quit()
    kept[-1].wait()
"""


def test_what_dangles_is_found(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """AE-28: a widget, a timer, a thread of Qt, a thread of Python and a warning left by a test each fail it; the others pass."""
    shared = (Path(__file__).parent / "conftest.py").read_text(encoding="utf-8")
    impatient, changed = re.subn(r"^GRACE_SECONDS = .*$", "GRACE_SECONDS = 0.2", shared, flags=re.MULTILINE)
    assert changed == 1
    pytester.makeconftest(impatient)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(SAMPLE)
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-q")
    result.assert_outcomes(passed=9, errors=5)
    result.stdout.fnmatch_lines_random(
        [
            "ERROR *test_leaves_widget*",
            "ERROR *test_leaves_timer*",
            "ERROR *test_leaves_qt_thread*",
            "ERROR *test_leaves_thread*",
            "ERROR *test_warns*",
        ]
    )
