"""Log lines: one JSON object a line on the standard error, with ids and codes, never content (RS-08)."""

import logging
import sys
import traceback
from datetime import UTC, datetime

from xzt.core.encoding import encode

FIELDS = (
    "command", "code", "digest", "size", "route", "method", "status", "ms", "unit", "person", "device", "record", "seq", "version",
    "uploads", "pieces", "left_over",
)  # fmt: skip
"""What a line may carry besides its event."""


class JsonLines(logging.Formatter):
    """One object a line. Of an exception it tells type and place, not the message: that may hold content."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line."""
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "event": record.msg}
        line |= {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            line |= {"fault": record.exc_info[0].__name__, "at_line": [f"{frame.name}:{frame.lineno}" for frame in frames]}
        return encode(line).decode()


def write_to_stderr() -> None:
    """Send the server's lines to the standard error; libraries speak up from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("xzt.server").setLevel(logging.INFO)
