"""A letter: a message and files that one key holder alone can read, signed by the one who wrote it. For what travels on removable media.

A random key encrypts the content (AES-256-GCM, in pieces, so that one that is missing, moved or changed shows) and is itself encrypted by
SM2 for the reader (GB/T 32918.4). Inside stands the signature over what kind of letter it is, for whom, the digest of the message and the
digest of every file: nobody can pass a letter on as written to another, or exchange a part. What it says is the protocol's; whether its
writer may say so is the reader's.
"""

import base64
import os
import struct
from collections.abc import Iterator, Mapping
from typing import TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.signing.envelopes import Signature, sign, signer_of
from xzt.signing.keys import Correspondent, KeyHolder, PublicKey, verify

T = TypeVar("T")
MAGIC = b"XZT-LETTER-1\n"
_PIECE = 1024 * 1024
_TAG = 16
_LENGTH = struct.Struct(">Q")


class _Head(Struct, frozen=True):
    """In clear: for which key, and the content's key as only that one can read it."""

    to: str
    key: str


class _Statement(Struct, frozen=True):
    """What the writer signs."""

    kind: str
    to: str
    message: str
    files: tuple[tuple[str, int], ...]


class _Inside(Struct, frozen=True):
    statement: _Statement
    signature: Signature


class Letter(Struct, frozen=True):
    """A letter as it was read. ``certificate`` (DER) is the writer's, and whether to trust it is the reader's to say."""

    message: bytes
    files: dict[str, bytes]
    certificate: bytes


def name_of(key: PublicKey) -> str:
    """Give the digest by which a key is named, also to people who compare it by telephone."""
    return sm3(key.spki)


def write_letter(kind: str, message: bytes, files: Mapping[str, bytes], writer: KeyHolder, to: PublicKey) -> bytes:
    """Write a letter of this kind to the holder of ``to``; ``files`` by their SM3."""
    statement = _Statement(kind, name_of(to), sm3(message), tuple((digest, len(data)) for digest, data in sorted(files.items())))
    inside = encode(_Inside(statement, sign(encode(statement), writer, writer.certificate)))
    plain = b"".join([_LENGTH.pack(len(inside)), inside, _LENGTH.pack(len(message)), message, *(files[digest] for digest in sorted(files))])
    key = os.urandom(32)
    head = encode(_Head(name_of(to), base64.b64encode(to.encrypt(key)).decode()))
    cipher = AESGCM(key)
    pieces = [cipher.encrypt(nonce, plain[start : start + _PIECE], head) for start, nonce in _nonces(len(plain), _PIECE)]
    return b"".join([MAGIC, _LENGTH.pack(len(head)), head, *pieces])


def read_letter(data: bytes, kind: str, reader: Correspondent) -> Letter:
    """Read a letter of this kind.

    ``Trouble``: ``letter_damaged`` (cut off, changed, or no letter at all), ``letter_foreign`` (for another), ``letter_kind`` (of another
    kind), ``letter_unsigned`` (its signature does not hold).
    """
    if not data.startswith(MAGIC):
        raise Trouble("letter_damaged")
    head_bytes, rest = _cut(data[len(MAGIC) :])
    head = _decoded(head_bytes, _Head)
    if head.to != name_of(reader.public):
        raise Trouble("letter_foreign")
    plain = _decrypted(head, head_bytes, rest, reader)
    inside_bytes, rest = _cut(plain)
    message, rest = _cut(rest)
    inside = _decoded(inside_bytes, _Inside)
    statement = inside.statement
    certificate = signer_of(inside.signature)
    value = base64.b64decode(inside.signature.value)
    if statement.to != head.to or sm3(message) != statement.message or not verify(certificate.public, encode(statement), value):
        raise Trouble("letter_unsigned")
    if statement.kind != kind:
        raise Trouble("letter_kind", found=statement.kind)
    files = {}
    for digest, size in statement.files:
        files[digest], rest = rest[:size], rest[size:]
        if sm3(files[digest]) != digest:
            raise Trouble("letter_damaged")
    return Letter(message, files, certificate.der)


def _decrypted(head: _Head, head_bytes: bytes, content: bytes, reader: Correspondent) -> bytes:
    try:
        cipher = AESGCM(reader.decrypt(base64.b64decode(head.key)))
        pieces = [
            cipher.decrypt(nonce, content[start : start + _PIECE + _TAG], head_bytes)
            for start, nonce in _nonces(len(content), _PIECE + _TAG)
        ]
    except (InvalidTag, Trouble, ValueError) as error:
        raise Trouble("letter_damaged") from error
    return b"".join(pieces)


def _nonces(size: int, piece: int) -> Iterator[tuple[int, bytes]]:
    """Give where each piece starts, and its nonce: its number, and whether it is the last, so that none can be left out or added."""
    count = max(1, -(-size // piece))
    for n in range(count):
        yield n * piece, n.to_bytes(11, "big") + bytes([n == count - 1])


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """Cut the first part off, which tells its length."""
    if len(data) < _LENGTH.size:
        raise Trouble("letter_damaged")
    (size,) = _LENGTH.unpack_from(data)
    end = _LENGTH.size + size
    if end > len(data):
        raise Trouble("letter_damaged")
    return data[_LENGTH.size : end], data[end:]


def _decoded(data: bytes, kind: type[T]) -> T:
    try:
        return decode(data, kind)
    except Trouble as error:
        raise Trouble("letter_damaged") from error
