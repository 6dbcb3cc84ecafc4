"""The schema, as numbered migrations, the same text for both twins; each migration is one transaction.

``BYTEA`` is a type of PostgreSQL that SQLite takes as a name without meaning and keeps bytes under all the same; ``BIGINT`` and ``TEXT``
mean the same in both. ``unit`` leads every key, so that a distributed database can shard by it, and every statement of a person's work
touches one shard; ``unit_info``, ``person_unit`` (whose unit a name belongs to, which is what keeps names apart), ``meta`` and
``schema_version`` are small and the same everywhere. Times are milliseconds since 1970 UTC.
"""

from xzt.core.errors import Trouble
from xzt.server.sql.database import Database

_FIRST = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE unit_info (unit TEXT PRIMARY KEY, body BYTEA NOT NULL)",
    "CREATE TABLE unit_counter (unit TEXT PRIMARY KEY, seq BIGINT NOT NULL)",
    """CREATE TABLE person (unit TEXT NOT NULL, id TEXT NOT NULL, body BYTEA NOT NULL, password TEXT NOT NULL, PRIMARY KEY (unit, id))""",
    "CREATE UNIQUE INDEX person_by_id ON person (id)",
    """CREATE TABLE certificate (unit TEXT NOT NULL, person TEXT NOT NULL, digest TEXT NOT NULL, device TEXT NOT NULL,
        public_key BYTEA NOT NULL, body BYTEA NOT NULL, since BIGINT NOT NULL, PRIMARY KEY (unit, person, digest))""",
    """CREATE TABLE session (unit TEXT NOT NULL, digest TEXT NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL,
        since BIGINT NOT NULL, expires BIGINT NOT NULL, PRIMARY KEY (unit, digest))""",
    """CREATE TABLE device (unit TEXT NOT NULL, person TEXT NOT NULL, id TEXT NOT NULL, since BIGINT NOT NULL, seen BIGINT NOT NULL,
        PRIMARY KEY (unit, person, id))""",
    """CREATE TABLE login_guard (unit TEXT NOT NULL, person TEXT NOT NULL, failures BIGINT NOT NULL, until BIGINT NOT NULL,
        seen BIGINT NOT NULL, PRIMARY KEY (unit, person))""",
    """CREATE TABLE record (unit TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, version BIGINT NOT NULL, state BYTEA NOT NULL,
        log_n BIGINT NOT NULL, log_head TEXT NOT NULL, PRIMARY KEY (unit, kind, id))""",
    """CREATE TABLE change (unit TEXT NOT NULL, token TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL,
        op TEXT NOT NULL, PRIMARY KEY (unit, token, kind, id))""",
    "CREATE INDEX change_in_order ON change (unit, token, seq)",
    """CREATE TABLE log (unit TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL, n BIGINT NOT NULL, command TEXT NOT NULL,
        act BYTEA NOT NULL, events BYTEA NOT NULL, signed BYTEA NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (unit, kind, record, n))""",
    """CREATE TABLE command (unit TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL, n BIGINT NOT NULL,
        digest TEXT NOT NULL, answer BYTEA NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (unit, id))""",
    """CREATE TABLE series (unit TEXT NOT NULL, book TEXT NOT NULL, name TEXT NOT NULL, year BIGINT NOT NULL, last BIGINT NOT NULL,
        PRIMARY KEY (unit, book, name, year))""",
    """CREATE TABLE number (unit TEXT NOT NULL, book TEXT NOT NULL, name TEXT NOT NULL, year BIGINT NOT NULL, sequence BIGINT NOT NULL,
        state TEXT NOT NULL, record TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (unit, book, name, year, sequence))""",
    """CREATE TABLE seal_use (unit TEXT NOT NULL, command TEXT NOT NULL, record TEXT NOT NULL, person TEXT NOT NULL, at BIGINT NOT NULL,
        plain TEXT NOT NULL, sealed TEXT NOT NULL, PRIMARY KEY (unit, command))""",
    """CREATE TABLE outbox (unit TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL, envelope BYTEA NOT NULL, seq BIGINT NOT NULL,
        n BIGINT NOT NULL, at BIGINT NOT NULL, answer BYTEA, PRIMARY KEY (unit, id))""",
    "CREATE INDEX outbox_open ON outbox (unit, seq, n) WHERE answer IS NULL",
    """CREATE TABLE blob (unit TEXT NOT NULL, digest TEXT NOT NULL, person TEXT NOT NULL, size BIGINT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (unit, digest, person))""",
    """CREATE TABLE blob_ref (unit TEXT NOT NULL, digest TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
        PRIMARY KEY (unit, digest, kind, id))""",
)

_SECOND = (
    """CREATE TABLE draft_update (unit TEXT NOT NULL, record TEXT NOT NULL, n BIGINT NOT NULL, writer BIGINT NOT NULL,
        first BIGINT NOT NULL, until BIGINT NOT NULL, body BYTEA NOT NULL, author TEXT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (unit, record, n))""",
    "CREATE UNIQUE INDEX draft_update_by_writer ON draft_update (unit, record, writer, first)",
)

_THIRD = (
    "CREATE TABLE person_unit (person TEXT PRIMARY KEY, unit TEXT NOT NULL)",
    "INSERT INTO person_unit (person, unit) SELECT id, unit FROM person",
    "DROP INDEX person_by_id",  # a unique key without the unit cannot be kept by a table that is distributed by it
)

_FOURTH = (
    # files that come in pieces: which pieces, and which of them have come; both go when the file stands
    """CREATE TABLE upload (unit TEXT NOT NULL, person TEXT NOT NULL, digest TEXT NOT NULL, size BIGINT NOT NULL, parts BYTEA NOT NULL,
        at BIGINT NOT NULL, PRIMARY KEY (unit, person, digest))""",
    """CREATE TABLE upload_piece (unit TEXT NOT NULL, person TEXT NOT NULL, digest TEXT NOT NULL, n BIGINT NOT NULL,
        PRIMARY KEY (unit, person, digest, n))""",
)

_FIFTH = (
    """CREATE TABLE store_head (unit TEXT NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL, chain TEXT NOT NULL, n BIGINT NOT NULL,
        digest TEXT NOT NULL, at BIGINT NOT NULL, begun BIGINT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (unit, person, device, chain))""",
)

_SIXTH = (
    # what a registered receipt is known by (sender and number, files), so that the same document is not registered twice unseen (RCV-03)
    """CREATE TABLE receipt_mark (unit TEXT NOT NULL, mark TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (unit, mark, record))""",
)

_SEVENTH = (
    # when the server's clock has to look at a record again; nought: not looked at yet
    """CREATE TABLE due (unit TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (unit, kind, id))""",
    "CREATE INDEX due_in_time ON due (at)",
    "INSERT INTO due (unit, kind, id, at) SELECT unit, kind, id, 0 FROM record WHERE kind = 'dispatch'",
)

_EIGHTH = (
    # receipts have limits, deputies and leavers too: each is looked at once
    "INSERT INTO due (unit, kind, id, at) SELECT unit, kind, id, 0 FROM record WHERE kind = 'receipt' ON CONFLICT DO NOTHING",
)

_NINTH = (
    # the number that an answer was given with stands beside it, for it is drawn by the statement that writes both; nought: in the answer
    "ALTER TABLE command ADD COLUMN seq BIGINT NOT NULL DEFAULT 0",
)

MIGRATIONS = (_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH, _SIXTH, _SEVENTH, _EIGHTH, _NINTH)
"""Never change one that was released: add the next."""

VERSION = len(MIGRATIONS)


async def migrate(database: Database, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Bring the database to the newest version; one that is newer than this program is ``Trouble("schema_newer")``."""
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)")
    async with database.reading() as tx:
        found = await tx.fetch_one(tuple[int], "SELECT coalesce(max(version), 0) FROM schema_version")
    version = found[0] if found else 0
    if version > len(migrations):
        raise Trouble("schema_newer", version=str(version))
    for number, statements in enumerate(migrations[version:], start=version + 1):
        async with database.transaction() as tx:
            await tx.execute("INSERT INTO schema_version (version) VALUES (?)", number)
            for statement in statements:
                await tx.execute(statement)
