"""The words for what holds a case up: the reason, since when, how much working time (FLW-17). No widget here."""

from datetime import datetime

from xzt.client.monitoring import Held, HeldCase
from xzt.core.worktime import working_time
from xzt.office.given import Given
from xzt.ui.duewords import hour_words
from xzt.ui.text import Names, role_name, tr
from xzt.ui.widgets.course import moment

WHY = {
    "stuck": (tr("停住"), tr("没有一个去向的条件成立，要指定去向")),
    "absent": (tr("办理人不在"), tr("办理人已调离或停用")),
    "overdue": (tr("超过时限"), tr("超过时限")),
    "unassigned": (tr("等指定办理人"), tr("没有人办，等文书指定办理人")),
    "vacant": (tr("岗位没有人"), tr("岗位没有人")),
    "untouched": (tr("久未办理"), tr("久未办理")),
}
"""The reasons: a word for the filter, and what to read in the list."""
_NO_HANDLER = tr("没有能办这一步的人，要指定办理人")


def reasons(case: HeldCase, names: Names) -> str:
    """Say what holds a case up."""
    found = [_reason(held, names) for held in case.held]
    words = "；".join(dict.fromkeys(found))
    if case.limit:
        words = tr("{words}（{at} 到期）").format(words=words, at=moment(case.limit))
    return tr("{words}；计时已暂停").format(words=words) if case.paused else words


def _reason(held: Held, names: Names) -> str:
    if held.why == "vacant":
        who, _, unit = held.holder.partition(":")
        if who == "u":
            return tr("{unit}没有{post}：请对方安排，或退回收回请求").format(unit=names.unit(unit), post=role_name(held.lacking))
        return tr("本机关没有{post}：请系统管理员安排人员").format(post=role_name(held.lacking))
    return _NO_HANDLER if held.lacking == "no_handler" else WHY[held.why][1]


def held_since(case: HeldCase, now: datetime, given: Given) -> tuple[str, str]:
    """Say since when the oldest of it lies, and how much working time that is."""
    return moment(case.since), hour_words(working_time(given.calendar, case.since, now))
