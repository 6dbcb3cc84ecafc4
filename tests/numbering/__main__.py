"""``python -m tests.numbering``: the full figure, on the embedded server and on PostgreSQL."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.numbering.load import Outcome, run
from tests.server.cluster import Cluster
from tests.server.house import START, Clock, House, Twin
from xzt.server.seeding import load_directory

SOURCE = Path(__file__).parents[2] / "resources" / "sample" / "directory.json"


def main() -> int:
    """Run on each database that is asked for; 1 where anything must not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.numbering", description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--on", choices=("embedded", "postgres", "both"), default="both")
    asked = parser.parse_args()
    wrong = False
    for name in ("embedded", "postgres"):
        if asked.on in {name, "both"}:
            found = measure(name, asked.clients, asked.documents)
            print(report(name, found))
            wrong = wrong or bool(found.faults)
    return int(wrong)


def measure(name: str, clients: int, documents: int) -> Outcome:
    """Start a server with the sample directory, and load it."""
    folder = Path(tempfile.mkdtemp(prefix="xzt-numbering-"))
    cluster = Cluster(durable=True) if name == "postgres" else None
    try:
        address = cluster.address(cluster.create()) if cluster else None
        load_directory(folder / "data", address, SOURCE.read_bytes(), START)
        house = House(Twin(name, folder / "data", address), Clock())
        try:
            return run(house, clients, documents)
        finally:
            house.stop()
    finally:
        if cluster:
            cluster.stop()
        shutil.rmtree(folder)


def report(name: str, found: Outcome) -> str:
    """Say what came of it in a few lines."""
    rate = f"{found.documents} documents by {found.clients} clients at once in {found.seconds:.1f} s"
    one = f"one request {found.at(0.5) * 1000:.0f} ms (median), {found.at(0.99) * 1000:.0f} ms (99 %)"
    lines = [
        f"{name}: {rate}, {found.documents / found.seconds:.0f} a second; {one}",
        f"  {found.returned} went back and their numbers were offered again; the highest number is {found.highest}",
        f"  faults: {len(found.faults)}",
        *(f"    {fault}" for fault in found.faults[:20]),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
