"""A restored store takes the place of the one before, whole, in two renames that the next start finishes after a cut."""

import shutil
from datetime import datetime
from pathlib import Path

from xzt.client.backingup import SET_ASIDE
from xzt.client.profiles import RESTORED
from xzt.core.errors import Trouble
from xzt.store import lock
from xzt.store.keyslots import flush_file, flush_folder


def promote(folder: Path, aside: Path) -> None:
    """Say that the store built in ``aside`` is complete: from here on it is the one, and ``finish`` puts it in its place."""
    for path in aside.iterdir():
        if path.is_file():  # the chunk files in their folder were flushed one by one as they came
            flush_file(path)
    flush_folder(aside)
    ready = folder.with_name(folder.name + RESTORED)
    shutil.rmtree(ready, ignore_errors=True)
    aside.rename(ready)
    flush_folder(folder.parent)


def pending(folder: Path) -> bool:
    """Say whether a restored store waits to take this one's place."""
    return folder.with_name(folder.name + RESTORED).exists()


def finish(root: Path, now: datetime) -> None:
    """Let every store that is ready take its place; the one before is set aside and never deleted.

    ``Trouble("store_in_use")`` while a window has the one before open; it is tried again when that store is opened next.
    """
    try:
        held = lock.take(root)
    except Trouble:  # another window is at it
        return
    try:
        for ready in sorted(root.glob(f"*{RESTORED}")):
            folder = ready.with_suffix("")
            if folder.exists():
                lock.give_back(lock.take(folder))
                away = _free(root / SET_ASIDE / f"{folder.name}-{now:%Y%m%d-%H%M%S-%f}")
                away.parent.mkdir(mode=0o700, exist_ok=True)
                folder.rename(away)
                flush_folder(away.parent)
            ready.rename(folder)
            flush_folder(root)
    except OSError as error:
        raise Trouble("store_in_use", retry=True) from error
    finally:
        lock.give_back(held)


def _free(wished: Path) -> Path:
    free, n = wished, 1
    while free.exists():
        n += 1
        free = wished.with_name(f"{wished.name}-{n}")
    return free
