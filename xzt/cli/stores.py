"""``xzt backup`` and ``xzt restore``: a person's store on this machine, without the window."""

import argparse
import getpass
import sys
from pathlib import Path

from xzt.client.clock import utc_now
from xzt.client.profiles import Profile, default_root, profiles
from xzt.core.errors import Trouble


def backup(chosen: argparse.Namespace) -> int:
    """Make a backup of a store now; it may be open in a window meanwhile. Reads every page, so that damage is found as well."""
    from xzt.client.backingup import Keeper
    from xzt.store import backups, database, keyslots
    from xzt.ui.backupwords import backup_words

    folder = Path(store(chosen.person).folder)
    db = database.connect(folder, keyslots.open_slot(folder, password()))
    keeper = Keeper(folder, db, utc_now)
    try:
        made = backups.make(db, folder, chosen.out, "asked", utc_now()) if chosen.out else keeper.make("asked")
    finally:
        keeper.close()
    print(f"备份做好了，已读回核对：{backup_words(made)}\n{made.folder}")
    return 0


def restore(chosen: argparse.Namespace) -> int:
    """List the backups; say what restoring one would carry over; restore it with ``--yes``."""
    from xzt.client.backingup import every_backup
    from xzt.client.restoring import plan
    from xzt.client.restoring import restore as restore_store
    from xzt.store import backups
    from xzt.ui.backupwords import backup_words, plan_words

    folder = Path(store(chosen.person).folder)
    found = backups.listing(chosen.source) if chosen.source else every_backup(folder)
    for number, one in enumerate(found, start=1):
        print(f"{number:>3}  {backup_words(one)}")
    if not found:
        print("没有找到备份。")
        return 1
    if not chosen.number:
        return 0
    if not 1 <= chosen.number <= len(found):
        print("没有这个序号的备份。", file=sys.stderr)
        return 2
    picked, secret = found[chosen.number - 1], password()
    print(plan_words(plan(folder, picked, secret), picked.facts.waiting))
    if not chosen.yes:
        print("没有改动。要恢复，请加 --yes。")
        return 0
    restore_store(folder, picked, secret, utc_now())
    print("已恢复，请打开湘政通解锁。")
    return 0


def doctor(chosen: argparse.Namespace) -> int:
    """Examine a store that nobody has open; with ``--repair`` mend what needs no backup."""
    from xzt.client.mending import look, mend, mendable
    from xzt.ui.storewords import WHOLE, finding_words

    folder = Path(store(chosen.person).folder)
    found = (mend if chosen.repair else look)(folder, password())
    for finding in found:
        print(f"注意  {finding_words(finding)}")
    if any(map(mendable, found)):
        print("加 --repair 修复不需要备份的问题。")
    if not found:
        print(f"正常  {WHOLE}")
    return 1 if found else 0


def store(person: str) -> Profile:
    """Find the one store that is meant; none or several are a trouble."""
    found = [one for one in profiles(default_root()) if person in {"", one.person}]
    if len(found) != 1:
        for one in found:
            print(f"{one.person}  {one.server}", file=sys.stderr)
        raise Trouble("store_several" if found else "store_missing")
    return found[0]


def password() -> str:
    """Ask at the terminal; a program gives it as the first line of the input."""
    return getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
