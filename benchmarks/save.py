"""One command saved with its outbox entry, durable, against a bare SQLCipher insert of as many bytes with the same settings."""

import tempfile
from base64 import b64encode
from pathlib import Path

import msgspec

from benchmarks.rows import Row, alternate, row
from xzt.client import commands, profiles
from xzt.client.access import unlock
from xzt.client.clock import new_id, utc_now
from xzt.client.commands import Accepted, Outcome, Subject
from xzt.client.profiles import Profile
from xzt.core.encoding import encode
from xzt.docs.model import Kind, OfficialDocument, Paragraph
from xzt.office.act import Act, Context
from xzt.office.dispatch.commands import SaveDraft, StartDraft
from xzt.office.people import Directory, Person, Role, Unit
from xzt.signing.keys import PrivateKey, SoftwareKey
from xzt.store import database, keyslots, meta, records
from xzt.store.database import Connection, transaction
from xzt.store.records import Surroundings
from xzt.sync.engine.rounds import Cursor, keep_directory

PASSWORD = "sample password"  # noqa: S105  of a store that lives for this measurement
PERSON = Person("sample", "示例", "unit", roles=(Role.DRAFTER,))
DIRECTORY = Directory((Unit("unit", "示例机关", ("示例",)),), (PERSON,), version=1, sample=True)
ROUNDS = 200
CHARACTERS = (100, 12_800)


def measure(rounds: int) -> list[Row]:
    """Measure a short text and one as long as the sample notice, each through the client and through the rules alone."""
    found = []
    for characters in CHARACTERS:
        with tempfile.TemporaryDirectory(prefix="xzt-save-") as home:
            found += _measure(Path(home), characters, rounds or ROUNDS)
    return found


def _measure(home: Path, characters: int, rounds: int) -> list[Row]:
    client = unlock(_make_store(home / "client"), PASSWORD)
    direct, bare = (database.connect(_make_folder(home / name), bytes(32), create=True) for name in ("direct", "bare"))
    database.migrate(direct)
    bare.execute("CREATE TABLE plain(n INTEGER PRIMARY KEY, data BLOB NOT NULL)")
    command = SaveDraft(msgspec.Raw(encode(_document(characters))))
    key = SoftwareKey(PrivateKey.generate(), b"")
    record = _accepted(client.start_draft(_document(characters)).result()).record
    with transaction(direct) as db:
        _accepted(_submit(db, StartDraft(command.document), key))
        state = records.read_view(db, "dispatch", "record")
    data = bytes(len(encode(command)) + len(encode(state)) + 300)

    def through_the_client() -> None:
        _accepted(client.submit("dispatch", record, command).result())

    def through_the_rules() -> None:
        with transaction(direct) as db:
            _accepted(_submit(db, command, key))

    def insert() -> None:
        with transaction(bare) as db:
            db.execute("INSERT INTO plain(data) VALUES(?)", (data,))

    ours, rules, against = alternate(rounds, through_the_client, through_the_rules, insert)
    client.close()
    direct.close()
    bare.close()
    size = f"{characters} 字"
    return [
        row("save a command: client.submit to its result", size, ours, against),
        row("save a command: rules, view, outbox", size, rules, against),
    ]


def _submit(db: Connection, command: StartDraft | SaveDraft, key: SoftwareKey) -> Outcome:
    around = Surroundings(lambda act: Context(act, PERSON.roles, DIRECTORY), PERSON.id, PERSON.unit)
    now = utc_now()
    return commands.submit(db, Subject("dispatch", "record"), command, Act(new_id(now), PERSON.id, PERSON.unit, "device", now), around, key)


def _accepted(outcome: Outcome) -> Accepted:
    if not isinstance(outcome, Accepted):
        raise TypeError(outcome)
    return outcome


def _document(characters: int) -> OfficialDocument:
    blocks = tuple(Paragraph("示例正文" * 25) for _ in range(characters // 100))
    return OfficialDocument(kind=Kind.NOTICE, title="关于示例的通知", mark="示例机关", series="示例", blocks=blocks)


def _make_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _make_store(folder: Path) -> Path:
    """Make a store as a first sign-in leaves it; nobody listens at its server's address."""
    db = database.connect(_make_folder(folder), keyslots.create(folder, PASSWORD), create=True)
    database.migrate(db)
    key = PrivateKey.generate()
    with transaction(db):
        meta.put(db, "key", b64encode(key.to_pkcs8()).decode())
        meta.put(db, "certificate", "")
        meta.put(db, "cursor", Cursor("server", 1))
        keep_directory(db, DIRECTORY)
    db.close()
    profiles.write(folder, Profile(str(folder), PERSON.id, "http://127.0.0.1:9", "device", sample=True))
    return folder
