"""The schema as numbered migrations; number N is the N-th tuple. A landed migration is never edited, only followed by the next."""

_FIRST = (
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    # what the server said last of each record
    """CREATE TABLE base(kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL, state BLOB NOT NULL,
       PRIMARY KEY(kind, id)) WITHOUT ROWID""",
    # base with the waiting commands on top: what every page reads; lists sort and search by the columns before the state,
    # which is last, so that a list never walks through the pages of a long text
    """CREATE TABLE view(kind TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, step TEXT NOT NULL, number TEXT NOT NULL,
       urgency TEXT NOT NULL, origin TEXT NOT NULL, box TEXT NOT NULL, since TEXT NOT NULL, own INTEGER NOT NULL, ended INTEGER NOT NULL,
       state BLOB NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID""",
    "CREATE INDEX view_box ON view(box, since DESC)",
    # commands that wait (waiting, sending), whose effect is on its way down (applied), or that the server refused (refused)
    """CREATE TABLE outbox(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, record TEXT NOT NULL,
       envelope BLOB NOT NULL, signature TEXT NOT NULL, certificate TEXT NOT NULL, state TEXT NOT NULL, seq INTEGER NOT NULL DEFAULT 0,
       code TEXT NOT NULL DEFAULT '', params BLOB NOT NULL DEFAULT '{}', warning TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX outbox_record ON outbox(kind, record, n)",
    "CREATE INDEX outbox_state ON outbox(state, n)",
    # commands that are done with: applied and seen, undone, or refused and taken note of
    """CREATE TABLE sent(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, record TEXT NOT NULL, envelope BLOB NOT NULL,
       outcome TEXT NOT NULL, code TEXT NOT NULL DEFAULT '')""",
    "CREATE TABLE kept_text(record TEXT PRIMARY KEY, document BLOB NOT NULL, at TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE blob(digest TEXT PRIMARY KEY, size INTEGER NOT NULL, uploaded INTEGER NOT NULL)",
    # files that a record names and that are not here yet
    "CREATE TABLE wanted(digest TEXT PRIMARY KEY, kind TEXT NOT NULL, record TEXT NOT NULL) WITHOUT ROWID",
    # which record stands in the full-text index under which number, and the digest of the text that is indexed
    "CREATE TABLE searched(n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL, UNIQUE(kind, id))",
    "CREATE VIRTUAL TABLE search USING fts5(words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')",
    """CREATE TABLE blob_chunk(digest TEXT NOT NULL REFERENCES blob(digest) ON DELETE CASCADE, n INTEGER NOT NULL, data BLOB NOT NULL,
       PRIMARY KEY(digest, n))""",
)

_SECOND = (
    # drafts that this person writes: which stretch of drafting, how far it is read, whether there is more, whether the server was asked
    """CREATE TABLE draft(record TEXT PRIMARY KEY, drafting TEXT NOT NULL, n INTEGER NOT NULL, behind INTEGER NOT NULL,
       shared INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE draft_update(k INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL, n INTEGER NOT NULL, writer INTEGER NOT NULL,
       first INTEGER NOT NULL, until INTEGER NOT NULL, data BLOB NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL,
       UNIQUE(record, writer, first))""",
    # all updates of a drafting that ended with some of them unsent
    "CREATE TABLE draft_late(k INTEGER PRIMARY KEY, record TEXT NOT NULL, data BLOB NOT NULL, drafting TEXT NOT NULL)",
)

_THIRD = (
    # what was sent can be sent again to a server that has forgotten it, with the signature that it had
    "ALTER TABLE sent ADD COLUMN signature TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sent ADD COLUMN certificate TEXT NOT NULL DEFAULT ''",
)

_FOURTH = (
    # files beside the database: the chunk files that they are made of, and those that a download under way will bring
    """CREATE TABLE blob_part(digest TEXT NOT NULL REFERENCES blob(digest) ON DELETE CASCADE, n INTEGER NOT NULL, name TEXT NOT NULL,
       piece TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY(digest, n)) WITHOUT ROWID""",
    """CREATE TABLE coming(digest TEXT NOT NULL, n INTEGER NOT NULL, name TEXT NOT NULL, piece TEXT NOT NULL, size INTEGER NOT NULL,
       PRIMARY KEY(digest, n)) WITHOUT ROWID""",
)

_FIFTH = (
    # states in a table that is kept by row number: in one that is kept by its key, every state of more than a thousand bytes takes a page
    # of its own, which doubles what is written and encrypted
    """CREATE TABLE base_by_row(kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL, state BLOB NOT NULL,
       PRIMARY KEY(kind, id))""",
    "INSERT INTO base_by_row(kind, id, version, seq, state) SELECT kind, id, version, seq, state FROM base",
    "DROP TABLE base",
    "ALTER TABLE base_by_row RENAME TO base",
    # which commands have their effect at which number, without a look at all the others
    "CREATE INDEX outbox_applied ON outbox(seq) WHERE state = 'applied'",
)

_SIXTH = (
    # the chain over the rows: the secret that they are hashed with, and the head (``xzt.store.chain``)
    "CREATE TABLE chain(one INTEGER PRIMARY KEY CHECK(one = 1), secret BLOB NOT NULL, head BLOB NOT NULL)",
    "INSERT INTO chain VALUES(1, randomblob(32), x'')",
)

_URGENT = "(box <> 'todo' OR urgency = '')"
"""By what lists are sorted first, word for word as in the queries: what is to be done at once stands before the rest."""
_SEVENTH = (
    # each list in the order in which it is shown, so that its first rows cost the same however long it is, and is counted without its rows
    "DROP INDEX view_box",
    f"CREATE INDEX view_by_box ON view(box, {_URGENT}, since DESC, id, step)",
    f"CREATE INDEX view_by_kind ON view(kind, {_URGENT}, since DESC, id)",
    f"CREATE INDEX view_own ON view({_URGENT}, since DESC, id) WHERE own = 1",
    f"CREATE INDEX view_ended ON view({_URGENT}, since DESC, id) WHERE ended = 1",
)

_PLACE = "kind, box, step, own, ended"
_PLUS, _MINUS = "ON CONFLICT DO UPDATE SET n = n + 1", "ON CONFLICT DO UPDATE SET n = n - 1"
_NEW, _OLD = "new.kind, new.box, new.step, new.own, new.ended", "old.kind, old.box, old.step, old.own, old.ended"
_EIGHTH = (
    # how many rows of the view stand in each place, kept by the engine itself with every row: lists are counted without their rows (POR-04)
    """CREATE TABLE counted(kind TEXT NOT NULL, box TEXT NOT NULL, step TEXT NOT NULL, own INTEGER NOT NULL, ended INTEGER NOT NULL,
       n INTEGER NOT NULL, PRIMARY KEY(kind, box, step, own, ended)) WITHOUT ROWID""",
    f"INSERT INTO counted SELECT {_PLACE}, count(*) FROM view GROUP BY {_PLACE}",  # noqa: S608  constants only
    f"CREATE TRIGGER view_comes AFTER INSERT ON view BEGIN INSERT INTO counted VALUES({_NEW}, 1) {_PLUS}; END",
    f"CREATE TRIGGER view_goes AFTER DELETE ON view BEGIN INSERT INTO counted VALUES({_OLD}, -1) {_MINUS}; END",
    f"""CREATE TRIGGER view_moves AFTER UPDATE ON view WHEN ({_OLD}) <> ({_NEW}) BEGIN
        INSERT INTO counted VALUES({_OLD}, -1) {_MINUS};
        INSERT INTO counted VALUES({_NEW}, 1) {_PLUS};
        END""",
)

_NINTH = (
    # the same counts, kept so that no statement among them can fail half done: with a constraint that may, the engine prepares to undo each
    # row by itself, which costs ten times what counting does
    "DROP TRIGGER view_comes",
    "DROP TRIGGER view_goes",
    "DROP TRIGGER view_moves",
    "DROP TABLE counted",
    f"CREATE TABLE counted(kind TEXT, box TEXT, step TEXT, own INTEGER, ended INTEGER, n INTEGER, PRIMARY KEY({_PLACE})) WITHOUT ROWID",
    f"INSERT INTO counted SELECT {_PLACE}, count(*) FROM view GROUP BY {_PLACE}",  # noqa: S608  constants only
    f"CREATE TRIGGER view_comes AFTER INSERT ON view BEGIN INSERT OR FAIL INTO counted VALUES({_NEW}, 1) {_PLUS}; END",
    f"CREATE TRIGGER view_goes AFTER DELETE ON view BEGIN INSERT OR FAIL INTO counted VALUES({_OLD}, -1) {_MINUS}; END",
    f"""CREATE TRIGGER view_moves AFTER UPDATE ON view WHEN ({_OLD}) <> ({_NEW}) BEGIN
        INSERT OR FAIL INTO counted VALUES({_OLD}, -1) {_MINUS};
        INSERT OR FAIL INTO counted VALUES({_NEW}, 1) {_PLUS};
        END""",
)

_BASE, _VIEW = "kind, id, version, seq, state", "kind, id, title, step, number, urgency, origin, box, since, own, ended, state"
_DRAFT = "record, drafting, n, behind, shared"
_TENTH = (
    # states, lists and drafts from the newest key down, the order in which a first sync brings them: every row then comes after all others.
    # A row that comes between others has the engine share out three pages among four, for which it takes, wipes and gives back two pieces
    # of locked memory: a third of what laying in a record cost
    """CREATE TABLE base_down(kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL, state BLOB NOT NULL,
       PRIMARY KEY(kind DESC, id DESC))""",
    f"INSERT INTO base_down({_BASE}) SELECT {_BASE} FROM base ORDER BY kind DESC, id DESC",  # noqa: S608  constants only
    "DROP TABLE base",
    "ALTER TABLE base_down RENAME TO base",
    """CREATE TABLE view_down(kind TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, step TEXT NOT NULL, number TEXT NOT NULL,
       urgency TEXT NOT NULL, origin TEXT NOT NULL, box TEXT NOT NULL, since TEXT NOT NULL, own INTEGER NOT NULL, ended INTEGER NOT NULL,
       state BLOB NOT NULL, PRIMARY KEY(kind DESC, id DESC)) WITHOUT ROWID""",
    f"INSERT INTO view_down({_VIEW}) SELECT {_VIEW} FROM view ORDER BY kind DESC, id DESC",  # noqa: S608  constants only
    "DROP TABLE view",
    "ALTER TABLE view_down RENAME TO view",
    *_SEVENTH[1:],
    *_NINTH[-3:],
    """CREATE TABLE draft_down(record TEXT NOT NULL, drafting TEXT NOT NULL, n INTEGER NOT NULL, behind INTEGER NOT NULL,
       shared INTEGER NOT NULL, PRIMARY KEY(record DESC)) WITHOUT ROWID""",
    f"INSERT INTO draft_down({_DRAFT}) SELECT {_DRAFT} FROM draft ORDER BY record DESC",  # noqa: S608  constants only
    "DROP TABLE draft",
    "ALTER TABLE draft_down RENAME TO draft",
)

# the program counts what it writes (``counts``), a whole page at once: a trigger for every row cost half of what writing it does
_ELEVENTH = ("DROP TRIGGER view_comes", "DROP TRIGGER view_goes", "DROP TRIGGER view_moves")

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH, _SIXTH, _SEVENTH, _EIGHTH, _NINTH, _TENTH, _ELEVENTH,
)  # fmt: skip
