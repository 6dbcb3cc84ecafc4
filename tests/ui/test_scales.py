"""Scales from 1 to 2 in every look without anything cut off (AE-26), and a light start (AE-19): each in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from tests.ui.stage import ROOT


@pytest.mark.parametrize("scale", ["1", "1.25", "1.5", "2"])
def test_nothing_is_cut_at_any_scale(scale: str) -> None:
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.ui.scales"], check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["ratio"] == float(scale)
    assert said["found"] == []


def test_the_unlock_window_loads_nothing_heavy() -> None:
    """AE-19: what pages need is loaded with the pages."""
    program = (
        "import sys, tempfile; from pathlib import Path\n"
        "from xzt.ui.desktop import Desktop, make_application\n"
        "app = make_application()\n"
        "desktop = Desktop(Path(tempfile.gettempdir()) / 'xzt-none')\n"
        "desktop.start(); app.processEvents(); desktop.stop()\n"
        "heavy = {'docx', 'lxml', 'httpx', 'reportlab', 'fontTools', 'uharfbuzz', 'pikepdf', 'keyring', 'uvicorn'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-c", program], check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"
