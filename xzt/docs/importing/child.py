"""The process that reads one attachment: bytes in, text or the code of a trouble out. Started by ``attachments`` only."""

import sys

from xzt.core.errors import Trouble

_MARK = b"\0trouble\0"


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


def text_of(ending: str, data: bytes) -> str:
    """Read the text of one file by its kind."""
    if ending == ".pdf":
        from xzt.docs.importing.pdfs import page_texts

        return "\n".join(page_texts(data))
    from xzt.docs.render.ofd_reading import ofd_text

    return ofd_text(data)


def main() -> int:
    """Read one file."""
    ending, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    limit(memory, seconds)
    try:
        out = text_of(ending, sys.stdin.buffer.read()).encode("utf-8", "replace")
    except Trouble as trouble:
        out = _MARK + trouble.code.encode()
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
