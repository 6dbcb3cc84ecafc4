"""Zip packages read with suspicion and written the same every time (RS-12, RS-20): one view of the content, the same for every reader.

What the files in a package mean is not known here.
"""

import io
import struct
import zipfile
import zlib

from xzt.core.errors import Trouble

MOST_ENTRIES = 2000
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 200
"""Unpacked by packed size, asked of files above 1 MiB; dense XML pages come to about 30."""

_FREE = 1024 * 1024
_LOCAL = struct.Struct("<4s5H3L2H")


def read_zip(data: bytes) -> dict[str, bytes]:
    """Read every file of a package; anything doubtful is ``Trouble("zip_refused", reason, name)``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_layout(data, archive, entries)
            _check_sizes(entries)
            _check_names(entries)
            return {entry.filename: _read(archive, entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, struct.error, OSError) as error:
        raise Trouble("zip_refused", reason="damaged", name="", detail=str(error)) from error


def write_zip(files: dict[str, bytes]) -> bytes:
    """Write a package of ``files`` in their order; the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def is_plain_path(name: str) -> bool:
    """Tell whether ``name`` is a relative path with no way out, the same on every system."""
    return bool(name) and not any(sign in name for sign in "\\:\0") and all(part not in {"", ".", ".."} for part in name.split("/"))


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _refusal("entries", "")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _refusal("size", "")
    for entry in entries:
        if entry.file_size > max(_FREE, entry.compress_size * MOST_RATIO):
            raise _refusal("ratio", entry.filename)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.removesuffix("/")
        if not is_plain_path(name) or entry.filename != entry.orig_filename:
            raise _refusal("path", entry.filename)
        if name.casefold() in seen:
            raise _refusal("duplicate", entry.filename)
        seen.add(name.casefold())
        if entry.is_dir() and entry.file_size:
            raise _refusal("path", entry.filename)


def _check_layout(data: bytes, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse bytes that belong to no entry and headers that disagree: another reader might see other files in them."""
    if archive.comment:
        raise _refusal("hidden", "")
    at = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset != at:
            raise _refusal("hidden", entry.filename)
        at = _end_of(data, entry)
    if at != archive.start_dir or archive.start_dir + _directory_size(entries) + 22 != len(data):
        raise _refusal("hidden", "")


def _end_of(data: bytes, entry: zipfile.ZipInfo) -> int:
    """Compare the local header with the directory's; gives where the entry ends."""
    header = _LOCAL.unpack_from(data, entry.header_offset)
    _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = header
    streamed = flags & 0x08
    if flags != entry.flag_bits or method != entry.compress_type or flags & 0x01 or method not in {0, 8}:
        raise _refusal("header", entry.filename)
    if (crc, packed, size) != (entry.CRC, entry.compress_size, entry.file_size) and not (streamed and (crc, packed, size) == (0, 0, 0)):
        raise _refusal("header", entry.filename)
    end: int = entry.header_offset + _LOCAL.size + name_size + extra_size + entry.compress_size
    return end + _descriptor_size(data, end, entry) if streamed else end


def _descriptor_size(data: bytes, at: int, entry: zipfile.ZipInfo) -> int:
    plain = struct.pack("<3L", entry.CRC, entry.compress_size, entry.file_size)
    for form in (b"PK\x07\x08" + plain, plain):
        if data[at : at + len(form)] == form:
            return len(form)
    raise _refusal("header", entry.filename)


def _directory_size(entries: list[zipfile.ZipInfo]) -> int:
    return sum(46 + len(_name_bytes(entry)) + len(entry.extra) + len(entry.comment) for entry in entries)


def _name_bytes(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    content = archive.read(entry)  # zipfile stops at the stated size and checks the CRC
    if len(content) != entry.file_size:
        raise _refusal("damaged", entry.filename)
    return content


def _refusal(reason: str, name: str) -> Trouble:
    return Trouble("zip_refused", reason=reason, name=name)
