"""OpenSSL's libcrypto, as much of it as SM2 needs (GB/T 32918, GB/T 32905): the one place where cryptography is called in C.

EVP only. On Linux the system's libcrypto.so.3, on Windows the DLL that CPython's own ssl module uses. What a key or a signature must look
like as bytes is not decided here but in ``xzt.signing.keys``, which is what others import.

Threads: every call makes its own contexts and frees them; a ``Handle`` may be shared, libcrypto locks it.
"""

import ctypes
import functools
import platform
import re
import sys
from collections.abc import Callable
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_ulong, c_void_p
from pathlib import Path
from typing import Protocol, TypeAlias

from xzt.core.errors import Trouble

DISTINGUISHING_ID = b"1234567812345678"
"""The user id in Z of GB/T 32918.2 5.5 where no profile says otherwise; OpenSSL's own default is empty and verifies nobody's signature."""

MINIMUM = (3, 0, 0)

TIMING_FIXES = {(3, 2): 6, (3, 3): 5, (3, 4): 8, (3, 5): 9, (3, 6): 5, (4, 0): 3}
"""On ARM64 and RISC-V: the first patch of a line without the SM2 timing leaks CVE-2025-9231 and CVE-2026-54875; neither names 3.0, 3.1."""

_Prototype: TypeAlias = tuple[object, list[object]]

_PROTOTYPES: dict[str, _Prototype] = {
    "OpenSSL_version": (c_char_p, [c_int]),
    "ERR_clear_error": (None, []),
    "ERR_get_error": (c_ulong, []),
    "ERR_error_string_n": (None, [c_ulong, c_char_p, c_size_t]),
    "EVP_sm3": (c_void_p, []),
    "EVP_PKEY_free": (None, [c_void_p]),
    "EVP_PKEY_is_a": (c_int, [c_void_p, c_char_p]),
    "EVP_PKEY_CTX_new": (c_void_p, [c_void_p, c_void_p]),
    "EVP_PKEY_CTX_new_from_name": (c_void_p, [c_void_p, c_char_p, c_char_p]),
    "EVP_PKEY_CTX_free": (None, [c_void_p]),
    "EVP_PKEY_CTX_set1_id": (c_int, [c_void_p, c_char_p, c_int]),
    "EVP_PKEY_keygen_init": (c_int, [c_void_p]),
    "EVP_PKEY_generate": (c_int, [c_void_p, POINTER(c_void_p)]),
    "EVP_PKEY_public_check": (c_int, [c_void_p]),
    "EVP_PKEY_pairwise_check": (c_int, [c_void_p]),
    "EVP_PKEY2PKCS8": (c_void_p, [c_void_p]),
    "PKCS8_PRIV_KEY_INFO_free": (None, [c_void_p]),
    "i2d_PKCS8_PRIV_KEY_INFO": (c_int, [c_void_p, POINTER(c_void_p)]),
    "i2d_PUBKEY": (c_int, [c_void_p, POINTER(c_void_p)]),
    "d2i_AutoPrivateKey": (c_void_p, [c_void_p, POINTER(c_void_p), ctypes.c_long]),
    "d2i_PUBKEY": (c_void_p, [c_void_p, POINTER(c_void_p), ctypes.c_long]),
    "EVP_PKEY_encrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_encrypt": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_PKEY_decrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_decrypt": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_MD_CTX_new": (c_void_p, []),
    "EVP_MD_CTX_free": (None, [c_void_p]),
    "EVP_MD_CTX_set_pkey_ctx": (None, [c_void_p, c_void_p]),
    "EVP_DigestSignInit": (c_int, [c_void_p, c_void_p, c_void_p, c_void_p, c_void_p]),
    "EVP_DigestSign": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_DigestVerifyInit": (c_int, [c_void_p, c_void_p, c_void_p, c_void_p, c_void_p]),
    "EVP_DigestVerify": (c_int, [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t]),
}


class Library(Protocol):
    """The loaded library; its functions are those of ``_PROTOTYPES``."""

    def __getattr__(self, name: str) -> Callable[..., int]: ...


class Handle:
    """An EVP_PKEY; freed (and its secret overwritten by libcrypto) when the last reference goes."""

    __slots__ = ("_free", "pointer")

    def __init__(self, pointer: int) -> None:
        self.pointer = pointer
        self._free = load().EVP_PKEY_free

    def __del__(self) -> None:
        self._free(self.pointer)


@functools.cache
def load() -> Library:
    """Load libcrypto once; ``Trouble("crypto")`` when there is none or it is older than ``MINIMUM``."""
    for name in _candidates():
        try:
            found = ctypes.CDLL(name)
            for function, (result, arguments) in _PROTOTYPES.items():
                entry = getattr(found, function)
                entry.restype, entry.argtypes = result, arguments
        except (OSError, AttributeError):
            continue  # absent, or a 1.x without the EVP calls of 3.0: the next candidate, and at the end the Trouble below
        return found
    raise Trouble("crypto", reason="library_missing")


def _candidates() -> list[str]:
    """Name the places to look in, best first; on Windows by full path only, so that no planted DLL is found (RS-11)."""
    import _hashlib

    beside = Path(getattr(_hashlib, "__file__", None) or sys.executable).parent
    if sys.platform == "win32":
        return [str(path) for path in sorted(beside.glob("libcrypto-*.dll"), reverse=True)]
    return [*(str(path) for path in sorted(beside.glob("libcrypto*.so.[34]"))), "libcrypto.so.3", "libcrypto.so.4"]


def library() -> tuple[str, bool]:
    """Give libcrypto's version and whether it may be used on this processor; ``("", False)`` when there is none."""
    try:
        text = (load_version() or b"").decode("ascii", "replace")
    except Trouble:
        return "", False
    return text, is_sound(text, platform.machine())


def load_version() -> bytes:
    """Read the version line, such as ``OpenSSL 3.0.19 27 Jan 2026``."""
    version: Callable[[int], bytes] = load().OpenSSL_version  # type: ignore[assignment]  # the one function here that gives text
    return version(0)


def is_sound(version: str, machine: str) -> bool:
    """Tell whether this version line is new enough for ``machine`` (as ``platform.machine()`` names it)."""
    match = re.match(r"OpenSSL (\d+)\.(\d+)\.(\d+)", version)
    if match is None:
        return False
    major, minor, patch = (int(part) for part in match.groups())
    if (major, minor, patch) < MINIMUM:
        return False
    leaks = machine.lower().startswith(("aarch64", "arm64", "riscv"))
    return not leaks or patch >= TIMING_FIXES.get((major, minor), 0)


def generate() -> Handle:
    """Make an SM2 key pair."""
    lib = _fresh()
    context = lib.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
    try:
        made = c_void_p()
        if not context or lib.EVP_PKEY_keygen_init(context) != 1 or lib.EVP_PKEY_generate(context, byref(made)) != 1:
            raise _trouble(lib, "generate")
        return Handle(_address(made))
    finally:
        lib.EVP_PKEY_CTX_free(context)


def read_private(der: bytes | bytearray) -> Handle:
    """Read a PKCS#8 (or SEC 1) private key; anything but a sound SM2 key, alone in the bytes, is ``Trouble("crypto")``."""
    return _read(der, "d2i_AutoPrivateKey", "EVP_PKEY_pairwise_check", "private_key")


def read_public(der: bytes) -> Handle:
    """Read a SubjectPublicKeyInfo; anything but an SM2 point on the curve, alone in the bytes, is ``Trouble("crypto")``."""
    return _read(der, "d2i_PUBKEY", "EVP_PKEY_public_check", "public_key")


def _read(der: bytes | bytearray, reader: str, checker: str, what: str) -> Handle:
    lib = _fresh()
    buffer = (ctypes.c_char * len(der)).from_buffer_copy(der)
    try:
        start = ctypes.addressof(buffer)
        cursor = c_void_p(start)
        pointer = getattr(lib, reader)(None, byref(cursor), len(der))
        if not pointer:
            raise _trouble(lib, what)
        handle = Handle(pointer)
        if cursor.value != start + len(der) or lib.EVP_PKEY_is_a(pointer, b"SM2") != 1:
            raise Trouble("crypto", reason=what)
        _check(lib, handle, checker, what)
        return handle
    finally:
        ctypes.memset(buffer, 0, len(der))  # RS-06: the copy may be a private key


def _check(lib: Library, handle: Handle, checker: str, what: str) -> None:
    context = lib.EVP_PKEY_CTX_new(handle.pointer, None)
    try:
        if not context or getattr(lib, checker)(context) != 1:
            raise _trouble(lib, what)
    finally:
        lib.EVP_PKEY_CTX_free(context)


def write_public(handle: Handle) -> bytes:
    """Write the public half as SubjectPublicKeyInfo DER."""
    return _write("i2d_PUBKEY", handle.pointer)


def write_private(handle: Handle) -> bytes:
    """Write both halves as PKCS#8 DER, in clear: the caller wraps it (RS-01)."""
    lib = _fresh()
    info = lib.EVP_PKEY2PKCS8(handle.pointer)
    try:
        if not info:
            raise _trouble(lib, "private_key")
        return _write("i2d_PKCS8_PRIV_KEY_INFO", info)
    finally:
        lib.PKCS8_PRIV_KEY_INFO_free(info)


def _write(writer: str, pointer: int) -> bytes:
    lib = _fresh()
    write = getattr(lib, writer)
    size = write(pointer, None)
    if size <= 0:
        raise _trouble(lib, "write_key")
    buffer = (ctypes.c_char * size)()
    cursor = c_void_p(ctypes.addressof(buffer))
    written = write(pointer, byref(cursor))
    result = bytes(buffer)
    ctypes.memset(buffer, 0, size)
    if written != size:
        raise _trouble(lib, "write_key")
    return result


def encrypt(handle: Handle, data: bytes) -> bytes:
    """Encrypt a few bytes for the holder of the key by SM2 (GB/T 32918.4), DER of the four parts."""
    return _cipher(handle, data, "encrypt")


def decrypt(handle: Handle, data: bytes) -> bytes:
    """Undo ``encrypt`` with the private half; anything that is not for this key, or was changed, is ``Trouble("crypto")``."""
    return _cipher(handle, data, "decrypt")


def _cipher(handle: Handle, data: bytes, what: str) -> bytes:
    lib = _fresh()
    context = lib.EVP_PKEY_CTX_new(handle.pointer, None)
    try:
        size = c_size_t(0)
        run = getattr(lib, f"EVP_PKEY_{what}")
        if not context or getattr(lib, f"EVP_PKEY_{what}_init")(context) != 1 or run(context, None, byref(size), data, len(data)) != 1:
            raise _trouble(lib, what)
        buffer = ctypes.create_string_buffer(size.value)
        try:
            if run(context, buffer, byref(size), data, len(data)) != 1:
                raise _trouble(lib, what)
            return buffer.raw[: size.value]
        finally:
            ctypes.memset(buffer, 0, len(buffer))  # RS-06: it may be a key
    finally:
        lib.EVP_PKEY_CTX_free(context)


def sign(handle: Handle, data: bytes) -> bytes:
    """Sign ``data`` by SM2 over SM3 with Z; gives the DER of r and s."""
    lib = _fresh()
    digest, context = lib.EVP_MD_CTX_new(), lib.EVP_PKEY_CTX_new(handle.pointer, None)
    try:
        _prepare(lib, digest, context)
        size = c_size_t(0)
        if (
            lib.EVP_DigestSignInit(digest, None, lib.EVP_sm3(), None, handle.pointer) != 1
            or lib.EVP_DigestSign(digest, None, byref(size), data, len(data)) != 1
        ):
            raise _trouble(lib, "sign")
        buffer = ctypes.create_string_buffer(size.value)
        if lib.EVP_DigestSign(digest, buffer, byref(size), data, len(data)) != 1:
            raise _trouble(lib, "sign")
        return buffer.raw[: size.value]
    finally:
        lib.EVP_MD_CTX_free(digest)
        lib.EVP_PKEY_CTX_free(context)


def verify(handle: Handle, data: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` over ``data`` holds; whatever libcrypto does not confirm does not hold."""
    lib = _fresh()
    digest, context = lib.EVP_MD_CTX_new(), lib.EVP_PKEY_CTX_new(handle.pointer, None)
    try:
        _prepare(lib, digest, context)
        if lib.EVP_DigestVerifyInit(digest, None, lib.EVP_sm3(), None, handle.pointer) != 1:
            raise _trouble(lib, "verify")
        held = lib.EVP_DigestVerify(digest, signature, len(signature), data, len(data)) == 1
        lib.ERR_clear_error()
        return held
    finally:
        lib.EVP_MD_CTX_free(digest)
        lib.EVP_PKEY_CTX_free(context)


def _prepare(lib: Library, digest: int, context: int) -> None:
    if not digest or not context or lib.EVP_PKEY_CTX_set1_id(context, DISTINGUISHING_ID, len(DISTINGUISHING_ID)) != 1:
        raise _trouble(lib, "prepare")
    lib.EVP_MD_CTX_set_pkey_ctx(digest, context)  # stays ours: a context set from outside is not freed with the digest


def _fresh() -> Library:
    """Give the library with this thread's error queue emptied, so that what stands in it afterwards is ours."""
    lib = load()
    lib.ERR_clear_error()
    return lib


def _trouble(lib: Library, reason: str) -> Trouble:
    code = lib.ERR_get_error()
    text = ctypes.create_string_buffer(256)
    lib.ERR_error_string_n(code, text, len(text))
    lib.ERR_clear_error()
    return Trouble("crypto", reason=reason, detail=text.value.decode("ascii", "replace"))


def _address(pointer: c_void_p) -> int:
    if pointer.value is None:
        raise Trouble("crypto", reason="generate")
    return pointer.value
