"""A time limit in words: when it ends and how it was counted, so that anybody can count it again (T5). No widget here."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from xzt.core.calendar import BEIJING
from xzt.core.worktime import Due, due_in_days
from xzt.office.flow.clock import clocks, limit_at
from xzt.office.flow.state import Case, Status
from xzt.office.given import Given
from xzt.office.receipt import clock as receipt_clock
from xzt.office.receipt.state import Limit, Receipt
from xzt.ui.text import tr

_WEEK = "一二三四五六日"


def day_words(day: date) -> str:
    """Say a day as month/day with its weekday."""
    return tr("{month}/{day} 周{week}").format(month=day.month, day=day.day, week=_WEEK[day.weekday()])


def explain(due: Due, days: int) -> str:
    """Explain a limit of working days: its start, what was skipped, its end, and that it is provisional without a notice (T2, T5)."""
    parts = [tr("自 {start} 起").format(start=day_words(due.start)), tr("{days} 个工作日").format(days=days)]
    if due.skipped:
        parts.append(tr("跳过 {skipped}").format(skipped="、".join(_stretches(due.skipped))))
    parts.append(tr("截止 {day} {time}").format(day=day_words(due.at.date()), time=due.at.strftime("%H:%M")))
    words = "，".join(parts)
    return words + tr("（有年份的放假安排未发布或未收录，暂按周一至周五计算）") if due.provisional else words


def limit_words(limit: Limit, now: datetime, soon: datetime) -> tuple[str, str]:
    """Say a limit on a tag, with its tone: red once it is over, amber from when it is near."""
    at = limit.due.astimezone(BEIJING)
    words = tr("{day} {time} 前办结").format(day=day_words(at.date()), time=at.strftime("%H:%M"))
    if now > limit.due:
        return tr("已超期：{words}").format(words=words), "red"
    return (tr("快到期：{words}").format(words=words), "amber") if now >= soon else (words, "")


def task_due_words(case: Case, now: datetime, given: Given) -> tuple[str, str]:
    """Say by when the tasks under way of a case are to be done, and that its clock stands still, with the tone (T1, T4)."""
    if case.status is not Status.RUNNING:
        return "", ""
    if case.pauses and case.pauses[-1].until is None:
        return tr("计时已暂停"), "amber"
    found = [at for task in case.open_tasks if (at := limit_at(case, task, given))]
    if not found:
        return "", ""
    at = min(found).astimezone(BEIJING)
    words = tr("{day} {time} 前办理").format(day=day_words(at.date()), time=at.strftime("%H:%M"))
    return (tr("已超时：{words}").format(words=words), "red") if now > at else (words, "amber")


def clock_words(state: Case | Receipt, now: datetime, given: Given) -> str:
    """Say both clocks of a matter: the working time that counts, and that in which the clock stood still (T4)."""
    ran, stopped = receipt_clock.clocks(state, now, given) if isinstance(state, Receipt) else clocks(state, state.began, now, given)
    words = tr("已用 {hours}").format(hours=hour_words(ran))
    return tr("{words}，另有 {stopped}暂停不计").format(words=words, stopped=hour_words(stopped)) if state.pauses else words


def explain_receipt(state: Receipt, now: datetime, given: Given) -> str:
    """Explain the limit of a receipt: how it was counted, both clocks, and to when it has moved (T4, T5); nothing without a limit."""
    if state.limit is None or not state.limit.days:
        return ""
    first = due_in_days(given.calendar, receipt_clock.begun(state), state.limit.days)
    words = explain(first, state.limit.days)
    if not state.pauses:
        return words
    at = receipt_clock.due_at(state, given)
    if at is None:
        return tr("{words}。{clock}，计时已暂停，恢复后顺延").format(words=words, clock=clock_words(state, now, given))
    local = at.astimezone(BEIJING)
    until = tr("{day} {time}").format(day=day_words(local.date()), time=local.strftime("%H:%M"))
    stopped = hour_words(receipt_clock.clocks(state, now, given)[1])
    return tr("{words}。暂停 {stopped}，顺延到 {until}").format(words=words, stopped=stopped, until=until)


def hour_words(span: timedelta) -> str:
    """Say a stretch of working time in hours."""
    hours = span.total_seconds() / 3600
    return tr("{hours} 个工作小时").format(hours=f"{hours:.1f}".removesuffix(".0"))


def _stretches(days: Iterable[date]) -> list[str]:
    """Put days that follow each other together: 5/9–5/10."""
    found: list[list[date]] = []
    for day in days:
        if found and day - found[-1][-1] == timedelta(days=1):
            found[-1].append(day)
        else:
            found.append([day])
    return [f"{run[0].month}/{run[0].day}" + (f"–{run[-1].month}/{run[-1].day}" if len(run) > 1 else "") for run in found]
