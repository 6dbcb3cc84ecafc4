"""A clerk at work, to be killed: unlocks the store in the real window and drafts, saves and submits without end.

Each command that the program has acknowledged is printed at once; what was printed must never be lost.
"""

import sys
from pathlib import Path

import msgspec

from tests.journeys.sample import CLOCK, document
from xzt.client.commands import Accepted
from xzt.core.encoding import encode
from xzt.office.dispatch.commands import SaveDraft, Submit
from xzt.office.dispatch.state import Route


def work(root: Path, person: str, password: str) -> None:
    from xzt.app.stage import press, until, write
    from xzt.ui.desktop import Desktop, make_application

    make_application()
    desktop = Desktop(root, clock=CLOCK)
    unlock = desktop.show_unlock()
    write(unlock, "unlock.password", password)
    press(unlock, "unlock.open")
    until(lambda: bool(desktop.windows), "window")
    client = desktop.windows[0].client
    print(f"open {person}", flush=True)
    at = 0
    while True:
        at += 1
        text = document(f"第{at}号")
        done = client.start_draft(text)
        until(done.done, "draft")
        outcome = done.result()
        assert isinstance(outcome, Accepted), outcome
        print(f"ack {outcome.command} {outcome.record}", flush=True)
        for command in (SaveDraft(msgspec.Raw(encode(document(f"第{at}号，改")))), Submit(Route("yi-1", "ding-1"))):
            given = client.submit("dispatch", outcome.record, command)
            until(given.done, "command")
            said = given.result()
            assert isinstance(said, Accepted), said
            print(f"ack {said.command} {said.record}", flush=True)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
