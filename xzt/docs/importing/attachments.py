"""The text of attached OFD and PDF files. What comes from outside is read in a process of its own with limits (RS-12, RS-20).

The child gets the bytes on its standard input and answers with text; it opens no file by a name of its own, and where the system can
(POSIX) it may use no more memory and processor time than given here. A child that dies or takes too long is ``attachment_unreadable``.
"""

import os
import subprocess
import sys
from pathlib import Path

from xzt.core.errors import Trouble

LARGEST = 64 * 1024 * 1024
MEMORY = 512 * 1024 * 1024
SECONDS = 60
_ENDINGS = frozenset({".ofd", ".pdf"})
_MARK = b"\0trouble\0"


def read_attachment(path: Path) -> str:
    """Return the text of an .ofd or .pdf file; ``Trouble`` of the readers, or ``import_type``, ``import_unreadable``."""
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise Trouble("import_type", ending=ending)
    try:
        if path.stat().st_size > LARGEST:
            raise Trouble("import_too_large", limit=str(LARGEST))
        data = path.read_bytes()
    except OSError as error:
        raise Trouble("import_unreadable", name=path.name) from error
    return text_in_child(ending, data)


def text_in_child(ending: str, data: bytes) -> str:
    """Read bytes in a process of its own."""
    command = [sys.executable, "-m", "xzt.docs.importing.child", ending, str(MEMORY), str(SECONDS)]
    quiet = {name: value for name, value in os.environ.items() if name not in {"PYTHONSTARTUP", "PYTHONINSPECT"}}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS + 10, env=quiet, check=False)  # noqa: S603  our own module
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Trouble("attachment_unreadable") from error
    if done.returncode == 0 and not done.stdout.startswith(_MARK):
        return done.stdout.decode("utf-8", "replace")
    if done.stdout.startswith(_MARK):
        raise Trouble(_code(done.stdout.removeprefix(_MARK).decode("ascii", "replace")))
    raise Trouble("attachment_unreadable")


def _code(name: str) -> str:
    """Return a code that the child gave, one of those that have a sentence."""
    known = {"ofd_unreadable", "ofd_too_large", "ofd_dtd", "ofd_incomplete", "pdf_unreadable", "pdf_too_large"}
    return name if name in known else "attachment_unreadable"
