"""Every table is distributed by unit (issue 4, Server): on tables cut by it, what a person's work asks touches one part of each table."""

import asyncio
from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest

from tests.server.cluster import Cluster
from tests.server.conftest import SOURCE, People
from tests.server.house import START, Clock, House, Twin, document, new_record, signed_off
from tests.server.journey import distributed
from tests.server.partitioned import PARTS, SAME_EVERYWHERE, Asked, connected, listening, migrations, parts_of
from tests.server.test_delivery import ledger
from tests.waiting import until
from xzt.core.digest import sha256, sm3
from xzt.core.encoding import encode
from xzt.core.ids import derived_id
from xzt.office.act import AttachedFile
from xzt.office.dispatch import commands as d
from xzt.office.receipt import commands as r
from xzt.server.seeding import load_directory
from xzt.server.sql import schema
from xzt.sync.protocol import messages as m

EVERYWHERE = {
    "SELECT unit, kind, id, at FROM due WHERE at <= ? ORDER BY at LIMIT ?": "what time has made due, wherever it is: one look a second",
    "UPDATE due SET at = 0 WHERE kind IN ('dispatch', 'receipt')": "somebody may have left: once after a change of the directory",
    "SELECT unit, id, target, envelope FROM outbox WHERE answer IS NULL ORDER BY unit, seq, n LIMIT ?": "what a dead process left lying",
    "SELECT unit, person, digest, at, parts FROM upload WHERE at < ? ORDER BY at LIMIT ?": "uploads at rest: four times a day",
    "SELECT parts FROM upload": "what is being brought, before a piece is swept",
    "SELECT DISTINCT digest FROM blob WHERE size >= ?": "what files there are, before a piece is swept",
    "SELECT body FROM person ORDER BY unit, id": "the whole address book, once a process when its version moved",
}
"""The statements that look into every part, each with its reason. None of them stands between a person and an answer."""


@pytest.fixture
def cut_twin(cluster: Cluster, tmp_path: Path) -> Twin:
    """A seeded database whose tables are in parts."""
    address, data = cluster.address(cluster.create()), tmp_path / "data"
    with patch.object(schema.migrate, "__defaults__", (migrations(),)):
        load_directory(data, address, SOURCE.read_bytes(), START)
    return Twin("postgres", data, address)


def bring_and_attach(people: People) -> None:
    """Bring a file of two pieces, let it go with a draft that another writes too, and have him fetch it."""
    content, record = bytes(m.PIECE) + b"sample", new_record()
    digest, jia, mate = sm3(content), people["jia-1"], people["jia-2"]
    parts = encode(m.Parts(len(content), (sha256(content[: m.PIECE]), sha256(content[m.PIECE :]))))
    assert jia.send("POST", f"/v1/blobs/{digest}/parts", m.Held, parts).missing == (0, 1)
    assert jia.http.put(f"/v1/blobs/{digest}/pieces/0", content=content).status_code == 200
    assert jia.send("POST", f"/v1/blobs/{digest}/parts", m.Held, parts).done
    jia.must(record, d.StartDraft(msgspec.Raw(document())))
    jia.must(record, d.Attach(AttachedFile("样例.bin", digest, len(content))))
    jia.must(record, d.Share(("jia-2",)))
    assert mate.http.get(f"/v1/blobs/{digest}?piece=1&count=1").content == b"sample"


def a_days_work(house: House) -> Asked:
    """Do what people do, once through; gives what was asked of the database."""
    with listening() as asked:
        people = People(house)
        record, returned = new_record(), new_record()
        distributed(people, record)
        cs = derived_id(f"{record}/cs")
        until(lambda: ledger(people["wu-1"], record) == {"cs": "delivered", "hn-czt": "delivered"})
        people["xin-1"].must(cs, r.SignFor(), "receipt")
        people["xin-1"].must(cs, r.Register(), "receipt")
        signed_off(people, returned)
        people["wu-1"].must(returned, d.AssignNumber(29, "样例理由"))
        bring_and_attach(people)
        people["jia-1"].http.get("/v1/wait?after=0&directory=0")
        people["jia-1"].http.get("/v1/directory")
        people["wu-1"].http.get(f"/v1/log/dispatch/{record}")
        people["jia-1"].http.get(f"/v1/drafts/{record}?after=0")
        people["jia-1"].http.post("/v1/logout")
        for actor in people.values():
            actor.close()
    return asked


def test_a_persons_work_touches_one_part_of_each_table(cut_twin: Twin, clock: Clock) -> None:
    """Push, pull, number, session, delivery: the planner looks into one part of each table, whatever the statement."""
    house = House(cut_twin, clock)
    try:
        asked = a_days_work(house)
    finally:
        house.stop()
    hot = ["FROM record", "FROM change", "UPDATE unit_counter", "FROM number", "FROM session JOIN person", "FROM command", "INTO log"]
    hot += ["FROM upload", "INTO upload_piece", "FROM blob_ref"]
    for words in hot:
        assert any(words in sql for sql in asked), words

    async def look() -> dict[str, dict[str, set[str]]]:
        async with connected(str(cut_twin.database)) as connection:
            return {sql: await parts_of(connection, sql, values) for sql, values in asked.items()}

    for sql, parts in asyncio.run(look()).items():
        if sql in EVERYWHERE:
            assert any(len(found) == PARTS for found in parts.values()), sql
        else:
            assert all(len(found) == 1 for found in parts.values()), (sql, parts)


def test_every_key_has_the_unit(cut_twin: Twin) -> None:
    """No unique key of a table in parts lacks the unit; the tables that are the same everywhere are named and few."""

    async def look() -> tuple[list[str], list[str]]:
        async with connected(str(cut_twin.database)) as connection:
            plain = await connection.fetch("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
            keys = await connection.fetch(
                "SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS text FROM pg_index"
                " WHERE indisunique AND indrelid IN (SELECT oid FROM pg_class WHERE relkind = 'p')"
            )
        whole = [row["relname"] for row in plain if not row["relname"].rpartition("_")[2].isdecimal()]
        return whole, [row["name"] for row in keys if "(unit" not in row["text"]]

    whole, without = asyncio.run(look())
    assert set(whole) == SAME_EVERYWHERE
    assert without == []


def test_units_lie_in_different_parts(cut_twin: Twin, clock: Clock) -> None:
    """The parts are used: two units' records do not lie in the same tables by chance of an empty key."""
    house = House(cut_twin, clock)
    try:
        found = house.rows(tuple[str, str], "SELECT DISTINCT unit, tableoid::regclass::text FROM person")
    finally:
        house.stop()
    assert len({part for _, part in found}) > 1
    assert len(found) == len({unit for unit, _ in found})
