"""Time and randomness of the client: the one place where they enter."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from xzt.core.ids import uuid7

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Read the machine's clock."""
    return datetime.now(UTC)


def new_id(now: datetime) -> str:
    """Make a new record or command id."""
    return uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10))
