"""What a damaged or a replaced store holds that nobody else has: commands without an answer, unsent text, files not yet uploaded.

Read row by row from both ends around what is damaged, and laid into the copy of a backup, or into a fresh store. Whatever the server says
later stands over it: a command that it knows is answered as before (W12), text that it has is had once.
"""

import contextlib
from collections.abc import Callable, Iterable

from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.store import blobs, drafts, meta, outbox
from xzt.store.chunks import Chunks, Filed, Part, file_in
from xzt.store.database import Connection, naming_trouble

Cells = dict[str, object]

TABLES = {"outbox": "n", "sent": "n", "draft": "record", "draft_update": "k", "draft_late": "k", "meta": "key"}
"""What is read, and the column by which it is read up and down."""
LEAP = 10_000
"""How far command numbers go on after a loss: more than anyone gives between two backups."""
OUTDATED = "outdated"
"""Key that says that the server knows a newer head of this store: commands were numbered of which it knows nothing."""
_OWN = ("own.", "import_folder")
"""Keys of what the person keeps on this device alone."""


class Rescued(Struct, frozen=True):
    """What could be read: rows by table, files that only this device has, and the tables that could not be read to their end.

    A file is its content where it stood inside the database, else its parts, whose chunk files are read when it is laid.
    """

    rows: dict[str, list[Cells]]
    files: dict[str, bytes | Filed]
    broken: frozenset[str]

    @property
    def waiting(self) -> list[Cells]:
        """Give the commands that the server has not answered."""
        return [row for row in self.rows["outbox"] if row["state"] in {"waiting", "sending"}]


NOTHING = Rescued({table: [] for table in TABLES}, {}, frozenset(TABLES))


Open = Callable[[], Connection]


def read(store: Open) -> Rescued:
    """Read what can be read; damage ends nothing but the table in which it is.

    ``store`` opens a connection: one that has met damage answers nothing any more, so that each reading has its own.
    """
    rows: dict[str, list[Cells]] = {}
    broken: set[str] = set()
    for table, order in TABLES.items():
        rows[table], whole = _from_both_ends(store, table, order)
        if not whole:
            broken.add(table)
    names, whole = _from_both_ends(store, "blob", "digest")
    files: dict[str, bytes | Filed] = {}
    for name in names:
        if name["uploaded"]:
            continue
        digest, size = str(name["digest"]), int(str(name["size"]))
        if found := _file(store, digest, size):
            files[digest] = found
        elif size or digest != sm3(b""):
            whole = False
    return Rescued(rows, files, frozenset(broken if whole else broken | {"blob"}))


def carry(found: Rescued, before: Chunks, after: Chunks) -> dict[str, bytes | Filed]:
    """Bring the chunks of rescued files into another store; gives what is whole there."""
    carried: dict[str, bytes | Filed] = {}
    for digest, file in found.files.items():
        if isinstance(file, bytes):
            carried[digest] = file
            continue
        with contextlib.suppress(Trouble):  # a chunk that is gone or damaged: the rest is carried all the same
            filed = file_in(after, (before.get(part) for part in file.parts))
            if filed.digest == digest:
                carried[digest] = filed
    return carried


def lay(db: Connection, found: Rescued, files: dict[str, bytes | Filed]) -> list[tuple[str, str]]:
    """Put what was rescued into a store, in the caller's transaction; gives the records (kind, id) whose view has to be made again."""
    for file in files.values():
        if isinstance(file, bytes):
            blobs.put(db, file, uploaded=False)
        else:
            blobs.enter(db, file, uploaded=False)
    touched = _lay_commands(db, found)
    _lay_texts(db, found)
    if found.broken & {"outbox", "sent"} or any(
        row["key"] == OUTDATED for row in found.rows["meta"]
    ):  # numbers that nobody can read any more are not given again (X3)
        meta.put(db, "number_floor", outbox.next_number(db) + LEAP)
    for row in found.rows["meta"]:
        if str(row["key"]).startswith(_OWN):
            db.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (row["key"], row["value"]))
    return sorted(touched)


def _file(store: Open, digest: str, size: int) -> bytes | Filed | None:
    """Read a file that only this device has; None where it is not whole."""
    rows, _ = _from_both_ends(store, "blob_part", "n", digest)
    parts = tuple(Part(str(row["name"]), str(row["piece"]), int(str(row["size"]))) for row in rows)
    if parts:
        return Filed(digest, size, parts) if sum(part.size for part in parts) == size else None
    pieces, _ = _from_both_ends(store, "blob_chunk", "n", digest)
    data = b"".join(_bytes(piece["data"]) for piece in pieces)
    return data if data and sm3(data) == digest else None


def _lay_commands(db: Connection, found: Rescued) -> set[tuple[str, str]]:
    touched: set[tuple[str, str]] = set()
    for row in found.rows["sent"]:  # done with since the backup: answered, undone or taken note of
        if db.execute("DELETE FROM outbox WHERE id = ?", (row["id"],)).rowcount:
            touched.add((str(row["kind"]), str(row["record"])))
        _insert(db, "sent", row)
    for row in found.rows["outbox"]:
        if db.execute("SELECT 1 FROM sent WHERE id = ?", (row["id"],)).fetchone():
            continue
        db.execute("DELETE FROM outbox WHERE id = ?", (row["id"],))
        taken = db.execute("SELECT 1 FROM outbox WHERE n = ?", (row["n"],)).fetchone()
        _insert(db, "outbox", {**row, "n": outbox.next_number(db)} if taken else row)
        touched.add((str(row["kind"]), str(row["record"])))
    return touched


def _lay_texts(db: Connection, found: Rescued) -> None:
    """Lay unsent text over that of the backup; a draft that has ended since ends here too, where that is certain."""
    current = {str(row["record"]): str(row["drafting"]) for row in found.rows["draft"]}
    if "draft" not in found.broken:
        for (record,) in list(db.execute("SELECT record FROM draft")):
            if record not in current:
                db.execute("DELETE FROM draft_update WHERE record = ?", (record,))
                db.execute("DELETE FROM draft WHERE record = ?", (record,))
    for record, drafting in current.items():
        drafts.follow(db, record, drafting)
        drafts.start_over(db, record)
    for row in found.rows["draft_update"]:
        if row["record"] in current:
            _insert(db, "draft_update", {name: value for name, value in row.items() if name != "k"})
    held = {(str(record), bytes(data)) for record, data in db.execute("SELECT record, data FROM draft_late")}
    for row in found.rows["draft_late"]:
        if (str(row["record"]), _bytes(row["data"])) not in held:
            _insert(db, "draft_late", {name: value for name, value in row.items() if name != "k"})


def _insert(db: Connection, table: str, row: Cells) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"INSERT OR IGNORE INTO {table}({names}) VALUES({marks})", tuple(row.values()))


def _from_both_ends(store: Open, table: str, order: str, digest: str | None = None) -> tuple[list[Cells], bool]:
    """Read a table upwards, and where that breaks, downwards too; says whether it could be read to its end."""
    where, values = ("WHERE digest = ?", (digest,)) if digest is not None else ("", ())
    found: dict[object, Cells] = {}
    for direction in ("ASC", "DESC"):
        sql = f"SELECT * FROM {table} {where} ORDER BY {order} {direction}"  # noqa: S608  names of our own schema
        try:
            db = store()
        except Trouble:
            return [], False
        try:
            with naming_trouble():
                names = [str(row[1]) for row in db.execute(f"PRAGMA table_info({table})")]
                for row in db.execute(sql, values) if names else ():  # no names: a table of a newer schema
                    cells: Cells = dict(zip(names, row, strict=True))
                    found.setdefault(cells[order], cells)
        except Trouble:
            continue
        finally:
            db.close()
        if direction == "ASC":
            return list(found.values()), True
    return _in_order(found.values(), order), False


def _in_order(rows: Iterable[Cells], order: str) -> list[Cells]:
    return sorted(rows, key=lambda row: (int(str(row[order])), "") if isinstance(row[order], int) else (0, str(row[order])))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
