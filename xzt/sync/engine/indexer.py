"""Catches the full-text index up beside the sync, portion by portion, with a line or without one."""

import asyncio
import logging

from xzt.core.errors import Trouble
from xzt.store import indexing
from xzt.sync.engine.rounds import Transactions, look, run

log = logging.getLogger(__name__)


class Indexer:
    """Works in the engine's loop; what it has not done stays noted in the store and is begun again."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Do what is to be done, unless that is under way."""
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._catch_up())

    async def stop(self) -> None:
        """Stop after the portion under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _catch_up(self) -> None:
        try:
            while await look(self._transactions, indexing.is_behind) and await run(self._transactions, indexing.catch_up):
                pass
        except Trouble as trouble:
            log.warning("the index waits: %s", trouble.code)
