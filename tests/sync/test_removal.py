"""The guard before a mass removal (RS-24, F8): the server wants to take much away; nothing goes before the person has said so."""

import sqlite3

from tests.sync.town import Desk, Town
from tests.waiting import PATIENCE, until
from xzt.core.notices import Connection
from xzt.store import records
from xzt.store.database import Connection as Db
from xzt.sync.engine import removal, rounds
from xzt.sync.protocol import messages as m


def take_all(town: Town) -> None:
    """Have a fault of the server take every record from everybody."""
    town.server.stop()
    with sqlite3.connect(town.server.data / "server.db") as db:
        db.execute("UPDATE unit_counter SET seq = seq + 1")
        db.execute("UPDATE change SET op = 'drop', seq = (SELECT seq FROM unit_counter c WHERE c.unit = change.unit) WHERE op = 'put'")
    db.close()
    town.server.start()


def held(desk: Desk) -> int:
    def count(db: Db) -> int:
        row = db.execute("SELECT count(*) FROM base").fetchone()
        return int(row[0]) if row else 0

    return desk.client._read(count)


def is_asked(desk: Desk) -> bool:
    return desk.client.status().connection is Connection.STOPPED and desk.client.status().trouble == "mass_removal"


def is_allowed(desk: Desk) -> bool:
    asked = desk.client.read(removal.read)
    return asked is not None and asked.allowed


def test_rs24_nothing_goes_before_the_answer(town: Town) -> None:
    """It is told by name, stays over a restart, own acts are still sent, and the person's yes counts for this once."""
    clerk = town.desk("jia-1").begin()
    titles = {f"第{n}件" for n in range(6)}
    for title in titles:
        clerk.draft(title)
    clerk.quiet()
    take_all(town)
    clerk.client.sync_now()
    until(lambda: is_asked(clerk), "asked")
    assert (set(clerk.client.line.removal()), held(clerk)) == (titles, 6)
    clerk.leave()
    clerk.come_back()
    until(lambda: is_asked(clerk), "asked again after a restart")
    assert held(clerk) == 6
    record = clerk.draft("其间写的")
    until(lambda: not clerk.client.status().waiting, "own acts are sent")
    clerk.client.line.allow_removal().result(PATIENCE)
    until(lambda: clerk.client.status().connection is Connection.ONLINE and held(clerk) == 1, "gone")
    assert clerk.step(record) == "draft"
    assert clerk.client.line.removal() == []


def test_rs24_a_yes_given_while_the_page_is_looked_at_again_counts(town: Town) -> None:
    """A round that refused the page just before the yes notes its question just after it: the person is not asked twice, and more is."""
    clerk = town.desk("jia-1").begin()
    for n in range(6):
        clerk.draft(f"第{n}件")
    until(lambda: held(clerk) == 6, "all six are here")
    clerk.leave()
    clerk.come_back(online=False)
    client = clerk.client
    after = client.read(rounds.read_cursor).seq
    drops = [m.Change(after + 1, "dispatch", record, 2, "drop") for _, record in client.read(records.seen)]
    page, more = (m.Page(tuple(some), after + 1, after + 1, 0) for some in (drops[:5], drops))
    client.write(lambda db: removal.ask(db, page, after))
    client.write(removal.allow)
    client.write(lambda db: removal.ask(db, page, after))
    assert is_allowed(clerk)
    client.write(lambda db: removal.ask(db, more, after))
    assert not is_allowed(clerk)


def test_few_are_nothing_to_ask_about(town: Town) -> None:
    """What leaves a person's sight in the ordinary course goes by itself."""
    clerk = town.desk("jia-1").begin()
    for n in range(3):
        clerk.draft(f"第{n}件")
    clerk.quiet()
    take_all(town)
    clerk.client.sync_now()
    until(lambda: held(clerk) == 0, "gone")
    assert clerk.client.status().connection is Connection.ONLINE or not clerk.client.status().trouble
