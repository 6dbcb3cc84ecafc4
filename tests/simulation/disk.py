"""Disks that fail: the power goes at a statement, the space runs out. What was committed is there again afterwards, and nothing else."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class PowerCut(BaseException):
    """The machine went off. No program catches it."""


class Disk:
    """A database connection with a fuse: it burns at a statement, and from then on nothing is done any more."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.fuse: int | None = None
        self.dead = False

    @property
    def in_transaction(self) -> bool:
        self._burn(0)
        return bool(self._connection.in_transaction)

    def execute(self, sql: str, parameters: Iterable[object] = ()) -> Any:
        """Run one statement, or go off before it or after it."""
        if self.fuse is None and not self.dead:  # as nearly always; this is called a thousand times a second of a run
            return self._connection.execute(sql, tuple(parameters))
        self._burn(1)
        result = self._connection.execute(sql, tuple(parameters))
        self._burn(1)
        return result

    def executemany(self, sql: str, parameters: Iterable[Iterable[object]]) -> Any:
        """Run one statement many times."""
        self._burn(1)
        return self._connection.executemany(sql, parameters)

    def fill(self, spare: int) -> None:
        """Let the disk have room for ``spare`` more pages."""
        (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
        self._connection.execute(f"PRAGMA max_page_count = {int(pages) + spare}")

    def free(self) -> None:
        """Let it have room again."""
        self._connection.execute("PRAGMA max_page_count = 1073741823")

    def interrupt(self) -> None:
        """Stop what runs."""
        self._connection.interrupt()

    def close(self) -> None:
        """Close it, dead or not."""
        self._connection.close()

    def _burn(self, count: int) -> None:
        if self.dead:
            raise PowerCut
        if self.fuse is not None and count:
            self.fuse -= count
            if self.fuse < 0:
                self.dead = True
                raise PowerCut


def as_found_after_power_cut(folder: Path, name: str, copy: Path) -> None:
    """Copy a database with its log as they stand on the disk at this moment."""
    copy.mkdir(parents=True, exist_ok=True)
    for part in (name, f"{name}-wal"):
        if (folder / part).exists():
            shutil.copyfile(folder / part, copy / part)
