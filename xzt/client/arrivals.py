"""What came over the exchange, checked by this machine itself (RCV-06): digest, organ, seal and signature of its sealed file.

The server's word is taken for none of it. A check runs in a job as soon as the file is here, and its verdict is kept in the store of this
device under the digest of the file; a page asks for what is known, which takes milliseconds. What is not here yet is never said to be good.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from xzt.client.jobs import Progress
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.core.notices import Changed, Notice
from xzt.office.receipt.state import Receipt, Step
from xzt.office.receipt.verdict import PENDING, Verdict, is_broken, settled

if TYPE_CHECKING:
    from xzt.client.session import Client

_LOOKED_AT = 200
"""Receipts that are looked through by themselves, the newest; older ones are checked when they are opened."""
_OPEN = frozenset({Step.ARRIVED, Step.REGISTER})
"""Before the register has a line for it: later a page asks."""
log = logging.getLogger(__name__)


class Kept(Struct, frozen=True):
    """A verdict with the roots that it was held against, and whether the file was here: not ``whole`` means that another came for it."""

    verdict: Verdict
    roots: str
    whole: bool = True


class Broken(Struct, frozen=True):
    """A receipt that waits for the document office and whose sealed file does not hold."""

    record: str
    title: str
    verdict: Verdict


class Arrivals:
    """The checks of one open store. ``broken`` lists what the document office should look at first, as last seen."""

    def __init__(self, client: "Client") -> None:
        self._client, self._lock = client, threading.Lock()
        self._checking = threading.Lock()  # one at a time: a second check would say another moment of the same file
        self._closed = self._waiting = False
        self._files: dict[str, str] = {}
        self.broken: tuple[Broken, ...] = ()

    def begin(self) -> None:
        """Check what is here, and from now on what comes."""
        self._client.subscribe(self._on_notice)
        self._look_soon()

    def close(self) -> None:
        """Begin no more checks."""
        with self._lock:
            self._closed = True

    def verdict(self, state: Receipt) -> Verdict | None:
        """Say what is known of a receipt's seal: what was found when it was entered, or here, or when it was registered elsewhere.

        None where there is nothing to check; ``PENDING`` while the file is not here or is being checked.
        """
        source = state.source
        if not (state.exchanged and source.file):
            return source.verdict
        kept = self._kept(source.file)
        return kept.verdict if kept else settled(state.verdict) or Verdict(PENDING, state.arrived)

    def ask(self, record: str) -> None:
        """Have one receipt checked, at whatever step, unless that is known."""
        state = self._client.record("receipt", record)
        if isinstance(state, Receipt) and self._is_open(state):
            self._run(partial(self._work, (record,)))

    def _on_notice(self, notice: Notice) -> None:
        if isinstance(notice, Changed) and (not notice.records or any(kind == "receipt" for kind, _ in notice.records)):
            self._look_soon()

    def _look_soon(self) -> None:
        with self._lock:
            if self._waiting:
                return
            self._waiting = True
        self._run(self._look)

    def _run(self, work: Callable[[Progress], None]) -> None:
        with self._lock:
            if not self._closed:
                self._client.jobs.run("arrivals", work).future.add_done_callback(_tell_failure)

    def _look(self, progress: Progress) -> None:
        with self._lock:
            self._waiting = False
        rows = [row for row in self._client.rows("receipts", limit=_LOOKED_AT) if row.step in _OPEN]
        files = {row.id: file for row in rows if (file := self._file_of(row.id))}
        self._work(tuple(record for record, file in files.items() if self._kept(file) is None), progress)
        known = ((row, self._kept(files[row.id])) for row in rows if row.id in files)
        found = tuple(Broken(row.id, row.title, kept.verdict) for row, kept in known if kept and is_broken(kept.verdict))
        before, self.broken = self.broken, found
        differ = {one.record for one in before} ^ {one.record for one in found}
        if differ:
            self._tell(differ)

    def _file_of(self, record: str) -> str:
        """Name the sealed file of a receipt of the exchange, which never changes: a receipt is read once for it."""
        if record not in self._files and isinstance(state := self._client.record("receipt", record), Receipt):
            self._files[record] = state.source.file if state.exchanged else ""
        return self._files.get(record, "")

    def _work(self, records: tuple[str, ...], progress: Progress) -> None:
        """Check what is here of these and tell of what is known now."""
        told = set[str]()
        for record in records:
            if progress.cancelled:
                return
            with self._checking:
                if self._keep(record):
                    told.add(record)
        if told:
            self._tell(told)

    def _keep(self, record: str) -> bool:
        """Check the file of one receipt and keep what was found, unless that is known; says whether something is known now."""
        state = self._client.record("receipt", record)
        found = self._check(state) if isinstance(state, Receipt) and self._is_open(state) else None
        if found and isinstance(state, Receipt):
            self._client.remember(f"verdict.{state.source.file}", found).result()
        return found is not None

    def _tell(self, records: set[str]) -> None:
        self._client.tell(Changed(tuple(("receipt", record) for record in sorted(records))))

    def _is_open(self, state: Receipt) -> bool:
        return bool(state.exchanged and state.source.file) and self._kept(state.source.file) is None

    def _kept(self, digest: str) -> Kept | None:
        """Give what was found of a file, unless by other roots, or before it came rightly."""
        kept = self._client.remembered(f"verdict.{digest}", Kept)
        if kept is None or kept.roots != self._roots():
            return None
        return kept if kept.whole or not self._client.has_blob(digest) else None

    def _roots(self) -> str:
        return sm3(encode(self._client.roots()))

    def _check(self, state: Receipt) -> Kept | None:
        """Check the file of a receipt; None while it is not here, or nobody is known yet to trust."""
        from xzt.client.verifying import other_file, verdict_of_sealed  # signing and archives load when a file comes

        client, digest, roots = self._client, state.source.file, self._roots()
        if not client.roots():
            return None
        try:
            data = client.blob(digest)
        except Trouble as trouble:
            log.info("a sealed file cannot be read, and is fetched again: %s", trouble.code)
            return None
        if data is not None:
            return Kept(verdict_of_sealed(client, state.source, data), roots)
        return Kept(other_file(client.now()), roots, whole=False) if client.files.was_wrong(digest) else None


def _tell_failure(done: "Future[None]") -> None:
    """A check that fails leaves the verdict open, which the pages say; why goes to the log."""
    error = CancelledError() if done.cancelled() else done.exception()
    if error and not isinstance(error, CancelledError):
        log.error("what came could not be checked", exc_info=error)
