"""From starting the process to a window that a person can use: ours to the unlock window, against bare PySide6 with one list."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.rows import Row, alternate, row
from xzt.client.profiles import Profile, write

ROOT = Path(__file__).parents[1]
PAINTED = """
def painted(app, window):
    while not (window.windowHandle() and window.windowHandle().isExposed()):
        app.processEvents()
    app.processEvents()
    print("painted", flush=True)
    os._exit(0)
"""
OURS = f"""
import os, sys
from xzt import cli
cli.parse([])
from xzt.client.profiles import default_root
from xzt.ui.desktop import Desktop, make_application
{PAINTED}
app = make_application()
desktop = Desktop(default_root())
painted(app, desktop.start())
"""
BARE = f"""
import os, sys
from PySide6.QtWidgets import QApplication, QListWidget
{PAINTED}
app = QApplication(["bare"])
window = QListWidget()
window.addItems(["one", "two", "three"])
window.show()
painted(app, window)
"""


def measure(rounds: int) -> list[Row]:
    """Measure both, alternating, at least five times each, with one store on the machine to list."""
    with tempfile.TemporaryDirectory(prefix="xzt-start-") as home:
        folder = Path(home) / "xzt" / "one"
        folder.mkdir(parents=True)
        write(folder, Profile(str(folder), "sample", "http://127.0.0.1:9", "device", sample=True))
        environment = os.environ | {"XDG_DATA_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        ours, bare = alternate(max(rounds, 5), lambda: _start(OURS, environment), lambda: _start(BARE, environment))
    return [row("start to the first usable window", "1 store", ours, bare)]


def _start(code: str, environment: dict[str, str]) -> float:
    """Start a process and wait until its window is painted; gives the seconds."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        seconds = time.perf_counter() - began
    if line != "painted\n" or process.returncode:
        raise RuntimeError("the window did not come up")
    return seconds
