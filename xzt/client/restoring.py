"""Getting a store back: from a backup, or afresh from the server, with everything that can be read of the store that it replaces.

The new store is built aside and read through before anything is touched; then ``xzt.client.replacing`` puts it in the place of the one
before, which is set aside and stays.
"""

import contextlib
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from xzt.client import profiles
from xzt.client.backingup import PLACE_FILE
from xzt.client.profiles import PROFILE_FILE, UNFINISHED
from xzt.client.replacing import finish, promote
from xzt.core.errors import Trouble
from xzt.store import carrying, chain, database, keyslots, lock, meta, rescue
from xzt.store.backups import ABOUT_FILE, Backup
from xzt.store.chunks import Chunks
from xzt.store.database import STORE_FILE, Connection, Damage
from xzt.store.keyslots import KEY_FILE
from xzt.store.rescue import NOTHING, Rescued


class Plan(Struct, frozen=True):
    """What restoring would carry over from the store as it is: commands without an answer, drafts with text, whether all was readable."""

    waiting: int
    drafts: int
    whole: bool


def plan(folder: Path, backup: Backup | None, password: str) -> Plan:
    """Look at what can be carried over; changes nothing. Blocks; call in a job."""
    with _held(folder):
        found = _rescue(folder, _keys(folder, backup, password)[0][0] if backup or (folder / KEY_FILE).exists() else b"")
    texts = {row["record"] for row in found.rows["draft_update"] if not row["n"]}
    return Plan(len(found.waiting), len(texts), not found.broken)


def restore(folder: Path, backup: Backup, password: str, now: datetime) -> None:
    """Put a backup in the place of the store. Blocks. ``Trouble("backup_damaged")`` where it does not hold; the store is as before then."""
    with _held(folder):
        aside = folder.with_name(folder.name + UNFINISHED)
        try:
            keys = _keys(folder, backup, password)
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True, mode=0o700)
            for path in backup.folder.iterdir():
                if path.name == STORE_FILE or (path.suffix == ".json" and path.name != ABOUT_FILE):
                    shutil.copyfile(path, aside / path.name)
            key, slot = _opening(aside, keys)
            for kept in (slot / KEY_FILE, folder / PLACE_FILE):
                if kept.exists():
                    shutil.copyfile(kept, aside / kept.name)
            carrying.carry(backup.folder, aside)
            _complete(aside, key, _rescue(folder, key), Chunks(folder, key))
            promote(folder, aside)
        except OSError as error:
            raise Trouble("disk", retry=True, detail=str(error)) from error
    finish(folder.parent, now)


def fetch_again(folder: Path, password: str, now: datetime) -> None:
    """Replace the store by a fresh one that gets everything from the server; needs the line. Blocks."""
    from xzt.client.access import join

    with _held(folder):
        try:
            profile = profiles.read(folder)
            found, before = NOTHING, None
            with contextlib.suppress(Trouble):  # without its key nothing can be read, and the server asks for the password itself
                key = keyslots.open_slot(folder, password)
                found, before = _rescue(folder, key), Chunks(folder, key)
            aside, data_key = join(folder, profile, password)
            if (folder / PLACE_FILE).exists():
                shutil.copyfile(folder / PLACE_FILE, aside / PLACE_FILE)
            _complete(aside, data_key, found, before)
            promote(folder, aside)
        except OSError as error:
            raise Trouble("disk", retry=True, detail=str(error)) from error
    finish(folder.parent, now)


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    held = lock.take(folder)
    try:
        yield
    finally:
        lock.give_back(held)


def _keys(folder: Path, backup: Backup | None, password: str) -> list[tuple[bytes, Path]]:
    """Open the key file of the store, and that of the backup: a changed password is in the first only, a lost key file in the second."""
    found: list[tuple[bytes, Path]] = []
    troubles: list[Trouble] = []
    for place in (folder, backup.folder) if backup else (folder,):
        try:
            key = keyslots.open_slot(place, password)
        except Trouble as trouble:
            troubles.append(trouble)
            continue
        if key not in [one for one, _ in found]:
            found.append((key, place))
    if not found:
        raise next((trouble for trouble in troubles if trouble.code == "wrong_password"), troubles[0])
    return found


def _opening(aside: Path, keys: list[tuple[bytes, Path]]) -> tuple[bytes, Path]:
    for key, slot in keys:
        with contextlib.suppress(Trouble):
            database.connect(aside, key).close()
            return key, slot
    raise Trouble("backup_damaged")


def _rescue(folder: Path, key: bytes) -> Rescued:
    return rescue.read(lambda: database.connect(folder, key))


def _migrate(db: Connection) -> None:
    try:
        database.migrate(db)
    except Trouble as trouble:
        raise Trouble("backup_damaged") if trouble.code == "store_damaged" else trouble from trouble


def _complete(aside: Path, key: bytes, found: Rescued, before: Chunks | None) -> None:
    files = rescue.carry(found, before, Chunks(aside, key)) if before else {}
    db = database.connect(aside, key)
    try:
        if database.damage(db, Damage.EVERYTHING):
            raise Trouble("backup_damaged")
        _migrate(db)
        with database.transaction(db):
            meta.put(db, "restored", rescue.lay(db, found, files))
            chain.begin(db, "restored")
    finally:
        db.close()
    if not (aside / PROFILE_FILE).exists() or not (aside / KEY_FILE).exists():
        raise Trouble("backup_damaged")
