"""The server's side of removable media: who asks is admitted, and an errand gets its receipt. The same push and pull as over a line.

An errand's signature is its session: the key was certified for the person here, and the person is still in the directory. Whatever it holds
goes through ``push``, so that an errand carried twice has one effect, and its second receipt says the same.
"""

from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.office import registry
from xzt.office.people import Person
from xzt.server import drafts, uploads
from xzt.server.apply import push
from xzt.server.apply import unpack as unpack_command
from xzt.server.callers import Caller, caller_of
from xzt.server.delivery import deliver_open
from xzt.server.directory import Meta, read_meta, unit_of
from xzt.server.enrolment import enrol
from xzt.server.instance import Instance
from xzt.server.pull import read_page
from xzt.server.trust import pack, read_public_key, unpack
from xzt.signing.certs import check_chain
from xzt.signing.keys import PublicKey, SoftwareKey, verify
from xzt.signing.letters import read_letter, write_letter
from xzt.sync.protocol import letters as ll
from xzt.sync.protocol import messages as m

_OF_THE_DRAFT = {"draft_closed", "draft_differs", "draft_too_large", "malformed", "record_missing"}


def read_joining(data: bytes) -> tuple[ll.Asking, PublicKey]:
    """Read who asks; a file that is none, or whose key did not sign it, is ``Trouble("letter_damaged")``."""
    try:
        joining = decode(data, ll.Joining)
        key = PublicKey(read_public_key(joining.asking.public_key))
    except Trouble as error:
        raise Trouble("letter_damaged") from error
    if not verify(key, encode(joining.asking), unpack(joining.signature)):
        raise Trouble("letter_unsigned")
    return joining.asking, key


async def admit(instance: Instance, data: bytes) -> bytes:
    """Certify the key of who asks, as an administrator decided after comparing its name; write the admission. Twice is once."""
    asking, key = read_joining(data)
    person = await _person(instance, asking.person)
    caller = caller_of(person, asking.device)
    certificate = await enrol(instance, caller, asking.public_key)
    async with instance.database.transaction() as tx:
        at = int(instance.now().timestamp() * 1000)
        await tx.execute(
            "INSERT INTO device (unit, person, id, since, seen) VALUES (?, ?, ?, ?, ?) ON CONFLICT (unit, person, id) DO NOTHING",
            *(caller.unit, caller.person, caller.device, at, at),
        )
    async with instance.database.reading() as tx:
        directory = await instance.directory.read(tx)
        hello = _hello(instance, await read_meta(tx))
    exchange = exchange_key(instance)
    roots = tuple(pack(root) for root in instance.trust.roots)
    admission = ll.Admission(hello, person.id, asking.device, pack(certificate), pack(exchange.certificate), roots, directory)
    return write_letter(ll.ADMISSION, encode(admission), {}, exchange, key)


async def exchange(instance: Instance, data: bytes) -> bytes:
    """Take an errand and write its receipt. ``Trouble`` names what is wrong with the file; then nothing of it has been taken."""
    own = exchange_key(instance)
    letter = read_letter(data, ll.ERRAND, own)
    errand = decode(letter.message, ll.Errand)
    caller, key = await _caller(instance, errand, letter.certificate)
    async with instance.database.reading() as tx:
        meta = await read_meta(tx)
        directory = await instance.directory.read(tx)
    hello = _hello(instance, meta)
    if errand.server != hello.server:
        raise Trouble("other_server", expected=errand.server, found=hello.server)
    for signed in errand.commands:
        unpack_command(signed)
    taken = [await uploads.keep(instance, caller, digest, content) for digest, content in sorted(letter.files.items())]
    answers: list[m.Answer] = []
    known = errand.epoch == hello.epoch  # a restored server takes nothing before the device has read what it has forgotten (RS-24)
    for start in range(0, len(errand.commands) if known else 0, m.MAX_PUSH):
        answers += await push(instance, caller, errand.commands[start : start + m.MAX_PUSH])
    while await deliver_open(instance, caller.unit):
        pass
    texts = tuple([await _text(instance, caller, one) for one in errand.drafts]) if known else ()
    after = errand.after if known else 0
    pages = await _pages(instance, caller, after)
    files = await _files(instance, caller, pages, errand.wanted)
    newer = directory if directory.version != errand.directory else None
    receipt = ll.Receipt(errand.id, hello, after, tuple(answers), pages, tuple(taken), newer, texts)
    return write_letter(ll.RECEIPT, encode(receipt), files, own, key)


def exchange_key(instance: Instance) -> SoftwareKey:
    """Give the key that errands are written to and receipts are signed with."""
    return instance.trust.authority.exchange(instance.now())


def _hello(instance: Instance, meta: Meta | None) -> m.Hello:
    if meta is None:
        raise Trouble("database")
    return m.Hello(meta.server, meta.epoch, (m.PROTOCOL,), instance.now(), meta.sample)


async def _person(instance: Instance, name: str) -> Person:
    async with instance.database.reading() as tx:
        unit = await unit_of(tx, name)
        found = await tx.fetch_one(tuple[bytes], "SELECT body FROM person WHERE unit = ? AND id = ?", unit or "", name)
    if found is None:
        raise Trouble("person_unknown")
    return decode(found[0], Person)


async def _caller(instance: Instance, errand: ll.Errand, certificate: bytes) -> tuple[Caller, PublicKey]:
    """Find who wrote the errand: by a key that was certified for this person on this device, and is good now."""
    person = await _person(instance, errand.person)
    async with instance.database.reading() as tx:
        found = await tx.fetch_one(
            tuple[bytes, str],
            "SELECT public_key, device FROM certificate WHERE unit = ? AND person = ? AND body = ?",
            *(person.unit, person.id, certificate),
        )
    if found is None or found[1] != errand.device or person.unit != errand.unit:
        raise Trouble("letter_stranger")
    if check_chain(certificate, instance.trust.roots, instance.now(), "person"):
        raise Trouble("letter_stranger")
    return caller_of(person, errand.device), PublicKey(found[0])


async def _text(instance: Instance, caller: Caller, asked: ll.DraftErrand) -> ll.DraftReceipt:
    """Take in updates of a draft and give what came to it; what does not fit is told by its code and holds up nothing else."""
    pages: list[m.DraftPage] = []
    try:
        try:
            pages.append(await drafts.push(instance, caller, asked.record, asked.push))
        except Trouble as trouble:
            if trouble.code != "draft_gap":
                raise
            pages.append(await drafts.read(instance, caller, asked.record, asked.push.after))
        while pages[-1].updates and pages[-1].updates[-1].n < pages[-1].head:
            pages.append(await drafts.read(instance, caller, asked.record, pages[-1].updates[-1].n))
    except Trouble as trouble:
        if trouble.code not in _OF_THE_DRAFT:
            raise
        return ll.DraftReceipt(asked.record, (), trouble.code)
    return ll.DraftReceipt(asked.record, tuple(pages))


async def _pages(instance: Instance, caller: Caller, after: int) -> tuple[m.Page, ...]:
    pages = []
    while True:
        page = await read_page(instance.database, caller, after)
        pages.append(page)
        after = page.next
        if page.next >= page.head or not page.changes:
            return tuple(pages)


async def _files(instance: Instance, caller: Caller, pages: tuple[m.Page, ...], wanted: tuple[str, ...]) -> dict[str, bytes]:
    """Give the files that the device lacks and may have: those it asked for, then those that the states name, as far as there is room."""
    names = list(wanted)
    for page in pages:
        for change in page.changes:
            if change.op == "put":
                names += sorted(registry.kind_of(change.kind).files(registry.decode_state(change.kind, change.state)))
    found: dict[str, bytes] = {}
    room = ll.MOST_FILES
    for digest in dict.fromkeys(names):
        try:
            content = await uploads.whole(instance, caller, digest, room)
        except Trouble as trouble:
            if trouble.code not in {"blob_missing", "digest_malformed"}:
                raise
            continue
        if content is None:
            break
        found[digest], room = content, room - len(content)
    return found
