"""The bag around a package (BagIt, RFC 8493): manifests and tag files, written in one way only and read back strictly.

What lies in the payload is not known here. Beside SHA-256, which other people's tools know, every list stands in SM3 (GB/T 32905) too.
"""

from collections.abc import Callable, Iterable

from xzt.core.digest import sha256, sm3
from xzt.core.errors import Trouble

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD = "data/"
ALGORITHMS: dict[str, Callable[[bytes], str]] = {"sha256": sha256, "sm3": sm3}
BAGIT, INFO = "bagit.txt", "bag-info.txt"
SIGNED = "tagmanifest-sm3.txt"
"""The list that covers all other lists; the archivist signs its bytes."""
SIGNATURE, CERTIFICATE = f"{SIGNED}.sig", f"{SIGNED}.pem"
_UNLISTED = {"tagmanifest-sha256.txt", SIGNED, SIGNATURE, CERTIFICATE}
"""A tag manifest lists no tag manifest (RFC 8493 2.2.1), and nothing can list its own signature."""


def tag_files(names: Iterable[str]) -> list[str]:
    """Give the tag files that tag manifests list, of all files of a package."""
    return sorted(name for name in names if not name.startswith(PAYLOAD) and name not in _UNLISTED)


def payload_files(names: Iterable[str]) -> list[str]:
    """Give the payload files, of all files of a package."""
    return sorted(name for name in names if name.startswith(PAYLOAD))


def write_manifest(files: dict[str, bytes], names: Iterable[str], algorithm: str) -> bytes:
    """List ``names`` with their digests, in order of name."""
    digest = ALGORITHMS[algorithm]
    return "".join(f"{digest(files[name])}  {_escaped(name)}\n" for name in sorted(names)).encode()


def read_manifest(data: bytes) -> dict[str, str]:
    """Read what ``write_manifest`` writes, digests by name; any other spelling is ``Trouble("manifest_malformed", line)``."""
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise Trouble("manifest_malformed", line="1") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines[:-1], start=1):
        digest, gap, name = line[:64], line[64:66], _unescaped(line[66:])
        last = next(reversed(found), "")
        if gap != "  " or not name or set(digest) - set("0123456789abcdef") or (found and name <= last):
            raise Trouble("manifest_malformed", line=str(number))
        found[name] = digest
    if lines[-1] or not found:
        raise Trouble("manifest_malformed", line=str(len(lines)))
    return found


def write_info(entries: Iterable[tuple[str, str]]) -> bytes:
    """Write ``bag-info.txt``; line ends in values become blanks."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in entries).encode()


def read_info(data: bytes) -> dict[str, str]:
    """Read ``bag-info.txt`` with one value a label; anything else is ``Trouble("bag_info_malformed")``."""
    try:
        pairs = [line.split(": ", 1) for line in data.decode("utf-8").splitlines()]
        found = {label: value for label, value in pairs}  # noqa: C416  a line without a colon must fail here
    except (UnicodeDecodeError, ValueError) as error:
        raise Trouble("bag_info_malformed") from error
    if len(found) != len(pairs):
        raise Trouble("bag_info_malformed")
    return found


def oxum(files: dict[str, bytes]) -> str:
    """Give the payload's size as BagIt writes it: bytes, a point, files."""
    names = payload_files(files)
    return f"{sum(len(files[name]) for name in names)}.{len(names)}"


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _unescaped(name: str) -> str:
    return name.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
