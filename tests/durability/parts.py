"""The parts of the durability suite, each as a function that gives its lines of the table. The short forms in the tests call the same."""

import functools
import itertools
import multiprocessing
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest import mock

from msgspec import Struct

from tests.durability import children, corrupting, filling, killing, migrating, recording
from tests.durability.crashing import Recorded, cuts
from tests.durability.filework import filework, forgetful
from tests.durability.injecting import Bench, Found, Point
from tests.durability.workloads import House, Workload, tell, workloads
from xzt.store import database

STATES, KILLS, FLIPS, KEYS, REPLAYS = 20_000, 1_000, 20_000, 1_000, 200
FILE_CUTS = 500
"""Cuts of each writer of files."""
CONTROLS = ("NORMAL", "OFF")
LOST = {"lost", "unopenable", "corrupt", "half"}


class Line(Struct, frozen=True):
    """One line of the table."""

    what: str
    good: bool
    figures: str


class Place(Struct, frozen=True):
    """Where to work, with which template, and which share of the full length."""

    house: House
    folder: Path
    share: float = 1.0

    def some(self, count: int) -> int:
        """Give this share of a number, one at least."""
        return max(1, round(count * self.share))


def record(house: House, workload: Workload, folder: Path, setting: str = "FULL") -> Recorded:
    """Run a piece of work once and record it; ``setting``: with another ``synchronous``, as a control that must fail."""
    at, before = folder / "at", folder / "before"
    at.mkdir(parents=True)
    workload.prepare(at)
    shutil.copytree(at, before)
    first = workload.look(Path(shutil.copytree(at, folder / "first")))
    settings = tuple(f"PRAGMA synchronous = {setting}" if "synchronous" in one else one for one in database._SETTINGS)
    asserted = {name: value for name, value in database._ASSERTED.items() if name != "synchronous"}
    with mock.patch.multiple(database, _SETTINGS=settings, _ASSERTED=asserted):
        ended, ops = recording.record(children.attempt(workload.work, at, tell), at, folder / "trace")
    if ended.fault or ended.troubles:
        raise AssertionError(ended.fault or ended.troubles)
    return Recorded(workload, before, ops, [first, *(state for state in ended.acks if state)])


def judged(recorded: Recorded, seeds: Iterable[int], folder: Path) -> tuple[Counter[str], list[str]]:
    """Cut at these seeds; gives how many of each kind, and what the bad ones were."""
    counts, bad = Counter[str](), list[str]()
    for seed, verdict in cuts(recorded, iter(seeds), folder):
        counts[verdict.kind] += 1
        if verdict.kind != "good":
            bad.append(f"seed {seed}: {verdict.kind} {verdict.found}")
    return counts, bad


def _spread(work: Callable[[int], Counter[str]], jobs: int) -> Counter[str]:
    """Run ``work(0)``, ``work(1)``... in forked processes and add up what they give."""
    number = _keep(work)  # before the pool is forked, so that its processes have it
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        return sum(pool.map(functools.partial(_call, number), range(jobs)), Counter[str]())


_WORK: dict[int, Callable[[int], Counter[str]]] = {}


def _keep(work: Callable[[int], Counter[str]]) -> int:
    _WORK[number := len(_WORK)] = work
    return number


def _call(number: int, job: int) -> Counter[str]:
    return _WORK[number](job)


def _jobs() -> int:
    return multiprocessing.cpu_count()


def _cut_up(place: Place, recorded: Recorded, count: int, name: str) -> Counter[str]:
    jobs = _jobs()

    def share(job: int) -> Counter[str]:
        counts, bad = judged(recorded, range(job, count, jobs), place.folder / f"cut-{name}-{job}")
        for one in bad[:3] if "control" not in name else ():
            print(f"     {name} {one}", flush=True)
        return counts

    return _spread(share, jobs)


def crash_states(place: Place) -> list[Line]:
    """P1, with its two controls."""
    lines, todo = [], workloads(place.house)
    each = -(-place.some(STATES) // len(todo))
    for workload in todo:
        recorded = record(place.house, workload, place.folder / "p1" / workload.name)
        counts = _cut_up(place, recorded, each, workload.name)
        figures = f"{each} states over {len(recorded.ops)} steps: " + ", ".join(f"{counts[kind]} {kind}" for kind in sorted(LOST))
        lines.append(Line(workload.name, counts["good"] == each, figures))
    for setting in CONTROLS:
        name = f"control {setting}"
        count = max(100, each)
        recorded = record(place.house, todo[0], place.folder / "p1" / name, setting)
        counts = _cut_up(place, recorded, count, name)
        failed = sum(counts[kind] for kind in LOST)
        lines.append(Line(f"{name} must lose", failed > 0, f"{100 * failed / count:.0f} % of {count}: {dict(counts)}"))
    return lines


def cut_files(place: Place) -> list[Line]:
    """P5, with its control: a writer that forgets to flush."""
    lines, each = [], place.some(FILE_CUTS)
    for workload in filework(place.house):
        recorded = record(place.house, workload, place.folder / "p5" / workload.name)
        counts = _cut_up(place, recorded, each, workload.name)
        figures = f"{each} cuts over {len(recorded.ops)} steps: " + ", ".join(f"{counts[kind]} {kind}" for kind in sorted(LOST))
        lines.append(Line(workload.name, counts["good"] == each, figures))
    with forgetful():
        recorded = record(place.house, filework(place.house)[0], place.folder / "p5" / "control")
    counts = _cut_up(place, recorded, max(100, each), "control forgets to flush")
    failed = sum(counts[kind] for kind in LOST)
    lines.append(Line("control without flush must lose", failed > 0, f"{failed} of {max(100, each)}: {dict(counts)}"))
    return lines


def _at_points(place: Place, kind: str, workload: Workload) -> Line:
    folder = place.folder / kind / workload.name
    listed = Bench(workload, folder / "list")
    points = listed.kills() if kind == "p2" else one_error_each(listed)
    shutil.rmtree(folder)
    chosen = random.Random(1).sample(points, min(len(points), max(8, place.some(len(points)))))
    jobs = min(_jobs(), len(chosen))

    def share(job: int) -> Counter[str]:
        bench, counts = Bench(workload, folder / str(job)), Counter[str]()
        for point in chosen[job::jobs]:
            found = bench.try_at(point)
            if found.wrong:
                print(f"     {workload.name} {point}: {found.wrong[:300]}", flush=True)
            counts.update(_summary(found))
        return counts

    counts = _spread(share, jobs)
    told = ", ".join(f"{code} {count}" for code, count in sorted(counts.items()) if code not in {"wrong", "slow", "hit", "tried"})
    figures = f"{counts['tried']} of {len(points)} points, {counts['hit']} hit, {counts['wrong']} wrong, {counts['slow']} over 3 s"
    return Line(workload.name, counts["wrong"] == 0 and counts["slow"] == 0, figures + (f"; told: {told}" if told else ""))


def one_error_each(bench: Bench) -> list[Point]:
    """List the points of P3, each call with one of the errors and of once or from there on, in turn."""
    kinds = itertools.cycle(range(6))
    errors = bench.errors()
    return [errors[n + next(kinds)] for n in range(0, len(errors), 6)]


def _summary(found: Found) -> dict[str, int]:
    told = dict.fromkeys(found.troubles, 1)
    return {"tried": 1, "hit": int(found.hit), "wrong": int(bool(found.wrong)), "slow": int(found.seconds > 3), **told}


def kills_at_calls(place: Place) -> list[Line]:
    """P2."""
    return [_at_points(place, "p2", workload) for workload in workloads(place.house)]


def failing_calls(place: Place) -> list[Line]:
    """P3."""
    return [_at_points(place, "p3", workload) for workload in workloads(place.house)]


def kills_of_the_program(place: Place) -> list[Line]:
    """P4."""
    outcome = killing.kill(place.folder / "p4", place.some(KILLS))
    figures = f"{outcome.kills} kills, {outcome.acknowledged} acknowledged, {outcome.lost} lost, {outcome.twice} twice"
    return [Line("program in its window, live sync", not (outcome.lost or outcome.twice or outcome.attention), figures)]


def full_disks(place: Place) -> list[Line]:
    """P6."""
    sizes = list(filling.SIZES)
    chosen = sizes[:: max(1, len(sizes) // place.some(len(sizes)))]
    lines = []
    for name in filling.PIECES:
        wrong = [f"{size}: {found}" for size in chosen if (found := filling.fill(place.house, name, size, place.folder / "disk"))]
        lines.append(Line(f"full disk, {name}", not wrong, f"{len(chosen)} sizes, {len(wrong)} wrong {wrong[:2] if wrong else ''}"))
    return lines


def _tally(what: str, tally: corrupting.Tally) -> Line:
    return Line(what, tally.found == tally.tried > 0, f"{tally.found} of {tally.tried} found")


def changed_bytes(place: Place) -> list[Line]:
    """P7."""
    house, folder = place.house, place.folder / "p7"
    replays, engine = corrupting.replay_pages(house, folder / "replays", max(20, place.some(REPLAYS)))
    return [
        _tally("earlier pages put back", replays),
        Line("control: without the chain", engine < replays.tried, f"{engine} of {replays.tried} found by both checks of the engine"),
        _tally("every byte of a small store", corrupting.flip_every_byte(house, folder / "every", max(1, round(1 / place.share)))),
        _tally("random bits of 10 MB", corrupting.flip_some(house, folder / "some", max(200, place.some(FLIPS)))),
        _tally("pages emptied, swapped, cut", corrupting.break_pages(house, folder / "pages", max(40, place.some(400)))),
        _tally("log cut or changed", corrupting.cut_logs(house, folder / "logs", max(40, place.some(400)))),
    ]


def wrong_keys(place: Place) -> list[Line]:
    """P8."""
    house, folder = place.house, place.folder / "p8"
    return [
        _tally("wrong keys refused", corrupting.wrong_keys(house, folder / "keys", max(100, place.some(KEYS)))),
        _tally("changed key files told as damaged", corrupting.flip_key_file(house, folder / "file")),
    ]


def key_changes(place: Place) -> list[Line]:
    """P9: the cuts of P1 and the kills of P2 on the change of the password alone."""
    workload = next(one for one in workloads(place.house) if one.name == "key change")
    recorded = record(place.house, workload, place.folder / "p9")
    touched = {op.path for op in recorded.ops if op.what in {"write", "rename"} and "key.json" not in op.path}
    count = max(100, place.some(3000))
    counts = _cut_up(place, recorded, count, "p9")
    return [
        Line("one password opens after any cut", counts["good"] == count, f"{counts['good']} of {count} states"),
        Line("nothing but the key file is written", not touched, f"{sorted(touched) or 'only the key file'}"),
    ]


def migrations(place: Place) -> list[Line]:
    """P10: every statement of every migration fails once; the cuts of P1 and the kills of P2 have them too."""
    return [Line(f"from schema {version}", not wrong, f"{tried} statements: {wrong or 'old or new each time'}")
            for version, tried, wrong in migrating.fail_everywhere(place.house, place.folder / "p10")]  # fmt: skip
