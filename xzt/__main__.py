"""``xzt``: the desktop client, and every other command by its name."""

import sys
from collections.abc import Sequence

from xzt import cli


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; without one, the desktop client."""
    chosen = cli.parse(sys.argv[1:] if arguments is None else arguments)
    if chosen.command in {None, "demo"}:
        from xzt import app

        return app.run(chosen)
    return cli.run(chosen)


if __name__ == "__main__":
    sys.exit(main())
