"""P7 and P8: changed bytes, swapped, emptied and cut pages, cut logs; wrong keys and changed key files. Nothing of it passes for whole."""

import contextlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from sqlcipher3 import dbapi2

from tests.durability.pages import PAGE, meaning, plain
from tests.durability.workloads import STORE, Clerk, House, pulled
from tests.office.world import document
from tests.store.places import START
from xzt.core.errors import Trouble
from xzt.core.ids import derived_id
from xzt.office.dispatch import commands as d
from xzt.store import blobs, database, drafts, keyslots, meta, outbox
from xzt.store.chunks import Chunks
from xzt.store.database import STORE_FILE, Connection, Damage, transaction
from xzt.store.drafts import Stored
from xzt.store.examining import examine
from xzt.store.keyslots import KEY_FILE
from xzt.sync.engine import rounds

OWN = ("search_docsize", "search_idx")
"""Where the full-text index keeps what it has put where: an earlier page of these is known not to be found (docs/reliability.md)."""


class Tally(Struct):
    """How many changes were tried and found."""

    tried: int = 0
    found: int = 0

    def count(self, found: int, tried: int = 1) -> None:
        """Add some."""
        self.tried += tried
        self.found += found


def fill(db: Connection) -> None:
    """Give the store something in every table that matters."""
    clerk = Clerk("filled")
    for n in range(20):
        clerk.give(db, f"f{n}", d.StartDraft(document(f"第{n}号样例", "样例正文内容。" * 200)))
    blobs.put(db, b"file " * 9000, uploaded=False)


def closed(house: House, folder: Path, size: int = 0) -> Path:
    """Make a store that is closed, its log written back; gives its file. ``size``: at least so many bytes."""
    house.prepare(folder, fill)
    db = house.connect(folder)
    n = 0
    while (folder / STORE / STORE_FILE).stat().st_size < size:
        with transaction(db):
            blobs.put(db, random.Random(n).randbytes(700_000), uploaded=True)
        n += 1
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return folder / STORE / STORE_FILE


def bad_pages(house: House, path: Path) -> int:
    """Count the pages that the check of every page names, by the engine alone: the schema itself may be unreadable."""
    db = dbapi2.connect(str(path))
    try:
        db.set_key(b"x'" + house.key.hex().encode() + b"'")
        return sum(1 for _ in db.execute("PRAGMA cipher_integrity_check"))
    finally:
        db.close()


def is_found(house: House, folder: Path) -> bool:
    """Say whether the program finds damage."""
    try:
        db = database.connect(folder / STORE, house.key)
    except Trouble as trouble:
        return trouble.code == "store_damaged"
    try:
        return bool(database.damage(db, Damage.EVERYTHING))
    finally:
        db.close()


def flip_every_byte(house: House, folder: Path, step: int = 1) -> Tally:
    """Change each ``step``-th byte of the file: one in every page at a time, for each page is found by itself; the first page alone."""
    path = closed(house, folder)
    whole, tally = path.read_bytes(), Tally()
    pages = len(whole) // PAGE
    for at in range(0, PAGE, step):
        changed = bytearray(whole)
        for page in range(1, pages):
            changed[page * PAGE + at] ^= 1 << at % 8
        _write(path, changed)
        tally.count(bad_pages(house, path), pages - 1)
        changed = bytearray(whole)
        changed[at] ^= 1 << at % 8
        _write(path, changed)
        tally.count(int(is_found(house, folder)))
    _write(path, whole)
    assert not is_found(house, folder)
    return tally


def flip_some(house: House, folder: Path, count: int, size: int = 10_000_000) -> Tally:
    """Change random bits of a large store, one page each, a hundred pages at a time."""
    path = closed(house, folder, size)
    whole, dice, tally = path.read_bytes(), random.Random(7), Tally()
    while tally.tried < count:
        changed = bytearray(whole)
        for page in dice.sample(range(1, len(whole) // PAGE), 100):
            changed[page * PAGE + dice.randrange(PAGE)] ^= 1 << dice.randrange(8)
        _write(path, changed)
        tally.count(bad_pages(house, path), 100)
    _write(path, whole)
    return tally


def break_pages(house: House, folder: Path, count: int) -> Tally:
    """Empty a page, swap two, repeat one, cut the file inside or between pages."""
    path = closed(house, folder)
    whole, dice, tally = path.read_bytes(), random.Random(8), Tally()
    for n in range(count):
        changed = bytearray(whole)
        one, two = dice.sample(range(1, len(whole) // PAGE), 2)
        here, there = slice(one * PAGE, one * PAGE + PAGE), slice(two * PAGE, two * PAGE + PAGE)
        match n % 4:
            case 0:
                changed[here] = bytes(PAGE)
            case 1:
                changed[here], changed[there] = changed[there], changed[here]
            case 2:
                changed[here] = changed[there]
            case _:
                del changed[dice.randrange(PAGE, len(changed)) :]
        _write(path, changed)
        tally.count(int(is_found(house, folder)))
    return tally


def replay_pages(house: House, folder: Path, count: int) -> tuple[Tally, int]:
    """Put earlier versions of pages back, one at a time; gives what the examination found, and how many both checks of the engine found.

    Only pages in use that said something else: what is on one that is free is nothing, and rows in another order are the same rows.
    Not those of ``OWN``, with which every word is found as before.
    """
    path = closed(house, folder)
    versions = [path.read_bytes()]
    for n in range(6):
        db = house.connect(folder)
        for step in range(5):
            with transaction(db):
                _work_on(db, n * 5 + step)
        db.close()
        versions.append(path.read_bytes())
    newest, dice = versions.pop(), random.Random(10)
    used = {page for page in range(1, len(newest) // PAGE) if _is_used(house, folder, newest, page)} - _own_pages(house, folder, newest)
    choices = [
        (page, old[page * PAGE : page * PAGE + PAGE])
        for old in versions
        for page in range(1, min(len(old), len(newest)) // PAGE)
        if page in used and meaning(plain(house.key, old, page)) != meaning(plain(house.key, newest, page))
    ]
    choices = [choice for n, choice in enumerate(choices) if choice not in choices[:n]]
    tally, engine = Tally(), 0
    for page, content in dice.sample(choices, min(count, len(choices))):
        _write(path, newest[: page * PAGE] + content + newest[page * PAGE + PAGE :])
        engine += int(is_found(house, folder))
        tally.count(int(_is_examined(house, folder)))
    _write(path, newest)
    assert not _is_examined(house, folder)
    return tally, engine


def _work_on(db: Connection, n: int) -> None:
    clerk = Clerk(f"worked {n}")
    clerk.give(db, f"f{n % 20}", d.SaveDraft(document(f"第{n}号改", f"改动{n}的内容。" * 150)))
    outbox.finish(db, derived_id(f"worked {n} 0"), "applied")
    drafts.follow(db, f"f{n % 3}", "drafting")
    drafts.add(db, f"f{n % 3}", [Stored(0, 0, 3, n, n + 1, f"update {n}".encode() * 30, "clerk", START)])
    rounds.apply_page(db, pulled(n), clerk.desk.around)
    blobs.put(db, f"{n} ".encode() * 3000, uploaded=bool(n % 2))
    meta.put(db, f"own.{n % 4}", "x" * (n * 40))


def _is_used(house: House, folder: Path, newest: bytes, page: int) -> bool:
    """Say whether a table or an index stands on a page: whether the check of all trees stumbles where it is emptied."""
    path = folder / STORE / STORE_FILE
    _write(path, newest[: page * PAGE] + bytes(PAGE) + newest[page * PAGE + PAGE :])
    try:
        db = database.connect(folder / STORE, house.key)
    except Trouble:
        return True
    try:
        with database.naming_trouble():
            return [line for (line,) in db.execute("PRAGMA integrity_check(1)")] != ["ok"]
    except Trouble:
        return True
    finally:
        db.close()


def _own_pages(house: House, folder: Path, newest: bytes) -> set[int]:
    _write(folder / STORE / STORE_FILE, newest)
    db = house.connect(folder)
    try:
        return {int(root) - 1 for name, root in db.execute("SELECT name, rootpage FROM sqlite_master") if name in OWN}
    finally:
        db.close()


def _is_examined(house: House, folder: Path) -> bool:
    """Say whether opening, or the full examination, finds something."""
    try:
        db = database.connect(folder / STORE, house.key)
    except Trouble as trouble:
        return trouble.code == "store_damaged"
    try:
        return bool(examine(db, Chunks(folder / STORE, house.key)))
    finally:
        db.close()


def cut_logs(house: House, folder: Path, count: int) -> Tally:
    """Cut the log, change a byte of it, take it away: what opens is an earlier state, whole; a torn state never. Found: so it was."""
    house.prepare(folder, fill)
    db = house.connect(folder)
    db.execute("PRAGMA wal_autocheckpoint = 0")
    clerk = Clerk("logged")
    for n in range(12):
        with transaction(db):
            clerk.give(db, f"w{n}", d.StartDraft(document(f"第{n}号")))
    kept = {path.name: path.read_bytes() for path in (folder / STORE).iterdir() if not path.name.endswith("-shm")}
    db.close()
    log, dice, tally = kept[f"{STORE_FILE}-wal"], random.Random(9), Tally()
    for n in range(count):
        shutil.rmtree(folder / STORE)
        (folder / STORE).mkdir()
        for name, data in kept.items():
            (folder / STORE / name).write_bytes(data)
        changed = bytearray(log)
        if n % 2:
            del changed[dice.randrange(len(changed)) :]
        else:
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        (folder / STORE / f"{STORE_FILE}-wal").write_bytes(changed)
        tally.count(int(_is_whole_or_told(house, folder)))
    return tally


def _is_whole_or_told(house: House, folder: Path) -> bool:
    """Say whether what opens is the store after some commit: as many views as commands, every one findable; or damage is told."""
    with contextlib.suppress(Trouble):
        db = database.connect(folder / STORE, house.key)
        try:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if database.damage(db, Damage.EVERYTHING):
                return True
            counts = [db.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("outbox", "view", "searched")]  # noqa: S608  names of our own schema
            return counts[0] == counts[1] == counts[2]
        finally:
            db.close()
    return True


def wrong_keys(house: House, folder: Path, count: int) -> Tally:
    """P8: random keys, an empty one, neighbours of the right one: none opens, and all say the same."""
    path = closed(house, folder)
    dice, tally = random.Random(2), Tally()
    near = [bytes([*house.key[:n], house.key[n] ^ 1, *house.key[n + 1 :]]) for n in range(len(house.key))]
    before = path.read_bytes()
    for wrong in [*(dice.randbytes(32) for _ in range(count)), *near, bytes(32)]:
        try:
            database.connect(folder / STORE, wrong).close()
            tally.count(0)
        except Trouble as trouble:
            tally.count(int(trouble.code == "store_damaged"))
    assert path.read_bytes() == before
    return tally


def flip_key_file(house: House, folder: Path) -> Tally:
    """P8: every byte of the key file changed, in two ways, and cut at every length: damaged, never a wrong password, never open."""
    closed(house, folder)
    path = folder / STORE / KEY_FILE
    whole, tally = path.read_bytes(), Tally()
    for changed in _changes(whole):
        path.write_bytes(changed)
        try:
            keyslots.open_slot(folder / STORE, "样例口令 1")
            tally.count(0)
        except Trouble as trouble:
            tally.count(int(trouble.code == "key_damaged"))
    path.write_bytes(whole)
    return tally


def _changes(whole: bytes) -> Iterator[bytes]:
    for at in range(len(whole)):
        for bit in (1, 32):
            yield bytes([*whole[:at], whole[at] ^ bit, *whole[at + 1 :]])
        yield whole[:at]


def _write(path: Path, data: bytes | bytearray) -> None:
    path.write_bytes(data)
    for other in path.parent.glob(f"{STORE_FILE}-*"):
        other.unlink()
