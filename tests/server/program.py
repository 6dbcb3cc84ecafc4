"""The server as its own process, for tests that kill it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from xzt.server.service import serve


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), "127.0.0.1:0", sys.argv[2] if len(sys.argv) > 2 else None, now, "127.0.0.1:0")
