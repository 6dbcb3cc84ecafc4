"""A drafter at work, to be killed: attaches a file, saves for later, switches to another draft and back, says so, and hangs.

Arguments: folder of the store, password, path of the file.
"""

import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.sync.town import document
from tests.ui.stage import under_the_pen, until
from xzt.client.access import unlock
from xzt.client.commands import Accepted
from xzt.client.session import Client
from xzt.office.dispatch.state import Dispatch
from xzt.ui import theme
from xzt.ui.window import MainWindow


def attached(client: Client, record: str) -> tuple[str, ...]:
    state = client.record("dispatch", record)
    assert isinstance(state, Dispatch)
    return tuple(file.name for file in state.attached)


def work(window: MainWindow, path: Path) -> str:
    """Attach, save, switch to another draft and back; gives the record."""
    client = window.client
    drafts = []
    for _ in range(2):
        outcome = client.start_draft(document()).result(60)
        assert isinstance(outcome, Accepted)
        drafts.append(outcome.record)
    window.open_record("dispatch", drafts[0])
    page = under_the_pen(window)
    page.trigger("dispatch.attach")
    page.attaching.add(path)
    until(lambda: attached(client, drafts[0]) == (path.name,))
    page.trigger("dispatch.save")
    for record in (drafts[1], drafts[0]):
        window.open_record("dispatch", record)
        until(lambda record=record: under_the_pen(window).record == record)  # type: ignore[misc]
        page.trigger("dispatch.attach")
    return drafts[0]


if __name__ == "__main__":
    app = QApplication([])
    theme.apply_theme(app, "light")
    shown = MainWindow(unlock(Path(sys.argv[1]), sys.argv[2]))
    shown.show()
    print(work(shown, Path(sys.argv[3])), flush=True)
    time.sleep(600)
