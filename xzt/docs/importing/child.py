"""The process that reads one file: bytes in, what was read or the code of a trouble out. Started by ``apart`` only."""

import sys

import msgspec

from xzt.core.errors import Trouble

READ = b"\0"
"""What an answer begins with where the file was read; anything else is a ``Refused``."""


class Refused(msgspec.Struct):
    """The code of a trouble with what its sentence needs."""

    code: str
    params: dict[str, str] = {}


def limit(memory: int, seconds: int) -> None:
    """Bound this process where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit and the readers' own limits remain
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def result_of(ending: str, data: bytes, given: list[str]) -> bytes:
    """Read a file by its kind: the text of a PDF or OFD file, an ``Imported`` of a DOCX file."""
    if ending == ".docx":
        from xzt.docs.importing.docx_files import read_docx

        return msgspec.msgpack.encode(read_docx(data, letter_series=frozenset(given)))
    if ending == ".pdf":
        from xzt.docs.importing.pdfs import page_texts

        text = "\n".join(page_texts(data))
    else:
        from xzt.docs.render.ofd_reading import ofd_text

        text = ofd_text(data)
    return text.encode("utf-8", "replace")


def answer_of(ending: str, data: bytes, given: list[str]) -> bytes:
    """Read a file, or say why it cannot be read."""
    try:
        return READ + result_of(ending, data, given)
    except Trouble as trouble:
        return msgspec.json.encode(Refused(trouble.code, trouble.params))
    except (MemoryError, RecursionError):
        return msgspec.json.encode(Refused("import_gave_up"))


def main() -> int:
    """Read one file."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.buffer.write(answer_of(sys.argv[3], sys.stdin.buffer.read(), sys.argv[4:]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
