"""What the killed and the cramped processes do: one command after the other, each said to be done only when it is."""

import itertools
import os
import sys
from pathlib import Path

from tests.office.world import document
from tests.store.places import Desk
from xzt.client.commands import Accepted
from xzt.client.writer import Writer
from xzt.core.errors import Trouble
from xzt.office.dispatch.commands import StartDraft
from xzt.store import database


def write(folder: Path, key: bytes, size: int = 100) -> None:
    """Submit for ever on the one writer thread, as the client does."""
    desk, writer = Desk(), Writer(database.connect(folder, key), lambda _: None)
    for n in itertools.count():
        command = StartDraft(document(text=f"第{n}件" + "长" * size))
        outcome = writer.run(desk.submit(f"{os.getpid()}-{n}", command)).result()
        if not isinstance(outcome, Accepted):
            raise TypeError(outcome)
        sys.stdout.write(f"done {outcome.command}\n")
        sys.stdout.flush()


def fill(folder: Path, key: bytes) -> None:
    """Submit until the world fails, and say how."""
    try:
        write(folder, key, size=9000)
    except Trouble as trouble:
        sys.stdout.write(f"trouble {trouble.code}\n")
        sys.stdout.flush()
        os._exit(0)
