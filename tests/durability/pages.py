"""What is on a page of the file: deciphered, and as the set of its cells, for the same rows may stand on it in another order."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, MAC = 4096, 80, 64
_USABLE = PAGE - RESERVED
_INTERIOR = {2: True, 5: True, 10: False, 13: False}
"""The kinds of tree pages; what is none of them is overflow of a long row."""


def plain(key: bytes, file: bytes, page: int) -> bytes:
    """Decipher a page: the same content is enciphered otherwise each time that it is written."""
    data = file[page * PAGE : page * PAGE + PAGE]
    cipher = Cipher(algorithms.AES(key), modes.CBC(data[_USABLE : PAGE - MAC])).decryptor()
    return cipher.update(data[:_USABLE])


def meaning(content: bytes) -> object:
    """Give what the page says: the cells that it points to and its right child; of overflow everything."""
    kind = content[0]
    if kind not in _INTERIOR:
        return content
    start = 12 if _INTERIOR[kind] else 8
    count = int.from_bytes(content[3:5], "big")
    places = [int.from_bytes(content[start + 2 * n : start + 2 * n + 2], "big") for n in range(count)]
    return kind, content[8:start], sorted(_cell(content, kind, at) for at in places)


def _cell(content: bytes, kind: int, at: int) -> bytes:
    begin = at + (4 if _INTERIOR[kind] else 0)
    payload, after = _varint(content, begin)
    if kind == 5:
        return content[at:after]
    if kind == 13:
        _, after = _varint(content, after)
    return content[at : after + _local(payload, kind)]


def _local(payload: int, kind: int) -> int:
    """Give how much of a row stands on the page itself, with the number of the page on which it goes on."""
    most = _USABLE - 35 if kind == 13 else (_USABLE - 12) * 64 // 255 - 23
    if payload <= most:
        return payload
    least = (_USABLE - 12) * 32 // 255 - 23
    wished = least + (payload - least) % (_USABLE - 4)
    return (wished if wished <= most else least) + 4


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(8):
        value = value << 7 | content[at + n] & 0x7F
        if content[at + n] < 0x80:
            return value, at + n + 1
    return value << 8 | content[at + 8], at + 9
