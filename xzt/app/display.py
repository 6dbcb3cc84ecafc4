"""Whether there is a screen to open windows on."""

import os
import sys


def has_display() -> bool:
    """Say whether windows can be seen: always on Windows and macOS, on Linux where an X or Wayland display is named."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
