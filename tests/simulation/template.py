"""The town before anything happened: a seeded server folder and a signed-in store a person, made once and copied for every run."""

import asyncio
import contextlib
import functools
import hashlib
import shutil
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import httpx
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from xzt.client import access
from xzt.client.profiles import Profile
from xzt.server import sessions
from xzt.server.seeding import load_directory
from xzt.server.service import app, open_database, open_instance
from xzt.signing import keys, libcrypto
from xzt.signing.keys import PrivateKey, SoftwareKey
from xzt.store import database, keyslots
from xzt.sync.engine.wire import Welcome, Wire

SOURCE = Path(__file__).parents[2] / "resources" / "sample" / "directory.json"
KEY = bytes(range(32))
URL = "http://127.0.0.1:1"
PREPARED = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
PEOPLE = ("jia-1", "yi-1", "ding-1", "wu-1", "ji-1", "xin-1", "wu-2", "jia-2", "xin-3")


class Template:
    """A folder with the server's data and everybody's stores. Passwords cost next to nothing here: they are not what is tried."""

    def __init__(self, *, mac: bool = False) -> None:
        memory = Path("/dev/shm")  # noqa: S108  memory is no place to find things again, and fast
        self.folder = Path(tempfile.mkdtemp(prefix="xzt-simulation-", dir=memory if memory.is_dir() else None))
        self._keys: dict[str, SoftwareKey] = {}
        with mock.patch.multiple(sessions, MEMORY_KIB=8, ITERATIONS=1, LANES=1):
            load_directory(self.folder / "server", None, SOURCE.read_bytes(), PREPARED)
        with (
            mock.patch.object(keyslots, "create", return_value=KEY),
            memory_not_wiped(),
            contextlib.nullcontext() if mac else pages_without_mac(),
        ):
            asyncio.run(self._sign_in())

    async def _sign_in(self) -> None:
        opened = await open_database(self.folder / "server", None)
        instance = await open_instance(self.folder / "server", opened, lambda: PREPARED)
        transport = httpx.ASGITransport(app(instance))
        for person in PEOPLE:
            key, device = PrivateKey.generate(), f"device-{person}"
            wire = Wire(URL, "", transport)
            hello = await wire.hello()
            session = await wire.login(person, f"sample-{person}", device)
            certificate = (await wire.enrol(b64encode(key.public.spki).decode())).certificate
            welcome = Welcome(hello, session, certificate, (await wire.directory()).directory)
            folder = self.folder / person
            folder.mkdir()
            access._create(folder, "", Profile(str(folder), person, URL, device), key, welcome)
            self._keys[person] = SoftwareKey(key, b64decode(certificate))
        await opened.close()

    def copy_server(self, target: Path) -> Path:
        """Give the server's data anew."""
        return Path(shutil.copytree(self.folder / "server", target))

    def copy_store(self, person: str, target: Path) -> tuple[Path, SoftwareKey]:
        """Give a person's store anew."""
        return Path(shutil.copytree(self.folder / person, target)), self._keys[person]

    def close(self) -> None:
        """Remove it all."""
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def quick_signatures() -> Iterator[None]:
    """Let a digest under the public key stand for each new SM2 signature: a changed byte and a wrong key are still found, at no cost.

    Whether SM2 itself holds is tried in ``tests/signing``; here it was a third of each run. What the template holds is signed as ever.
    """
    verify, public = functools.cache(libcrypto.verify), functools.cache(libcrypto.write_public)

    def holds(handle: libcrypto.Handle, data: bytes, signature: bytes) -> bool:
        return signature == _stamp(public(handle), data) or verify(handle, data, signature)

    with (
        mock.patch.object(keys.PrivateKey, "sign", lambda key, data: _stamp(key.public.spki, data)),
        mock.patch.object(libcrypto, "verify", holds),
        mock.patch.object(keys.PrivateKey, "from_pkcs8", _READ_ONCE),
    ):
        yield


_READ_ONCE = functools.cache(keys.PrivateKey.from_pkcs8)


def _stamp(public: bytes, data: bytes) -> bytes:
    found = hashlib.sha512(public + data).digest()
    return encode_dss_signature(*(1 + int.from_bytes(half[1:]) for half in (found[:32], found[32:])))


def memory_not_wiped() -> contextlib.AbstractContextManager[object]:
    """Leave out the wiping of memory where nothing has asked for it yet: it has its own tests, and takes half of the time."""
    name = "cipher_memory_security"
    settings = tuple(f"PRAGMA {name} = OFF" if name in setting else setting for setting in database._SETTINGS)
    asserted = {setting: value for setting, value in database._ASSERTED.items() if setting != name}
    return mock.patch.multiple(database, _SETTINGS=settings, _ASSERTED=asserted)


@contextlib.contextmanager
def pages_without_mac() -> Iterator[None]:
    """Encrypt the pages of stores without a MAC: changed bytes have their own tests (P7), and hashing every page is a tenth of each run."""
    with contextlib.closing(database.dbapi2.connect(":memory:")) as any_connection:  # type: ignore[attr-defined]  # the driver of the store
        any_connection.execute("PRAGMA cipher_default_use_hmac = OFF")
        try:
            yield
        finally:
            any_connection.execute("PRAGMA cipher_default_use_hmac = ON")
