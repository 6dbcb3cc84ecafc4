"""An office without a line: what waits goes out as an errand on removable media, a receipt brings the answers and the states back.

A store is begun by an asking (``ask``) and the server's admission (``begin``). An errand leaves everything where it is until the receipt
has answered it, so that a lost medium costs nothing. A receipt is taken in as a whole or not at all, and a second time without effect.
"""

import shutil
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct

from xzt.client import profiles
from xzt.client.access import store_folder
from xzt.client.clock import new_id
from xzt.client.profiles import Profile
from xzt.client.session import Client
from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.core.notices import Changed, DirectoryChanged, DraftChanged, NeedsAttention
from xzt.signing.certs import check_chain, read_certificate
from xzt.signing.keys import PrivateKey, SoftwareKey
from xzt.signing.letters import name_of, read_letter, write_letter
from xzt.store import blobs, database, keyslots, meta, outbox
from xzt.store.database import Connection
from xzt.sync.engine import removal, rounds, texts
from xzt.sync.engine.rounds import Cursor, Settled, keep_directory
from xzt.sync.protocol import letters as ll
from xzt.sync.protocol import messages as m

NO_LINE = ""
"""The server's address in the profile of a store that has no line."""
ASKING = ".asking"
"""Ends the name of a store's folder until the admission has come."""
_KEY = "airgap"


class Exchange(Struct, frozen=True):
    """The newest errand of this store: when it was written, how many commands it carries, whether its receipt has come."""

    id: str
    at: datetime
    commands: int
    answered: datetime | None = None


class Taken(Struct, frozen=True):
    """What a receipt brought: commands that took effect, were refused, wait still; records that are new or changed; drafts with text."""

    applied: int
    refused: int
    later: int
    records: int
    texts: tuple[str, ...] = ()


def ask(root: Path, person: str, password: str, now: datetime) -> tuple[bytes, str]:
    """Make a key for this person on this machine, under this password, and write the asking; gives it and the key's name to compare."""
    folder = _asking_folder(root, person)
    if store_folder(root, NO_LINE, person).exists():
        raise Trouble("store_exists")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    key, device = PrivateKey.generate(), new_id(now)
    db = database.connect(folder, keyslots.create(folder, password), create=True)
    try:
        database.migrate(db)
        with database.transaction(db):
            meta.put(db, "key", b64encode(key.to_pkcs8()).decode())
            meta.put(db, "device", device)
    finally:
        db.close()
    asking = ll.Asking(person, device, b64encode(key.public.spki).decode(), now)
    return encode(ll.Joining(asking, b64encode(key.sign(encode(asking))).decode())), name_of(key.public)


def begin(root: Path, person: str, password: str, data: bytes) -> str:
    """Make a store of the admission; gives the name of the root certificate, which people compare before they rely on it."""
    folder, target = _asking_folder(root, person), store_folder(root, NO_LINE, person)
    if not folder.exists():
        raise Trouble("store_exists" if target.exists() else "letter_not_asked")
    db = database.connect(folder, keyslots.open_slot(folder, password))
    try:
        key = _key_of(db)
        letter = read_letter(data, ll.ADMISSION, key)
        admission = decode(letter.message, ll.Admission)
        if (admission.person, admission.device) != (person, meta.get(db, "device", str)) or letter.certificate != b64decode(
            admission.exchange
        ):
            raise Trouble("letter_foreign")
        with database.transaction(db):
            for name in ("certificate", "exchange", "roots"):
                meta.put(db, name, getattr(admission, name))
            meta.put(db, "token", "")
            meta.put(db, "cursor", Cursor(admission.hello.server, admission.hello.epoch))
            keep_directory(db, admission.directory)
    finally:
        db.close()
    profiles.write(folder, Profile(str(target), person, NO_LINE, admission.device, sample=admission.hello.sample))
    folder.rename(target)
    return sm3(b64decode(admission.roots[0]))


def is_open(client: Client) -> bool:
    """Say whether this store can exchange letters: it knows the server's key for them."""
    return bool(client.read(lambda db: meta.get(db, "exchange", str)))


def newest(client: Client) -> Exchange | None:
    """Tell of the newest errand, None before the first."""
    return client.read(lambda db: meta.get(db, _KEY, Exchange))


def write_errand(client: Client, now: datetime) -> tuple[bytes, int]:
    """Write everything that the server has not answered as a letter to it; gives the letter and how many commands it carries. Blocks.

    The commands count as under way from here on: they can no longer be undone, only withdrawn by the rules.
    """
    to = client.read(lambda db: meta.get(db, "exchange", str))
    if not to:
        raise Trouble("letter_no_key")

    def work(db: Connection) -> tuple[ll.Errand, list[str]]:
        cursor, queue = rounds.read_cursor(db), outbox.to_send(db)
        outbox.mark_sending(db, [queued.envelope.id for queued in queue])
        wanted = tuple(digest for digest, _, _ in blobs.wanted(db))
        commands = tuple(queued.signed for queued in queue)
        who, errand = client.identity, new_id(now)
        meta.put(db, _KEY, Exchange(errand, now, len(commands)))
        position = (cursor.server, cursor.epoch, who.person, who.unit, who.device, cursor.seq, cursor.directory)
        return ll.Errand(errand, *position, commands, wanted, texts.errands(db)), blobs.to_upload(db)

    errand, names = client.write(work)
    letter = write_letter(ll.ERRAND, encode(errand), _files(client, names), client.key, read_certificate(b64decode(to)).public)
    return letter, len(errand.commands)


def export(client: Client, path: Path, now: datetime) -> int:
    """Write an errand to ``path``, whole or not at all; gives how many commands it carries. Blocks."""
    letter, commands = write_errand(client, now)
    keyslots.replace_file(path, letter)
    return commands


def bring_in(client: Client, path: Path, now: datetime) -> Taken:
    """Read a receipt from ``path`` and take it in. Blocks."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Trouble("file_unreadable", path=str(path), detail=str(error)) from error
    return take_receipt(client, data, now)


def take_receipt(client: Client, data: bytes, now: datetime) -> Taken:
    """Take in a receipt, all of it or nothing. Blocks.

    ``Trouble`` beside those of reading a letter: ``letter_unsigned`` (not by this server), ``other_server``, ``letter_gap`` (an earlier
    receipt is missing), ``letter_done`` (its content is here), ``mass_removal`` (a person must answer first).
    """
    key = client.read(_key_of)
    letter = read_letter(data, ll.RECEIPT, key)
    roots = [b64decode(root) for root in client.roots()]
    if check_chain(letter.certificate, roots, now, "exchange"):
        raise Trouble("letter_unsigned")
    receipt = decode(letter.message, ll.Receipt)
    for content in letter.files.values():  # before the states that name them; nobody sees a file that no state names
        client.files.bring(content)
    stopped: list[tuple[m.Page, int]] = []
    try:
        taken, settled = client.write(lambda db: _take(db, client, (receipt, now), stopped))
    except Trouble:
        for page, after in stopped:
            client.write(partial(removal.ask, page=page, after=after))
        raise
    if receipt.directory:
        client.tell(DirectoryChanged())
    client.tell(Changed(tuple(sorted(settled.records))))
    for command, code in settled.refused:
        client.tell(NeedsAttention(command, code))
    for record in taken.texts:
        client.tell(DraftChanged(record))
    client.engine.wake()  # texts of much new are indexed by the engine, with a line or without one
    return taken


def _take(db: Connection, client: Client, arrived: tuple[ll.Receipt, datetime], stopped: list[tuple[m.Page, int]]) -> tuple[Taken, Settled]:
    """Take in everything in one transaction; a page that waits for a person's answer is put into ``stopped``, and raised."""
    receipt, now = arrived
    cursor = rounds.read_cursor(db)
    if rounds.check_server(cursor, receipt.hello):
        rounds.start_again(db, receipt.hello.epoch)
        cursor = rounds.read_cursor(db)
    waiting = {queued.envelope.id: queued for queued in outbox.to_send(db)}
    answers = tuple(answer for answer in receipt.answers if answer.command in waiting)
    pages = [page for page in receipt.pages if page.next > cursor.seq]
    brings = bool(answers or pages or (receipt.directory and receipt.directory.version != cursor.directory))
    if receipt.after > cursor.seq and brings:
        raise Trouble("letter_gap")
    around = client.around()
    found = [rounds.settle(db, [waiting[answer.command] for answer in answers], m.Answers(answers), around)]
    for page in pages:
        after = rounds.read_cursor(db).seq
        try:
            found.append(rounds.apply_page(db, page, around))
        except Trouble as trouble:
            if trouble.code == "mass_removal":
                stopped.append((page, after))
            raise
    if receipt.directory and receipt.directory.version > cursor.directory:
        found.append(rounds.take_directory(db, receipt.directory, client.identity.person))
    written = tuple(one.record for one in receipt.drafts if texts.take_receipt(db, one))
    if not brings and not written:
        raise Trouble("letter_done")
    for digest in receipt.taken:
        blobs.mark_uploaded(db, digest)
    _note(db, receipt, now)
    settled = Settled(frozenset().union(*(one.records for one in found)), tuple(pair for one in found for pair in one.refused))
    applied, refused, later = (sum(isinstance(answer, kind) for answer in answers) for kind in (m.Applied, m.Refused, m.Again))
    return Taken(applied, refused, later, len(settled.records), written), settled


def _note(db: Connection, receipt: ll.Receipt, now: datetime) -> None:
    sent = meta.get(db, _KEY, Exchange)
    if sent and sent.id == receipt.id:
        meta.put(db, _KEY, Exchange(sent.id, sent.at, sent.commands, now))


def _files(client: Client, names: list[str]) -> Mapping[str, bytes]:
    """Read the files that the server lacks, as far as one letter has room."""
    found: dict[str, bytes] = {}
    room = ll.MOST_FILES
    for digest in names:
        facts = client.files.facts(digest)
        if facts is None or facts.size > min(room, m.MAX_BLOB):
            continue
        content = client.files.whole(digest)
        if content is not None:
            found[digest], room = content, room - len(content)
    return found


def _key_of(db: Connection) -> SoftwareKey:
    """Read the device's key: what comes back is encrypted for it."""
    key, certificate = meta.get(db, "key", str), meta.get(db, "certificate", str)
    if key is None:
        raise Trouble("store_damaged", detail="key")
    return SoftwareKey(PrivateKey.from_pkcs8(b64decode(key)), b64decode(certificate or ""))


def _asking_folder(root: Path, person: str) -> Path:
    folder = store_folder(root, NO_LINE, person)
    return folder.with_name(folder.name + ASKING)
