"""Sync side by side in one run: ours, Anki, PouchDB, and the floor of bare SQLCipher, each in processes of its own, on loopback.

``tools/peers.sh`` puts the peers in place; one that is not there gives a line that says so. Ours checks permissions, runs the rules at both
ends, keeps a full-text index and flushes every commit; Anki and PouchDB do none of it. The index of a first sync is written after it: a
line of its own says how long it takes until every text is found. Ours is measured on the embedded database and, where PostgreSQL is
installed, on that too. ``processor`` is the time of both ends together, which other work on the machine disturbs least.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks import floor
from benchmarks.rows import Row, missing, row
from tests.server.cluster import Cluster

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "benchmarks" / "peers"
RECORDS, CHANGED = 100_000, 1000
Found = dict[str, float]

PHASES = (
    ("push_n", "push of new records"),
    ("pull_n", "first sync"),
    ("push_m", "push of changed records"),
    ("pull_m", "pull of changed records"),
    ("noop", "nothing to do"),
)


def measure(rounds: int, records: int = 0) -> list[Row]:
    """Measure every side ``rounds`` times (once if not said) with ``records`` records, a hundredth of them changed."""
    n = records or RECORDS
    changed = max(1, n // 100) if records else CHANGED
    ours, anki, pouch, floors, wiped = [], [], [], [], []
    for _ in range(max(rounds, 1)):
        floors.append(floor.measure(n))
        ours.append(run([sys.executable, "-m", "benchmarks.office", str(n), str(changed)]))
        if has_anki():
            anki.append(run([ROOT / ".venv-peers" / "bin" / "python", PEERS / "anki_sync.py", str(n), str(changed)]))
        if has_pouch():
            pouch.append(run(["node", PEERS / "pouch_sync.js", str(n), str(changed)]))
        floors.append(floor.measure(n))
        wiped.append(json.loads(subprocess.check_output([sys.executable, "-m", "benchmarks.floor", str(n)], cwd=ROOT)))
    found = [
        row("first sync, against bare SQLCipher", f"{n} 件", [one["pull_n"] for one in ours], [one[0] for one in floors]),
        row(
            "processor of the first sync, against bare SQLCipher",
            f"{n} 件",
            [one["pull_n_cpu"] for one in ours],
            [one[1] for one in floors],
        ),
        row(
            "first sync, against the same with memory locked and wiped (RS-02)",
            f"{n} 件",
            [one["pull_n"] for one in ours],
            [one[0] for one in wiped],
        ),
    ]
    whole = [one["pull_n"] + one["index_n"] for one in ours]
    found.append(row("the same until every text is found", f"{n} 件", whole, [one[0] for one in floors]))
    found += against("Anki", ours, anki, (n, changed)) if anki else [missing("Anki", "tools/peers.sh")]
    found += against("PouchDB", ours, pouch, (n, changed)) if pouch else [missing("PouchDB", "tools/peers.sh")]
    return found + on_postgres(ours, n, changed)


def against(name: str, ours: list[Found], theirs: list[Found], sizes: tuple[int, int]) -> list[Row]:
    """Make the lines against one peer."""
    n, changed = sizes
    found = []
    for phase, words in PHASES:
        size = f"{n} 件" if phase.endswith("_n") else f"{changed} 件" if phase.endswith("_m") else ""
        found.append(row(f"{words}, against {name}", size, [one[phase] for one in ours], [one[phase] for one in theirs]))
        if phase.endswith("_n"):
            busy = [[one[f"{phase}_cpu"] for one in side] for side in (ours, theirs)]
            found.append(row(f"processor of the {words}, against {name}", size, busy[0], busy[1]))
    for words, late in (("record by record", 0), ("record by record until every text is found", 1)):
        rows = [one["rows_n"] + late * one["rows_index_n"] for one in ours]
        found.append(row(f"the same {words}, against {name}", f"{n} 件", rows, [one["pull_n"] for one in theirs]))
    for side in ("server", "client"):
        mine, other = max(one[f"{side}_mb"] for one in ours), max(one[f"{side}_mb"] for one in theirs)
        found.append(Row(f"memory of the {side}, against {name}", f"{n} 件", mine, other, round(mine / other, 2), "MB"))
    return found


def on_postgres(embedded: list[Found], n: int, changed: int) -> list[Row]:
    """Measure ours on PostgreSQL, against itself on the embedded database."""
    try:
        cluster = Cluster(durable=True)
    except RuntimeError:
        return [missing("ours on PostgreSQL", "postgresql")]
    try:
        found = [run([sys.executable, "-m", "benchmarks.office", str(n), str(changed), cluster.address(cluster.create())])]
    finally:
        cluster.stop()
    return [
        row(f"{words} on PostgreSQL, against embedded", f"{n} 件", [one[phase] for one in found], [one[phase] for one in embedded])
        for phase, words in PHASES[:2]
    ]


def has_anki() -> bool:
    """Say whether Anki is in place."""
    return (ROOT / ".venv-peers" / "bin" / "python").exists()


def has_pouch() -> bool:
    """Say whether PouchDB is in place."""
    return shutil.which("node") is not None and (PEERS / "node_modules").exists()


def run(command: list[str | Path]) -> Found:
    """Run one side; whose two ends differ afterwards has measured nothing."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(str(command[1]), done.stderr[-2000:])
    found: Found = json.loads(done.stdout.splitlines()[-1])
    if not found["converged"]:
        raise RuntimeError(str(command[1]), "both ends differ")
    return found
