"""How backups are told: when, how large, what waited in them; and what restoring one carries over."""

from typing import TYPE_CHECKING

from xzt.core.calendar import BEIJING
from xzt.ui.text import tr

if TYPE_CHECKING:
    from xzt.client.backingup import Backup
    from xzt.client.restoring import Plan

_REASONS = {"daily": tr("自动"), "asked": tr("手动"), "migration": tr("升级前")}


def backup_words(backup: "Backup") -> str:
    """Name a backup in one line."""
    facts = backup.facts
    made = facts.made.astimezone(BEIJING)
    when = tr("{year}年{month}月{day}日 {time}").format(year=made.year, month=made.month, day=made.day, time=f"{made:%H:%M}")
    parts = [when, f"{max(facts.size / 1e6, 0.1):.1f} MB", tr(_REASONS.get(facts.reason, ""))]
    if facts.waiting:
        parts.append(tr("当时有 {count} 件等候送出").format(count=facts.waiting))
    return " · ".join(part for part in parts if part)


def plan_words(plan: "Plan", waiting: int | None) -> str:
    """Say what is carried over and what may be lost; ``waiting`` is what waits in the backup, None without one."""
    carried = []
    if plan.waiting:
        carried.append(tr("{count} 件等候送出的办理").format(count=plan.waiting))
    if plan.drafts:
        carried.append(tr("{count} 份草稿里没有送出的文字").format(count=plan.drafts))
    words = []
    if carried:
        words.append(tr("现在的文件库里读得出来的会带过去：{what}。").format(what="、".join(carried)))
    if plan.whole:
        words.append(tr("没有送出的内容都读得出来，不会丢。") if carried else tr("现在的文件库里没有等候送出的内容，不会丢。"))
    else:
        words.append(tr("现在的文件库有读不出来的地方：这次备份之后办的、还没有送出的，可能要重新办理。"))
        if waiting:
            words.append(tr("备份里有 {count} 件等候送出，其中后来撤销过的会重新送出，恢复后请核对。").format(count=waiting))
    words.append(tr("现在的文件库会移到一边保存，不删除。联网后以服务器为准，已送到的不会重复。"))
    return "".join(words)
