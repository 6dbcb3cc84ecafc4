"""Days as the office counts them: in Beijing time, wherever the machine stands (T3, N4)."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def beijing_day(moment: datetime) -> str:
    """Give the day of a moment in Beijing as yyyy-mm-dd."""
    return moment.astimezone(BEIJING).date().isoformat()
