"""An import folder: a file dropped there becomes a draft. A half-copied file is waited for, a bad one is set aside with the reason.

Nothing is ever deleted: what was taken in goes to one sub-folder, what could not be read to another, under names that the window gives.
"""

import logging
import queue
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from xzt.client.folders import ImportFolder
from xzt.core.errors import Refusal, Trouble
from xzt.docs.importing.files import read_file

if TYPE_CHECKING:
    from xzt.client.session import Client

STILL = 1.0
"""Seconds in which a file must not grow before it counts as whole."""
LOOK_AGAIN = 60.0
"""Seconds after which the folder is looked through in any case: shares on a network tell nothing of what comes."""
ENDINGS = (".txt", ".docx")
_LOOK, _END = "look", "end"

log = logging.getLogger(__name__)
# WORKAROUND watchdog 7.1.0: every orderly stop is logged as an error of its emitter; real failures raise
logging.getLogger("watchdog.observers.inotify").setLevel(logging.CRITICAL)


Ways = tuple[Callable[[Path], None], tuple[str, ...]]


class Watch:
    """Watches one folder until it is closed.

    ``ways``: what reads a file and keeps it, and the endings of the files that it is for. ``say`` hears name and code of the trouble or "".
    """

    def __init__(self, folder: ImportFolder, ways: Ways, say: Callable[[str, str], None]) -> None:
        self._folder, self._say = folder, say
        self._take, self._endings = ways
        self._path = Path(folder.path)
        self._news: queue.Queue[str] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name="import-folder", daemon=True)
        self._observer = Observer()
        try:
            for name in (folder.taken, folder.aside):
                (self._path / name).mkdir(parents=True, exist_ok=True)
            self._observer.schedule(_Bell(self._news), str(self._path))
            self._observer.start()
        except OSError as error:
            raise Trouble("folder_unusable", path=folder.path, detail=str(error)) from error
        self._news.put(_LOOK)  # what lay there before
        self._thread.start()

    def close(self) -> None:
        """Stop; a file under way is finished first."""
        self._observer.stop()
        self._news.put(_END)
        self._observer.join()
        self._thread.join()

    def _work(self) -> None:
        while True:
            try:
                if self._news.get(timeout=LOOK_AGAIN) == _END:
                    return
            except queue.Empty:
                pass
            if not self._look_through():
                return

    def _look_through(self) -> bool:
        """Take in every whole file; says whether to go on."""
        for path in sorted(self._path.iterdir()):
            if path.suffix.lower() not in self._endings or path.name.startswith((".", "~")) or not path.is_file():
                continue
            if not self._is_whole(path):
                self._news.put(_LOOK)
                continue
            self._take_in(path)
            if not self._thread_wanted():
                return False
        return True

    def _thread_wanted(self) -> bool:
        return self._observer.is_alive()

    def _is_whole(self, path: Path) -> bool:
        """Say whether a file has stopped growing."""
        try:
            before = path.stat()
            time.sleep(STILL)
            after = path.stat()
        except OSError:
            return False
        return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and after.st_size > 0

    def _take_in(self, path: Path) -> None:
        code, where = "", self._folder.taken
        try:
            self._take(path)
        except Trouble as trouble:
            if trouble.retry:
                log.info("an import waits: %s", trouble.code)
                return
            code, where = trouble.code, self._folder.aside
        shutil.move(path, _free(self._path / where / path.name))
        self._say(path.name, code)


class _Bell(FileSystemEventHandler):
    """Rings for whatever happens in the folder; the worker looks for itself."""

    def __init__(self, news: queue.Queue[str]) -> None:
        self._news = news

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Ring once for many."""
        if event.event_type in {"created", "modified", "moved", "closed"} and self._news.empty():
            self._news.put(_LOOK)


def take_in(client: "Client", path: Path) -> None:
    """Make a draft of one file, with the unit's own mark and series where the file does not name them."""
    identity = client.identity
    unit = client.directory.unit(identity.unit)
    series = unit.series if unit else ()
    letters = frozenset(unit.letter_series) if unit else frozenset()
    document = read_file(path, letter_series=letters).document
    document = structs.replace(
        document,
        series=document.series or next(iter(series), ""),
        mark=document.mark or identity.unit_name,
        signers=document.signers or (identity.unit_name,),
        printer=document.printer or identity.unit_name,
    )
    outcome = client.start_draft(document).result()
    if isinstance(outcome, Refusal):
        raise Trouble("import_refused", reason=outcome.code)


def _free(path: Path) -> Path:
    """Give a name that no file has yet: nothing is overwritten."""
    at = 1
    found = path
    while found.exists():
        at += 1
        found = path.with_name(f"{path.stem} ({at}){path.suffix}")
    return found
