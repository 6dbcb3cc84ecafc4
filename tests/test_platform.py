"""Facts of the platform that the house stands on: which Qt, and who loads it."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOOD_QT = {"6.8.3", "6.9.3"}

VOID_CALLS = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
label.setText("x")
before = sys.getrefcount(None)
for _ in range(20_000):
    label.setText("x")
print(sys.getrefcount(None) - before)
"""

WITHOUT_QT = """
import importlib, pkgutil, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError("Qt is not here")

sys.meta_path.insert(0, Blocker())
import xzt
for module in pkgutil.walk_packages(xzt.__path__, "xzt."):
    if not module.name.startswith(("xzt.ui", "xzt.app", "xzt.__main__")):
        importlib.import_module(module.name)
        print(module.name)
assert xzt.cli.run(xzt.cli.parse(["verify", "there is nothing here"])) != 0
"""

STARTED = """
import os, sys, tempfile
from pathlib import Path
import xzt.app.desktop
from xzt.ui.desktop import Desktop, make_application
application = make_application()
desktop = Desktop(Path(tempfile.mkdtemp(dir=os.environ["XDG_DATA_HOME"])))
desktop.start()
application.processEvents()
print(*sorted({name.split(".")[0] for name in sys.modules}))
desktop.stop()
"""


def run(code: str) -> str:
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_one_good_qt_is_pinned() -> None:
    """AE-01: both lock files name the Qt that is installed, and it is one of the two that work on Python 3.11 and glibc 2.28."""
    import PySide6

    assert PySide6.__version__ in GOOD_QT
    for lock in ("requirements.txt", "requirements-dev.txt"):
        pins = re.findall(r"^pyside6\S*==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
        assert pins == [PySide6.__version__]


def test_void_calls_keep_none_alive() -> None:
    """AE-01: 20,000 calls that return nothing neither abort the process nor drain the references to None."""
    assert abs(int(run(VOID_CALLS))) < 100


def test_everything_but_the_window_runs_without_qt() -> None:
    """AE-03: client, command line, server and rules import on a machine that has no Qt at all."""
    imported = set(run(WITHOUT_QT).split())
    assert {"xzt.cli", "xzt.core", "xzt.office", "xzt.client.session", "xzt.server.service", "xzt.sync.engine"} <= imported


def test_the_desktop_starts_light() -> None:
    """AE-19: bringing up the unlock window loads no reader of documents, no HTTP client and no server."""
    loaded = set(run(STARTED).split())
    assert "PySide6" in loaded
    assert not loaded & {"docx", "openpyxl", "pikepdf", "lxml", "httpx", "reportlab", "starlette", "uvicorn", "keyring", "fontTools"}


def test_locks_are_hashed_and_name_no_index() -> None:
    """AE-32: every locked version has its hashes, and no lock file says where this machine fetched it."""
    for lock in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert not re.search(r"^--", text, re.MULTILINE)
        entries = re.split(r"\n(?=\S)", text.strip())
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_the_program_imports_is_in_its_own_lock() -> None:
    """Nothing that only the tests install may be needed by a person: every third-party import of ``xzt`` is in requirements.txt."""
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    owners = importlib.metadata.packages_distributions()
    missing = set()
    for path in (ROOT / "xzt").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.append(node.module)
            for top in {name.partition(".")[0] for name in names} - {"xzt"} - sys.stdlib_module_names:
                if not any(re.sub(r"[-_.]+", "-", owner).lower() in locked for owner in owners.get(top, [])):
                    missing.add((top, str(path.relative_to(ROOT))))
    assert not missing
