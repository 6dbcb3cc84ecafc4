"""Engines broken on purpose, each in a way that a sync engine must never be: every suite that proves the engine has to catch them."""

import asyncio
import contextlib
import functools
from collections.abc import Iterator
from typing import Any
from unittest import mock

from msgspec import structs

from xzt.client import commands, session
from xzt.client.writer import Writer
from xzt.office import registry
from xzt.server import apply, handlers
from xzt.server.pull import read_head, read_page
from xzt.store import outbox


@contextlib.contextmanager
def no_idempotency() -> Iterator[None]:
    """The server does not remember which commands it has answered."""

    def known(rows: object) -> dict[str, object]:
        return {}

    class Forgetful(apply.Batch):
        @property
        def kept(self) -> list[Any]:
            return []

        @kept.setter
        def kept(self, _: list[Any]) -> None:
            return

    with mock.patch.object(apply, "_known", known), mock.patch.object(apply, "Batch", Forgetful):
        yield


@contextlib.contextmanager
def cursor_skips_late_commits() -> Iterator[None]:
    """The page is read in one moment and the number that the client goes on from in a later one."""

    async def page(database: Any, caller: Any, after: int) -> Any:
        found = await read_page(database, caller, after)
        await asyncio.sleep(0.02)
        async with database.reading() as tx:
            head = await read_head(tx, caller.unit)
        return structs.replace(found, next=head.head, head=head.head)

    with mock.patch.object(handlers, "read_page", page):
        yield


@contextlib.contextmanager
def outbox_outside_the_transaction() -> Iterator[None]:
    """What a person sees is committed first, and the command that is to be sent after it."""

    def submit(client: session.Client, kind: str, record: str, command: registry.Command) -> Any:
        later: list[Any] = []
        writer: Writer = client._writer
        with mock.patch.object(commands, "enqueue", lambda *given: later.append(given[1:])):
            shown = writer.run(
                lambda db: commands.submit(db, commands.Subject(kind, record), command, client._act(), client._around(), client.key)
            )
            shown.result()
        for given in later:
            writer.run(functools.partial(_enqueue, given=given)).result()
        client.engine.wake()
        return shown

    with mock.patch.object(session.Client, "submit", submit):
        yield


def _enqueue(db: Any, given: Any) -> None:
    commands.enqueue(db, *given)


@contextlib.contextmanager
def replay_drops_refused_commands() -> Iterator[None]:
    """A command that the rules refuse over a newer state is taken for done."""
    warn = outbox.warn

    def drop(db: Any, command: str, code: str) -> None:
        warn(db, command, code)
        if code:
            outbox.finish(db, command, "noted", code)

    with mock.patch.object(outbox, "warn", drop):
        yield


MUTANTS = {
    "no idempotency": no_idempotency,
    "cursor skips late commits": cursor_skips_late_commits,
    "outbox outside the transaction": outbox_outside_the_transaction,
    "replay drops refused commands": replay_drops_refused_commands,
}
