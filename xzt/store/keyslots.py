"""The key file beside the store: the random data key, wrapped by a key made from the password (RS-01, RS-09).

The data key is 256 random bits and never stands anywhere in clear. Changing the password rewrites this one small file only. The file is
replaced whole (written aside, flushed, renamed), so that a cut leaves the old one or the new one.
"""

import contextlib
import errno
import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Struct, structs

from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble

KEY_FILE = "key.json"
MEMORY_KIB = 128 * 1024
FLOOR_KIB = 64 * 1024
PASSES = 3
LANES = 2
_LABEL = b"xzt data key 1"


class KeySlot(Struct, frozen=True, forbid_unknown_fields=True):
    """The password slot: Argon2id parameters (memory in KiB) and the wrapped data key; bytes are base64.

    ``check`` is the SM3 of the rest. It keeps no secret: it tells a damaged file from a wrong password.
    """

    salt: str
    wrapped: str
    memory: int = MEMORY_KIB
    passes: int = PASSES
    lanes: int = LANES
    version: int = 1
    check: str = ""


def create(folder: Path, password: str) -> bytes:
    """Make a new data key, write its password slot into ``folder`` and return the key. An existing slot is never overwritten."""
    if (folder / KEY_FILE).exists():
        raise Trouble("store_exists")
    key = secrets.token_bytes(32)
    write(folder, wrap(key, password))
    return key


def open_slot(folder: Path, password: str) -> bytes:
    """Return the data key. ``Trouble("wrong_password")`` and ``Trouble("key_damaged")`` tell the two apart."""
    slot = read(folder)
    try:
        sealed = b64decode(slot.wrapped, validate=True)
        salt = b64decode(slot.salt, validate=True)
    except ValueError as error:
        raise Trouble("key_damaged") from error
    if len(sealed) != 12 + 32 + 16 or len(salt) != 16:
        raise Trouble("key_damaged")
    try:
        return AESGCM(_stretch(password, salt, slot)).decrypt(sealed[:12], sealed[12:], _LABEL)
    except InvalidTag:
        raise Trouble("wrong_password") from None


def change_password(folder: Path, old: str, new: str) -> None:
    """Wrap the same data key under the new password; nothing else is touched (RS-09)."""
    write(folder, wrap(open_slot(folder, old), new))


def wrap(key: bytes, password: str) -> KeySlot:
    """Wrap the data key under a password with the parameters of today."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    slot = KeySlot(b64encode(salt).decode(), wrapped="", memory=MEMORY_KIB, passes=PASSES, lanes=LANES)
    sealed = nonce + AESGCM(_stretch(password, salt, slot)).encrypt(nonce, key, _LABEL)
    slot = structs.replace(slot, wrapped=b64encode(sealed).decode())
    return structs.replace(slot, check=_check(slot))


def read(folder: Path) -> KeySlot:
    """Read the slot: exactly the bytes that were written, and no parameters under the floor, so that nobody can weaken the file."""
    try:
        data = (folder / KEY_FILE).read_bytes()
    except OSError as error:
        raise Trouble("key_missing", detail=str(error)) from error
    try:
        slot = decode(data, KeySlot)
    except Trouble as error:
        raise Trouble("key_damaged") from error
    if encode(slot) != data or slot.check != _check(slot):
        raise Trouble("key_damaged")
    if not FLOOR_KIB <= slot.memory <= 4 * 1024 * 1024 or not 1 <= slot.passes <= 16 or not 1 <= slot.lanes <= 16 or slot.version != 1:
        raise Trouble("key_damaged")
    return slot


def write(folder: Path, slot: KeySlot) -> None:
    """Replace the key file as a whole."""
    replace_file(folder / KEY_FILE, encode(slot))


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` aside, flush it, and rename it over ``path``: after a cut the old or the new content stands, never a part."""
    aside = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink()
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        raise Trouble("disk_full" if full else "disk", retry=True, detail=str(error)) from error


def _check(slot: KeySlot) -> str:
    return sm3(encode(structs.replace(slot, check="")))


def flush_file(path: Path) -> None:
    """Have the content of a file on the disk before going on."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk before going on, where the system knows that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stretch(password: str, salt: bytes, slot: KeySlot) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=slot.passes, lanes=slot.lanes, memory_cost=slot.memory)
    return kdf.derive(password.encode())
