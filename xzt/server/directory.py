"""The address book and the facts of this server, as they stand in the database."""

from msgspec import Struct

from xzt.core.encoding import decode, encode
from xzt.office.people import Directory, Person, Unit
from xzt.server.sql.database import Transaction


class Meta(Struct, frozen=True):
    """The facts: server id, epoch, version of the directory, seconds that its clock is ahead, whether its data are samples."""

    server: str
    epoch: int = 1
    directory: int = 0
    clock_offset: int = 0
    sample: bool = False
    restored: int = 0
    """When it was restored from a backup (ms), 0 for never."""


async def read_meta(tx: Transaction) -> Meta | None:
    """Read the facts; None before the first start."""
    return meta_of(dict(await tx.fetch_all(tuple[str, str], "SELECT name, value FROM meta")))


def meta_of(rows: dict[str, str]) -> Meta | None:
    """Read the facts out of the rows that hold them."""
    if "server" not in rows:
        return None
    epoch, directory, offset, restored = (int(rows.get(name, "0")) for name in ("epoch", "directory", "clock_offset", "restored"))
    return Meta(rows["server"], epoch or 1, directory, offset, sample=rows.get("sample") == "1", restored=restored)


async def write_meta(tx: Transaction, name: str, value: str) -> None:
    """Set one fact."""
    await tx.execute("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)


class DirectoryCache:
    """The directory, read again when its version moved. One a process."""

    def __init__(self) -> None:
        self._held = Directory(version=-1)

    async def read(self, tx: Transaction, meta: Meta | None = None) -> Directory:
        """Give the directory as of this transaction; ``meta`` where it has been read already."""
        meta = meta or await read_meta(tx)
        version, sample = (meta.directory, meta.sample) if meta else (0, False)
        if (self._held.version, self._held.sample) != (version, sample):
            units = await tx.fetch_all(tuple[bytes], "SELECT body FROM unit_info ORDER BY unit")
            people = await tx.fetch_all(tuple[bytes], "SELECT body FROM person ORDER BY unit, id")
            self._held = Directory(
                tuple(decode(body, Unit) for (body,) in units), tuple(decode(body, Person) for (body,) in people), version, sample
            )
        return self._held


async def raise_version(tx: Transaction) -> None:
    """Say that the directory changed; taken last, for it is one row for everybody."""
    await tx.execute("INSERT INTO meta (name, value) VALUES ('directory', '0') ON CONFLICT (name) DO NOTHING")
    await tx.execute("UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'directory'")


async def write_person(tx: Transaction, person: Person) -> None:
    """Keep a person's new entry."""
    await tx.execute("UPDATE person SET body = ? WHERE unit = ? AND id = ?", encode(person), person.unit, person.id)


async def unit_info(tx: Transaction, unit: str) -> Unit | None:
    """Read one unit."""
    found = await tx.fetch_one(tuple[bytes], "SELECT body FROM unit_info WHERE unit = ?", unit)
    return decode(found[0], Unit) if found else None


async def unit_of(tx: Transaction, person: str) -> str | None:
    """Say to which unit a name belongs; None where there is no such person."""
    found = await tx.fetch_one(tuple[str], "SELECT unit FROM person_unit WHERE person = ?", person)
    return found[0] if found else None
