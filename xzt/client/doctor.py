"""体检: what this machine has and lacks for the program. Facts and codes only; the sentences stand in ``xzt.ui.findings``."""

import importlib.metadata
import platform
import shutil
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from xzt.client import inputmethod
from xzt.client.backingup import BACKUPS, SET_ASIDE
from xzt.client.clock import utc_now
from xzt.client.documents import font_book
from xzt.client.profiles import PROFILE_FILE, default_root, profiles
from xzt.core.errors import Trouble
from xzt.signing import libcrypto
from xzt.store import database
from xzt.store.keyslots import read as read_slot

MOST_SKEW = timedelta(minutes=5)
LEAST_FREE = 500 * 1024 * 1024


class Finding(Struct, frozen=True):
    """One fact: what was looked at, whether the program can work with it, a code for the advice, and what was found."""

    subject: str
    ok: bool
    code: str
    found: str


def examine(server: str = "") -> list[Finding]:
    """Look at everything that the program stands on. The server is the one given, or that of the first store."""
    stores = profiles(default_root())
    address = server or (stores[0].server if stores else "")
    return [*_fonts(), *_libraries(), _keyring(), _input_method(), *_stores(), _disk(), *_server(address)]


def _fonts() -> list[Finding]:
    from xzt.docs.layout.fontreport import lenders  # the shaper loads with the first page

    found = []
    book = font_book()
    substitutes = {face.role for face in book.substitutes()}
    for role in ("小标宋", "仿宋", "楷体", "黑体", "宋体"):
        face = book.face(role)
        code = "font_substituted" if role in substitutes else "font_present"
        found.append(Finding(f"font:{role}", Path(face.path).exists(), code, face.family))
    for package, here in lenders(book):
        found.append(Finding("rare", ok=True, code="present" if here else "rare_absent", found=package))
    return found


def _libraries() -> list[Finding]:

    version, ok = libcrypto.library()
    sqlite, sqlite_ok = database.library()
    return [
        Finding("python", ok=True, code="present", found=platform.python_version()),
        Finding("qt", ok=True, code="present", found=importlib.metadata.version("PySide6-Essentials")),
        Finding("sqlite", sqlite_ok, "present" if sqlite_ok else "sqlite_too_old", sqlite),
        Finding("openssl", ok, "present" if ok else "openssl_too_old", version),
    ]


def _keyring() -> Finding:
    import keyring

    backend = keyring.get_keyring()
    name = f"{type(backend).__module__}.{type(backend).__name__}"
    return Finding("keyring", ok=True, code="keyring_absent" if backend.priority < 1 else "present", found=name)


def _input_method() -> Finding:
    module = inputmethod.module()
    here = not module or inputmethod.loads(module)
    return Finding("input_method", ok=True, code="present" if here else "input_module_replaced", found=module or "-")


def _stores() -> list[Finding]:
    root = default_root()
    found = []
    for path in sorted(root.glob("*/")):
        if path.name in {BACKUPS, SET_ASIDE}:
            continue
        if path.name.endswith(".new"):
            found.append(Finding(f"store:{path.name}", ok=False, code="store_half_made", found=str(path)))
            continue
        try:
            read_slot(path)
        except Trouble as trouble:
            found.append(Finding(f"store:{path.name}", ok=False, code=trouble.code, found=str(path)))
            continue
        whole = (path / database.STORE_FILE).exists() and (path / PROFILE_FILE).exists()
        found.append(Finding(f"store:{path.name}", whole, "present" if whole else "store_missing", str(path)))
    return found or [Finding("store", ok=True, code="store_none", found=str(root))]


def _disk() -> Finding:
    root = default_root()
    place = next(path for path in (root, *root.parents) if path.exists())
    free = shutil.disk_usage(place).free
    return Finding("disk", free >= LEAST_FREE, "present" if free >= LEAST_FREE else "disk_low", f"{free // 1024**2} MiB")


def _server(address: str) -> list[Finding]:
    from xzt.sync.engine.wire import ask_hello

    if not address:
        return [Finding("server", ok=True, code="server_none", found="-")]
    before = utc_now()
    try:
        hello = ask_hello(address)
    except Trouble as trouble:
        return [Finding("server", ok=False, code=trouble.code, found=address)]
    skew = abs(hello.now - before)
    close = skew <= MOST_SKEW
    return [
        Finding("server", ok=True, code="present", found=f"{address} ({', '.join(hello.protocols)})"),
        Finding(
            "clock",
            close or hello.sample,
            "present" if close else "clock_sample" if hello.sample else "clock_wrong",
            f"{skew.total_seconds():.0f} s",
        ),
    ]
