"""Getting in: the first sign-in on a machine (online, makes the store) and every unlocking after it (works offline)."""

import contextlib
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from xzt.client import profiles
from xzt.client.backingup import Keeper
from xzt.client.clock import Clock, new_id, utc_now
from xzt.client.profiles import Profile
from xzt.client.replacing import finish, pending
from xzt.client.session import Client, World
from xzt.core.errors import Trouble
from xzt.core.ids import derived_id
from xzt.signing.keys import PrivateKey, SoftwareKey
from xzt.store import chain, database, keyslots, lock, meta
from xzt.store.chunks import Chunks
from xzt.store.database import Connection, Damage
from xzt.sync.engine import clocks, lease
from xzt.sync.engine.rounds import Cursor, keep_directory, read_cursor

if TYPE_CHECKING:
    from xzt.sync.engine.wire import Welcome


def sign_in(root: Path, server: str, person: str, password: str, clock: Clock = utc_now) -> Client:
    """Sign in for the first time on this machine: a key is made and certified, and the store is created. Blocks; call in a job.

    The store is built aside and renamed into place when it is complete, so that a cut leaves nothing half made.
    """
    folder = store_folder(root, server, person)
    if folder.exists():
        raise Trouble("store_exists")
    try:
        aside, data_key = join(folder, Profile(str(folder), person, server, new_id(clock())), password)
        aside.rename(folder)
    except OSError as error:
        raise Trouble("disk", detail=str(error)) from error
    return _open(folder, lambda: data_key, password, clock)


def join(folder: Path, profile: Profile, password: str) -> tuple[Path, bytes]:
    """Sign in at the server with a new key, and build the fresh store aside from ``folder``; gives where, and its data key. Blocks."""
    from xzt.sync.engine.wire import first_sign_in

    key = PrivateKey.generate()
    welcome = first_sign_in(profile.server, profile.person, password, profile.device, b64encode(key.public.spki).decode())
    aside = folder.with_name(folder.name + profiles.UNFINISHED)
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    return aside, _create(aside, password, structs.replace(profile, folder=str(folder), sample=welcome.hello.sample), key, welcome)


def unlock(folder: Path, password: str, clock: Clock = utc_now, updating: Callable[[], None] = lambda: None) -> Client:
    """Open a store with its password; works offline. ``Trouble("store_in_use")`` at once where another window has it open.

    ``updating`` is called before a store of an earlier program is copied and made one of today, ten seconds for 100,000 records.
    """
    return _open(folder, lambda: keyslots.open_slot(folder, password), password, clock, updating)


def _open(folder: Path, key: Callable[[], bytes], password: str, clock: Clock, updating: Callable[[], None] = lambda: None) -> Client:
    """Open a store. ``key`` gives its data key; making one from a password takes most of a second and happens once."""
    if pending(folder):
        finish(folder.parent, clock())
    with contextlib.ExitStack() as stack:
        stack.callback(lock.give_back, lock.take(folder))
        if pending(folder):
            raise Trouble("store_in_use", retry=True)
        data_key = key()
        writing = database.connect(folder, data_key)
        stack.callback(writing.close)
        if found := database.damage(writing, Damage.QUICK):
            raise Trouble("store_damaged", detail=found)
        keeper = Keeper(folder, database.connect(folder, data_key), clock)
        stack.callback(keeper.close)
        if database.outdated(writing):
            updating()
            keeper.make("migration")
        database.migrate(writing)
        if found := chain.wrong(writing, chain.QUICK):
            raise Trouble("store_damaged", detail=f"chain: {found}")
        _heed_lease(writing, profiles.read(folder), password, clock)
        reading = database.connect(folder, data_key)
        stack.callback(reading.close)
        client = Client(folder, (writing, reading), _load_key(writing), Chunks(folder, data_key), World(clock), keeper)
        client.hold(stack.pop_all())
        client.settle_restored()
        client.files.tidy()
        return client


def _heed_lease(db: Connection, profile: Profile, password: str, clock: Clock) -> None:
    """Open a store that was away for too long only when the server still knows the person (AUT-04).

    ``Trouble("lease_ended")`` without a line, ``Trouble("lease_refused")`` when the server says no; the store stays as it is.
    """
    keeper = clocks.Timekeeper(clock)
    keeper.remember(clocks.read(db))
    if not lease.has_ended(db, keeper.now()):
        return
    from xzt.sync.engine.wire import sign_in_again

    asked = keeper.asking()
    try:
        hello, session = sign_in_again(profile.server, profile.person, password, profile.device)
    except Trouble as trouble:
        if trouble.code == "login_refused":
            raise Trouble("lease_refused") from trouble
        raise Trouble("lease_ended", retry=True) from trouble
    if hello.server != read_cursor(db).server:
        raise Trouble("lease_ended", retry=True)
    with database.transaction(db):
        meta.put(db, "token", session.token)
        clocks.keep(db, keeper.measure(hello.now, asked), news=False)
        lease.renew(db, hello.lease_days, keeper.now())


def store_folder(root: Path, server: str, person: str) -> Path:
    """Give the folder of one person's store for one server; its name tells neither."""
    return root / derived_id(f"{server}/{person}")


def _create(folder: Path, password: str, profile: Profile, key: PrivateKey, welcome: "Welcome") -> bytes:
    data_key = keyslots.create(folder, password)
    db = database.connect(folder, data_key, create=True)
    try:
        database.migrate(db)
        with database.transaction(db):
            meta.put(db, "key", b64encode(key.to_pkcs8()).decode())
            meta.put(db, "certificate", welcome.certificate)
            meta.put(db, "token", welcome.session.token)
            meta.put(db, "roots", welcome.session.roots)
            meta.put(db, "exchange", welcome.session.exchange)
            meta.put(db, "cursor", Cursor(welcome.hello.server, welcome.hello.epoch))
            keep_directory(db, welcome.directory)
    finally:
        db.close()
    profiles.write(folder, profile)
    return data_key


def _load_key(db: Connection) -> SoftwareKey:
    key, certificate = meta.get(db, "key", str), meta.get(db, "certificate", str)
    if key is None or certificate is None:
        raise Trouble("store_damaged", detail="key")
    return SoftwareKey(PrivateKey.from_pkcs8(b64decode(key)), b64decode(certificate))
