"""Pictures of the steps of a journey, where somebody asks for them: ``XZT_PICTURES=DIR``."""

import os
from itertools import count
from pathlib import Path

from PySide6.QtWidgets import QWidget

from xzt.app.stage import settle


class Album:
    """Keeps a numbered picture of each step."""

    def __init__(self) -> None:
        self._folder = os.environ.get("XZT_PICTURES", "")
        self._n = count(1)

    def take(self, window: QWidget, name: str) -> None:
        """Keep a picture of a window."""
        if self._folder:
            settle(0.6)
            Path(self._folder).mkdir(parents=True, exist_ok=True)
            assert window.grab().save(str(Path(self._folder) / f"{next(self._n):02}-{name}.png"))
