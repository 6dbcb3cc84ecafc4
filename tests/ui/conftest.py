"""What every test of the window has: the look, and a stage that is taken down again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.stage import Stage
from xzt.ui import theme


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns that it has no window manager to tell sizes to; that is no fault of ours."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture
def look(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light look."""
    theme.apply_theme(qapp, "light")
    yield qapp
    theme.apply_theme(qapp, "light")


@pytest.fixture
def stage(look: QApplication, tmp_path: Path) -> Iterator[Stage]:
    """A real server and real stores."""
    made = Stage(tmp_path)
    yield made
    made.close()
