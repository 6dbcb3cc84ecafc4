"""The words for the working calendar and the usual limits: which years are published, what the unit has of its own. No widget here."""

from datetime import date, datetime

from xzt.core.calendar import BEIJING
from xzt.core.worktime import Calendar
from xzt.office.calendar.state import UnitCalendar
from xzt.ui.duewords import day_words
from xzt.ui.text import Names, tr
from xzt.ui.widgets.course import moment

KINDS = {
    "receipt": tr("收文办理"),
    "review": tr("发文核稿"),
    "countersign": tr("发文会签"),
    "sign_off": tr("发文签发"),
}
URGENCIES = {"": tr("平件"), "平急": tr("平急"), "加急": tr("加急"), "特急": tr("特急"), "特提": tr("特提")}
THEN = {"remind": tr("到期催办"), "escalate": tr("到期转部门负责人"), "reassign": tr("到期交文书指定")}


def year_lines(calendar: Calendar, now: datetime) -> list[str]:
    """Say of each year from the last one to the next whether its notice is known, and which one it is (T2)."""
    this = now.astimezone(BEIJING).year
    known = {year.year: year for year in calendar.years}
    lines = []
    for year in sorted({*known, this, this + 1}):
        if year in known:
            found = known[year]
            days = tr("{rest} 个工作日放假，{work} 个周末上班").format(rest=len(found.rest), work=len(found.work))
            lines.append(tr("{year} 年：已发布（{source}），{days}").format(year=year, source=found.source or tr("未写文号"), days=days))
        else:
            lines.append(tr("{year} 年：日历未发布，暂按周一至周五计算；装入新日历后自动重算").format(year=year))
    return lines


def installed_words(state: UnitCalendar | None, names: Names) -> str:
    """Say which file is installed and by whom; nothing but what came with the program otherwise."""
    if state is None or state.installed is None:
        return tr("现在用的是随程序带来的放假调休安排。")
    found = state.installed
    return tr("装有 {day} 发布的日历文件，签名人{signer}，{who}于{at}装入。").format(
        day=found.notices.issued.isoformat(), signer=found.signer, who=names.person(found.act.person), at=moment(found.act.at)
    )


def local_words(day: date) -> str:
    """Say one day with its year and weekday."""
    return tr("{year} 年 {day}").format(year=day.year, day=day_words(day))
