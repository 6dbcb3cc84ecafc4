"""The one way to run a measurement."""

import argparse
import sys
from collections.abc import Callable

from benchmarks import attachments, checks, docs, flows, lists, save, server, start, store, sync
from benchmarks.rows import Row
from xzt.core.encoding import encode

SIZED: dict[str, Callable[[int, int], list[Row]]] = {
    "lists": lists.measure,
    "store": store.measure,
    "sync": sync.measure,
    "server": server.measure,
}
"""Those that take a size: ``--records`` makes them quick."""
WORKS = {"checks": checks.measure, "docs": docs.measure, "flows": flows.measure, "save": save.measure, "start": start.measure}


def main() -> int:
    """Run one measurement and print its rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=sorted(WORKS | SIZED))
    parser.add_argument("--json", action="store_true", help="one JSON object a row")
    parser.add_argument("--rounds", type=int, default=0, help="how often each side is measured; 0 is the usual number")
    parser.add_argument("--records", type=int, default=0, help="how many records (server: seconds of load); 0 is the usual number")
    parser.add_argument(
        "--only", default="", choices=["", "attachments"], help="sync: only a large attachment; --records says its megabytes"
    )
    chosen = parser.parse_args()
    sized = attachments.measure if (chosen.name, chosen.only) == ("sync", "attachments") else SIZED.get(chosen.name)
    for found in sized(chosen.rounds, chosen.records) if sized else WORKS[chosen.name](chosen.rounds):
        print(encode(found).decode() if chosen.json else words(found))
    return 0


def words(found: Row) -> str:
    """Print a row for a person."""
    return f"{found.work:<52} {found.size:>10}  {found.ours:>9} {found.unit} against {found.against:>9} {found.unit}  ratio {found.ratio}"


if __name__ == "__main__":
    sys.exit(main())
