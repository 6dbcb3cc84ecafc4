"""P10: every statement of every migration fails, from every schema that ever landed: the store is the old one, and then the new one."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from tests.durability.workloads import STORE, House, migration
from xzt.core.errors import Trouble
from xzt.store import database, schema
from xzt.store.database import Connection

_WRONG = "INSERT INTO nowhere VALUES(1)"


def fail_everywhere(house: House, folder: Path) -> Iterator[tuple[int, int, str]]:
    """Fail at each statement in turn; gives for each schema how many statements there are and what is wrong."""
    for version in range(1, len(schema.MIGRATIONS)):
        work = migration(house, version)
        at = folder / f"from-{version}"
        at.mkdir(parents=True)
        work.prepare(at)
        before, statements, wrong = work.look(at), sum(len(one) for one in schema.MIGRATIONS[version:]), ""
        for failing in range(statements):
            db = database.connect(at / STORE, house.key)
            wrong = wrong or _fail(db, version, failing)
            db.close()
            if work.look(at) != before:
                wrong = f"something was left of a migration that failed at {failing}"
        db = database.connect(at / STORE, house.key)
        database.migrate(db)
        if database.outdated(db):
            wrong = "not of today"
        db.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
        try:
            database.migrate(db)
            wrong = "a store of a newer program was touched"
        except Trouble as trouble:
            wrong = wrong or ("" if trouble.code == "store_newer" else trouble.code)
        db.close()
        shutil.rmtree(at)
        yield version, statements, wrong


def _fail(db: Connection, version: int, failing: int) -> str:
    done = 0
    broken = []
    for number, statements in enumerate(schema.MIGRATIONS, start=1):
        lines = list(statements)
        for n in range(len(lines)) if number > version else ():
            if done == failing:
                lines.insert(n, _WRONG)
            done += 1
        broken.append(tuple(lines))
    with mock.patch.object(database, "MIGRATIONS", tuple(broken)):
        try:
            database.migrate(db)
        except Exception as error:  # noqa: BLE001  the engine's own error, which is a fault of the program and no trouble
            return "" if "no such table: nowhere" in str(error) else str(error)
    return f"the statement {failing} was not reached"
