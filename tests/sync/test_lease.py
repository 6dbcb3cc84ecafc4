"""AUT-04: a device that stays away for too long opens its store only when the server still knows the person; nothing is lost meanwhile."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from tests.sync.town import Desk, Town
from tests.waiting import until
from xzt.client.access import unlock
from xzt.client.session import Client
from xzt.core.errors import Trouble
from xzt.server.handlers import LEASE_DAYS
from xzt.store import meta
from xzt.sync.engine.lease import Lease


def after(desk: Desk, days: int) -> Client:
    """Unlock so many days later."""
    return unlock(desk.folder, desk.password, lambda: datetime.now(UTC) + timedelta(days=days))


def has_lease(desk: Desk) -> bool:
    found = desk.client._read(lambda db: meta.get(db, "lease", Lease))
    return found is not None and found.days == LEASE_DAYS


def test_a_device_that_stayed_away_asks_the_server(town: Town) -> None:
    """AUT-04: offline within the lease it opens; beyond it only with the server's word, and not when the person is unknown there."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    until(lambda: has_lease(clerk), "the lease is kept")
    town.server.stop()
    record = clerk.draft()
    clerk.leave()
    after(clerk, LEASE_DAYS - 1).close()
    with pytest.raises(Trouble, match="lease_ended"):
        after(clerk, LEASE_DAYS + 1)
    town.server.start()
    clerk.client = clerk._sit_down(after(clerk, LEASE_DAYS + 1))
    clerk.begin()
    clerk.quiet()
    assert len(clerk.log(record).entries) == 1
    clerk.leave()
    town.server.stop()
    with sqlite3.connect(town.server.data / "server.db") as db:
        db.execute("DELETE FROM person WHERE id = ?", (clerk.person,))
    db.close()
    town.server.start()
    with pytest.raises(Trouble, match="lease_refused"):
        after(clerk, 3 * LEASE_DAYS)
    clerk.come_back(online=False)
    assert clerk.step(record) == "draft"
