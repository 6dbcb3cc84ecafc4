"""Chinese input on Linux (AE-24): which module Qt is told to load, and ibus in the place of one that our Qt does not have.

UOS and 麒麟 set ``QT_IM_MODULE`` to fcitx, whose module is built for the system's own Qt and does not load in ours; fcitx5 answers the
protocol of ibus too. A module that a release puts beside ours is found and used. No Qt here: it is settled before Qt begins.
"""

import importlib.util
import os
import sys
from pathlib import Path

VARIABLE = "QT_IM_MODULE"
STAND_IN = "ibus"


def module() -> str:
    """Return the module that the desktop asks for, empty for none."""
    return os.environ.get(VARIABLE, "")


def loads(name: str, folder: Path | None = None) -> bool:
    """Say whether our Qt has a module of this name; fcitx and fcitx5 are one."""
    found = {path.name.lower() for path in (folder or modules_folder()).glob("*.so")}
    return any(name.lower().rstrip("0123456789") in file for file in found)


def modules_folder() -> Path:
    """Return where our Qt keeps its modules."""
    spec = importlib.util.find_spec("PySide6")
    return Path(spec.origin or "").parent / "Qt" / "plugins" / "platforminputcontexts" if spec else Path()


def settle() -> str:
    """Before Qt begins: put ibus in the place of a module that would not load; returns the name that was replaced, empty for none."""
    name = module()
    if not sys.platform.startswith("linux") or not name or os.environ.get("QT_IM_MODULES") or loads(name):
        return ""
    os.environ[VARIABLE] = STAND_IN
    return name
