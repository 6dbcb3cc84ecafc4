"""Backups on the screen: made and checked in the settings, restored before unlocking, said when there is none (RS-22, RS-23)."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from tests.client.test_session import start
from tests.store.places import PASSWORD, Desk, make_store
from tests.ui.stage import Stage, child, until
from xzt.client import access
from xzt.client.backingup import every_backup
from xzt.store import database, keyslots
from xzt.store.database import transaction
from xzt.ui.desktop import Desktop
from xzt.ui.pages.settings import SettingsPage
from xzt.ui.pages.unlock import UnlockWindow
from xzt.ui.window import MainWindow


def reopened(stage: Stage) -> UnlockWindow:
    window = UnlockWindow(stage.folder / "stores", clock=stage.clock)
    window.unlocked.connect(lambda client, _: stage.clients.append(client))
    window.show()
    return window


def leave(stage: Stage, window: MainWindow) -> None:
    stage.clients.remove(window.client)
    stage.windows.remove(window)
    window.close()
    window.client.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_from_a_damaged_store_back_to_work(stage: Stage, look: QApplication) -> None:
    """A backup from the settings; the file is damaged; the unlock window says what to do; two presses restore and unlock."""
    window = stage.window("jia-1")
    client, folder = window.client, window.client.folder
    start(client)
    window.show_page("settings")
    page = window.current()
    assert isinstance(page, SettingsPage)
    child(window, QPushButton, "settings.backup.now").click()
    until(lambda: every_backup(folder))
    until(lambda: "共 1 份" in child(window, QLabel, "settings.backup.last").text())
    child(window, QPushButton, "settings.backup.check").click()
    until(lambda: any("没有发现损坏" in label.text() for label in window.strip.findChildren(QLabel)))
    leave(stage, window)
    path: Path = folder / "store.db"
    data = path.read_bytes()
    path.write_bytes(bytes(4096) + data[4096:])

    unlock = reopened(stage)
    unlock.password.setText("sample-jia-1")
    unlock.on_unlock()
    until(lambda: "备份和恢复" in unlock.words.text())
    child(unlock, QPushButton, "unlock.recovery").click()
    until(lambda: unlock.recovery.listed.count() == 1)
    unlock.recovery.password.setText("falsch")
    unlock.recovery.on_restore()
    until(lambda: "密码不对" in unlock.words.text())
    unlock.recovery.password.setText("sample-jia-1")
    unlock.recovery.on_restore()
    until(unlock.recovery.plan.isVisible)
    assert "读不出来" in unlock.recovery.plan.text()
    assert every_backup(folder)
    assert not stage.clients
    unlock.recovery.on_restore()
    until(lambda: stage.clients)
    assert stage.clients[0].count("drafts") == 1
    assert list((folder.parent / "set-aside").iterdir())
    unlock.close()
    unlock.deleteLater()


def test_afresh_from_the_server(stage: Stage, look: QApplication) -> None:
    """Without a backup the way by the server is open: what waits goes along, and everything comes down again."""
    window = stage.window("jia-1")
    client, folder = window.client, window.client.folder
    first = start(client)
    until(lambda: client.status().waiting == 0 and not client.waiting("dispatch", first.record))
    client.engine.stop()
    second = start(client)
    leave(stage, window)
    unlock = reopened(stage)
    unlock.show_recovery(str(folder))
    until(lambda: "没有找到备份" in "".join(label.text() for label in unlock.recovery.findChildren(QLabel)))
    unlock.recovery.password.setText("sample-jia-1")
    unlock.recovery.on_fetch()
    until(unlock.recovery.plan.isVisible)
    assert "1 件等候送出" in unlock.recovery.plan.text()
    unlock.recovery.on_fetch()
    until(lambda: stage.clients)
    fresh = stage.clients[0]
    assert second.record in {row.id for row in fresh.rows("drafts")}
    fresh.start()
    until(lambda: fresh.count("drafts") == 2 and not fresh.waiting("dispatch", second.record))
    assert fresh.attention() == []
    assert first.record in {row.id for row in fresh.rows("drafts")}
    unlock.close()
    unlock.deleteLater()


def test_from_the_settings_to_the_backups(look: QApplication, tmp_path: Path) -> None:
    """The settings' way to restore locks the window and shows the backups of the same store."""
    folder = make_store(tmp_path / "stores" / "one")
    make_store(tmp_path / "stores" / "another")
    desktop = Desktop(folder.parent)
    unlock = desktop.show_unlock()
    client = access.unlock(folder, PASSWORD)
    assert client.backups
    client.backups.make("asked")
    unlock.unlocked.emit(client, "")
    (window,) = desktop.windows
    window.show_page("settings")
    child(window, QPushButton, "settings.backup.restore").click()
    assert desktop.windows == []
    shown = desktop.unlock
    assert shown
    until(lambda: shown.recovery.listed.count() == 1)
    assert shown.recovery.isVisible()
    desktop.stop()
    shown.deleteLater()
    desktop.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_full_examination_mends_what_needs_no_backup(look: QApplication, tmp_path: Path) -> None:
    """An index that lost its words: the unlock window finds it, says so, mends it at the second press, and finds no more."""
    folder = make_store(tmp_path / "stores" / "one")
    db = database.connect(folder, keyslots.open_slot(folder, PASSWORD))
    with transaction(db):
        Desk().draft(db, "r1", "正文")
        db.execute("INSERT INTO search(search) VALUES('delete-all')")
    db.close()
    unlock = UnlockWindow(folder.parent)
    unlock.show()
    unlock.show_recovery(str(folder))
    form = unlock.recovery
    form.on_check()
    until(lambda: "密码不对" in unlock.words.text())
    form.password.setText(PASSWORD)
    form.on_check()
    until(form.plan.isVisible)
    assert "重新编制" in form.plan.text()
    assert form.check.text() == "确认修复"
    form.on_check()
    until(lambda: "没有发现问题" in form.plan.text())
    assert form.check.text() == "全面检查"
    unlock.close()
    unlock.deleteLater()
