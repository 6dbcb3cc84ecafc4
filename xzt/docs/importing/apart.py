"""Reading in a process of its own with limits (RS-12, RS-20): bytes in, an answer out.

The child gets the bytes on its standard input; it opens no file by a name of its own, writes none, and where the system can (POSIX) it may
use no more memory and processor time than given here. A child that dies or takes too long is ``import_gave_up``.
"""

import os
import subprocess
import sys

import msgspec

from xzt.core.errors import Trouble
from xzt.docs.importing.child import READ, Refused

MEMORY = 256 * 1024 * 1024
_LEAST_SECONDS, _MOST_SECONDS = 4, 60
_SECONDS_A_MEGABYTE = 5
_CODES = frozenset(
    {
        "import_dtd",
        "import_empty",
        "import_locked",
        "import_not_docx",
        "import_too_large",
        "ofd_dtd",
        "ofd_incomplete",
        "ofd_too_large",
        "ofd_unreadable",
        "pdf_too_large",
        "pdf_unreadable",
        "state_secret_mark",
    }
)
"""What the readers in the child say no with; anything else that it says is not believed."""


def seconds_for(data: bytes) -> int:
    """Return how much processor time a file may take: a large one more, so that a small one cannot hold anybody up."""
    return min(_MOST_SECONDS, _LEAST_SECONDS + len(data) * _SECONDS_A_MEGABYTE // 2**20)


def read_apart(ending: str, data: bytes, *given: str) -> bytes:
    """Read a file's bytes by its ending; ``given`` is what its reader needs to know beside them. ``Trouble`` of the readers."""
    seconds = seconds_for(data)
    command = [sys.executable, "-m", "xzt.docs.importing.child", str(MEMORY), str(seconds), ending, *given]
    quiet = {name: value for name, value in os.environ.items() if name not in {"PYTHONSTARTUP", "PYTHONINSPECT"}}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=3 * seconds + 30, env=quiet, check=False)  # noqa: S603  our own module
        if done.stdout.startswith(READ):
            return done.stdout.removeprefix(READ)
        refused = msgspec.json.decode(done.stdout, type=Refused)
    except (OSError, subprocess.TimeoutExpired, msgspec.DecodeError) as error:
        raise Trouble("import_gave_up") from error
    if refused.code not in _CODES:
        raise Trouble("import_gave_up")
    raise Trouble(refused.code, retry=False, **refused.params)
