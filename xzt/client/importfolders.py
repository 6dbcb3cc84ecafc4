"""The import folders of one store: each is watched from when it is chosen until it is ended, also after a restart."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from xzt.client.folders import RECEIPTS, ImportFolder, SetAside
from xzt.core.errors import Trouble
from xzt.core.notices import FileTaken
from xzt.store import meta
from xzt.store.database import Connection

if TYPE_CHECKING:
    from xzt.client.session import Client
    from xzt.client.watching import Watch, Ways

T = TypeVar("T")
_FOLDERS, _BEFORE, _ASIDE = "import_folders", "import_folder", "own.set_aside"
_MOST = 50
"""Files that are remembered as set aside; the newest are kept, the files themselves stay where they are."""


class ImportFolders:
    """Knows the folders and their watches. ``run`` writes the store."""

    def __init__(self, client: "Client", run: Callable[[Callable[[Connection], None]], Future[None]]) -> None:
        self._client, self._run = client, run
        self._watches: dict[str, Watch] = {}

    def all(self) -> tuple[ImportFolder, ...]:
        """List the folders that are watched; one that an earlier version kept counts as the first."""
        found = self._client.read(lambda db: meta.get(db, _FOLDERS, tuple[ImportFolder, ...]))
        before = self._client.read(lambda db: meta.get(db, _BEFORE, ImportFolder)) if found is None else None
        return found or ((before,) if before else ())

    def begin(self) -> None:
        """Watch what was watched before; a folder that cannot be used is told of."""
        for folder in self.all():
            try:
                self._watch(folder)
            except Trouble as trouble:
                self._client.tell(FileTaken(folder.path, trouble.code, folder.purpose))

    def watch(self, folder: ImportFolder) -> Future[None]:
        """Take in the files that are dropped into this folder from now on. Blocks while a file of it is being taken in."""
        self._end(folder.path)
        others = tuple(one for one in self.all() if one.path != folder.path)
        self._watch(folder)
        return self._keep((*others, folder))

    def end(self, path: str) -> Future[None]:
        """Watch a folder no more. Blocks while a file of it is being taken in."""
        self._end(path)
        return self._keep(tuple(one for one in self.all() if one.path != path))

    def set_aside(self) -> tuple[SetAside, ...]:
        """List what was set aside and nobody has taken note of, newest first."""
        return self._client.remembered("set_aside", tuple[SetAside, ...]) or ()

    def note_aside(self) -> Future[None]:
        """Take note of what was set aside; the files stay where they are."""
        return self._run(lambda db: meta.drop(db, _ASIDE))

    def close(self) -> None:
        """Stop; files under way are finished first."""
        for path in list(self._watches):
            self._end(path)

    def _keep(self, folders: tuple[ImportFolder, ...]) -> Future[None]:
        def work(db: Connection) -> None:
            meta.put(db, _FOLDERS, folders)
            meta.drop(db, _BEFORE)

        return self._run(work)

    def _end(self, path: str) -> None:
        watch = self._watches.pop(path, None)
        if watch is not None:
            watch.close()

    def _watch(self, folder: ImportFolder) -> None:
        from xzt.client.watching import ENDINGS as TEXTS
        from xzt.client.watching import Watch, take_in

        ways: Ways = (partial(take_in, self._client), TEXTS)
        if folder.purpose == RECEIPTS:
            from xzt.client.receiving import ENDINGS, take_in_receipt

            ways = (partial(take_in_receipt, self._client), ENDINGS)
        self._watches[folder.path] = Watch(folder, ways, partial(self._on_taken, folder))

    def _on_taken(self, folder: ImportFolder, name: str, code: str) -> None:
        """Tell of a file; one that was set aside is remembered first, so that its reason can be read later too."""
        if code:
            where = str(Path(folder.path) / folder.aside)
            aside = SetAside(name, code, where, self._client.now(), folder.purpose)
            kept = (aside, *self.set_aside())[:_MOST]
            self._run(lambda db: meta.put(db, _ASIDE, kept)).result()
        self._client.tell(FileTaken(name, code, folder.purpose))
