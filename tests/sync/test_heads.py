"""An old copy of a whole store put back (threat row 4): it agrees with itself, and the server tells it by its head. Restoring works on."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sync.test_restored import back_up, put_back
from tests.sync.town import Desk, Town
from tests.waiting import until
from xzt.client import restoring
from xzt.core.errors import Trouble
from xzt.core.notices import Connection
from xzt.store import chain, meta, rescue
from xzt.store.database import Connection as Store
from xzt.sync.engine import heads
from xzt.sync.engine.heads import CONFIRMED, Confirmed
from xzt.sync.protocol import messages as m


def confirmed(desk: Desk) -> Confirmed:
    found = desk.client._read(lambda db: meta.get(db, CONFIRMED, Confirmed))
    assert found is not None
    return found


def countersigned(desk: Desk) -> bool:
    return not desk.client._read(heads.changed)


def outdated(desk: Desk) -> bool:
    return desk.client.status().trouble == "store_outdated"


def copy_of(desk: Desk, name: str) -> Path:
    return Path(shutil.copytree(desk.folder, desk.folder.with_name(name)))


def put_in_place(desk: Desk, copy: Path) -> None:
    shutil.rmtree(desk.folder)
    shutil.copytree(copy, desk.folder)


def test_an_old_copy_put_back_is_told_and_loses_nothing(town: Town) -> None:
    """The copy opens and its text is there; nothing of it is sent; fetched again from the server, what it had not sent goes with it."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    until(lambda: countersigned(clerk), "countersigned")
    clerk.leave()
    clerk.come_back(online=False)
    kept = clerk.draft("没有送出的一件")
    clerk.leave()
    copy = copy_of(clerk, "copy")
    clerk.come_back()
    later = clerk.draft("后来的一件")
    clerk.quiet()
    until(lambda: countersigned(clerk), "countersigned again")
    number = max(row[0] for row in clerk.client._read(lambda db: list(db.execute("SELECT n FROM sent UNION SELECT n FROM outbox"))))
    clerk.leave()
    put_in_place(clerk, copy)
    clerk.come_back()
    until(lambda: outdated(clerk), "told")
    assert clerk.client.status().connection is Connection.STOPPED
    assert clerk.client.status().waiting == 1
    assert clerk.client.record("dispatch", kept) is not None
    assert clerk.client.record("dispatch", later) is None
    clerk.leave()
    restoring.fetch_again(clerk.folder, clerk.password, datetime.now(UTC))
    clerk.come_back()
    clerk.client.sign_in_again(clerk.password)
    clerk.quiet()
    until(lambda: clerk.client.record("dispatch", later) is not None and clerk.client.record("dispatch", kept) is not None, "both")
    until(lambda: countersigned(clerk), "countersigned anew")
    newest = clerk.draft("新的一件")
    given = clerk.client._read(lambda db: max(row[0] for row in db.execute("SELECT n FROM outbox UNION SELECT n FROM sent")))
    assert given > number + rescue.LEAP - 10, "numbers that the newer store gave are not given again (X3)"
    clerk.quiet()
    assert clerk.client.record("dispatch", newest) is not None


def test_the_copy_of_a_store_that_was_restored_since_is_old_too(town: Town) -> None:
    """Two chains of one device: the server knows which is the later one."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    until(lambda: countersigned(clerk), "countersigned")
    clerk.leave()
    copy = copy_of(clerk, "copy")
    restoring.fetch_again(clerk.folder, clerk.password, datetime.now(UTC))
    clerk.come_back()
    clerk.quiet()
    until(lambda: countersigned(clerk), "the new chain is countersigned")
    clerk.leave()
    put_in_place(clerk, copy)
    clerk.come_back()
    until(lambda: outdated(clerk), "told")


def test_a_backup_that_the_program_restores_is_no_old_copy(town: Town) -> None:
    """The legitimate way: the restored store begins a chain of its own, and the server takes it."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    assert clerk.client.backups is not None
    backup = clerk.client.backups.make("asked")
    later = clerk.draft("备份以后的一件")
    clerk.quiet()
    until(lambda: countersigned(clerk), "countersigned")
    clerk.leave()
    restoring.restore(clerk.folder, backup, clerk.password, datetime.now(UTC))
    clerk.come_back()
    clerk.client.sign_in_again(clerk.password)
    clerk.quiet()
    until(lambda: clerk.client.record("dispatch", later) is not None, "everything is there")
    until(lambda: countersigned(clerk), "countersigned")
    assert clerk.client._read(chain.read).begun == "restored"  # type: ignore[union-attr]  # there is one


def test_a_restored_server_that_knows_an_older_head_tells_nobody(town: Town) -> None:
    """The device has a head that the server signed and forgot: it is the server that is behind."""
    clerk = town.desk("jia-1").begin()
    clerk.quiet()
    until(lambda: countersigned(clerk), "countersigned")
    back_up(town)
    clerk.draft("备份以后的一件")
    clerk.quiet()
    until(lambda: countersigned(clerk), "countersigned again")
    before = confirmed(clerk).n
    put_back(town, say_so=False)
    clerk.client.sync_now()
    clerk.draft("恢复以后的一件")
    clerk.quiet()
    until(lambda: countersigned(clerk) and confirmed(clerk).n > before, "the server has signed again")


def test_a_cut_between_signing_and_keeping_is_no_old_copy(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has signed a head, and the device has not heard: at the next start it is the one that was offered.

    What it signs then holds for this head of this device, under its roots, and for nothing else.
    """
    clerk = town.desk("jia-1")

    def cut(db: Store, **_: object) -> None:
        raise Trouble("disk", retry=True)

    with monkeypatch.context() as broken:
        broken.setattr(heads, "confirm", cut)
        clerk.begin()
        until(lambda: clerk.client.status().trouble == "disk", "cut")
        clerk.leave()
    clerk.come_back()
    clerk.quiet()
    until(lambda: countersigned(clerk), "countersigned")
    kept, roots = confirmed(clerk), clerk.client.roots()
    head = clerk.client._read(chain.read)
    assert head is not None
    offered = m.OfferedHead(head.chain, kept.n, kept.digest, "", 0, "fresh")
    answer = m.HeadAnswer(True, kept.at, kept.n, kept.server, kept.signature, kept.certificate)  # noqa: FBT003  the answer as it came
    who = (clerk.client.identity.unit, "jia-1", clerk.client.profile.device)
    assert heads.is_signed(offered, answer, who, roots)
    assert not heads.is_signed(m.OfferedHead(head.chain, kept.n + 1, kept.digest, "", 0, "fresh"), answer, who, roots)
    assert not heads.is_signed(offered, answer, (who[0], "yi-1", who[2]), roots)
    assert not heads.is_signed(offered, answer, who, ())
