"""Disks that fail: the power goes at a statement, the space runs out. What was committed is there again afterwards, and nothing else."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


class PowerCut(BaseException):
    """The machine went off. No program catches it."""


class Disk:
    """A database connection with a fuse: it burns at a statement, and from then on nothing is done any more."""

    execute: Callable[..., Any]
    """Run one statement."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._fuse: int | None = None
        self._dead = self._full = False
        self.execute = connection.execute

    @property
    def fuse(self) -> int | None:
        """After how many steps it burns; None for never."""
        return self._fuse

    @fuse.setter
    def fuse(self, steps: int | None) -> None:
        self._fuse = steps
        self._lead()

    @property
    def dead(self) -> bool:
        """Whether it is off."""
        return self._dead

    @dead.setter
    def dead(self, off: bool) -> None:
        self._dead = off
        self._lead()

    def _lead(self) -> None:
        """Put the fuse before every statement, or nothing, as nearly always: a run makes thousands of them."""
        self.execute = self._execute if self._dead or self._fuse is not None else self._connection.execute

    @property
    def in_transaction(self) -> bool:
        self._burn(0)
        return bool(self._connection.in_transaction)

    @property
    def total_changes(self) -> int:
        return int(self._connection.total_changes)

    def _execute(self, sql: str, parameters: Iterable[object] = ()) -> Any:
        """Run one statement, or go off before it or after it."""
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
        self._full = True
        (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
        self._connection.execute(f"PRAGMA max_page_count = {int(pages) + spare}")

    def free(self) -> None:
        """Let it have room again."""
        if not self._full:
            return
        self._full = False
        self._connection.execute("PRAGMA max_page_count = 1073741823")

    def interrupt(self) -> None:
        """Stop what runs."""
        self._connection.interrupt()

    def close(self) -> None:
        """Close it, dead or not."""
        self._connection.close()

    def _burn(self, count: int) -> None:
        if self._dead:
            raise PowerCut
        if self._fuse is not None and count:
            self._fuse -= count
            if self._fuse < 0:
                self.dead = True
                raise PowerCut


def as_found_after_power_cut(folder: Path, name: str, copy: Path) -> None:
    """Copy a database with its log as they stand on the disk at this moment."""
    copy.mkdir(parents=True, exist_ok=True)
    for part in (name, f"{name}-wal"):
        if (folder / part).exists():
            shutil.copyfile(folder / part, copy / part)
