"""A large attachment through client, engine and server on loopback, against a plain httpx transfer of the same bytes to disk in one run.

Ours enciphers, hashes with SM3 and SHA-256 at both ends, flushes every piece and notes it, so that a cut costs one; the plain one does none
of that. Each side runs in processes of its own; the peak memory of each is read from the system.
"""

import hashlib
import json
import resource
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx

from benchmarks.rows import Row, row

MEGABYTES = 1024
SAMPLE = Path(__file__).parents[1] / "resources" / "sample" / "directory.json"
_STEP = 1024 * 1024
_PATIENCE = 1800.0
_PLAIN = """
import sys
import uvicorn
from pathlib import Path
from starlette.applications import Starlette
from starlette.responses import FileResponse, Response
from starlette.routing import Route
PATH = Path(sys.argv[1])
async def put(request):
    with PATH.open("wb") as file:
        async for data in request.stream():
            file.write(data)
    return Response()
async def get(request):
    return FileResponse(PATH)
uvicorn.run(Starlette(routes=[Route("/", put, methods=["PUT"]), Route("/", get)]), port=int(sys.argv[2]), http="h11", log_level="error")
"""
Found = dict[str, float]


def measure(rounds: int, megabytes: int = 0) -> list[Row]:
    """Measure both sides ``rounds`` times (once if not said) with one file of so many megabytes."""
    size = megabytes or MEGABYTES
    ours, plain = [], []
    for _ in range(max(rounds, 1)):
        with tempfile.TemporaryDirectory() as place:
            source = Path(place) / "attachment.bin"
            with source.open("wb") as file:
                for _ in range(size):
                    file.write(secrets.token_bytes(_STEP))
            plain.append(_plain(Path(place), source))
            ours.append(_ours(Path(place), source))
    words = f"{size} MB"
    found = [
        row(f"attachment {way}, against plain httpx to disk", words, [one[key] for one in ours], [one[key] for one in plain])
        for way, key in (("taken in and up", "up"), ("down", "down"))
    ]
    for side in ("client up", "client down", "server"):
        mine, other = max(one[side] for one in ours), max(one[side] for one in plain)
        found.append(Row(f"memory of {side}, against plain httpx", words, mine, other, round(mine / other, 2), "MB"))
    return found


def _plain(place: Path, source: Path) -> Found:
    port = _free_port()
    server = subprocess.Popen([sys.executable, "-c", _PLAIN, str(place / "plain.bin"), str(port)])
    try:
        _until(lambda: _answers(port))
        up = _role("plain-up", str(source), str(port))
        down = _role("plain-down", str(place / "down.bin"), str(port))
        return {"up": up["seconds"], "down": down["seconds"], "client up": up["mb"], "client down": down["mb"], "server": _peak(server.pid)}
    finally:
        server.terminate()
        server.wait()


def _ours(place: Path, source: Path) -> Found:
    from tests.sync.town import Server
    from xzt.server.seeding import load_directory

    data = place / "server"
    load_directory(data, None, SAMPLE.read_bytes(), datetime.now(UTC))
    server = Server(data)
    server.start()
    try:
        up = _role("up", str(place / "home-1"), server.url, str(source))
        down = _role("down", str(place / "home-2"), server.url, _sm3(source))
        assert server.child
        return {
            "up": up["seconds"],
            "down": down["seconds"],
            "client up": up["mb"],
            "client down": down["mb"],
            "server": _peak(server.child.pid),
        }
    finally:
        server.stop()


def _role(name: str, *words: str) -> Found:
    done = subprocess.run([sys.executable, "-m", "benchmarks.attachments", name, *words], capture_output=True, text=True, check=True)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def _play(name: str, words: list[str]) -> float:
    match name:
        case "plain-up":
            return _timed(
                lambda: httpx.put(f"http://127.0.0.1:{words[1]}/", content=_read(Path(words[0])), timeout=_PATIENCE).raise_for_status()
            )
        case "plain-down":
            return _timed(lambda: _fetch(Path(words[0]), int(words[1])))
        case "up":
            return _bring(Path(words[0]), words[1], Path(words[2]))
        case _:
            return _take(Path(words[0]), words[1], words[2])


def _bring(home: Path, server: str, source: Path) -> float:
    """Attach the file to a draft that another writes too; the time is from the file on the disk to the server's word that it stands."""
    from tests.sync.town import document
    from xzt.client.access import sign_in
    from xzt.office.act import AttachedFile
    from xzt.office.dispatch import commands as d

    client = sign_in(home, server, "jia-1", "sample-jia-1")
    try:
        record = client.start_draft(document()).result().record  # type: ignore[union-attr]  # a refusal ends the measurement
        client.submit("dispatch", record, d.Share(("jia-2",))).result()
        client.start()
        _until(lambda: client.status().complete_at and not client.status().waiting)
        began = time.perf_counter()
        found = client.files.take_in(source, lambda _done, _total: None)
        client.submit("dispatch", record, d.Attach(AttachedFile(source.name, found.digest, found.size))).result()
        client.sync_now()
        _until(lambda: (now := client.files.facts(found.digest)) and now.uploaded)
        seconds = time.perf_counter() - began
        _until(lambda: not client.status().waiting)
        return seconds
    finally:
        client.close()


def _take(home: Path, server: str, digest: str) -> float:
    """Sign in as the other and wait until the file is here, whole."""
    from xzt.client.access import sign_in

    client = sign_in(home, server, "jia-2", "sample-jia-2")
    try:
        began = time.perf_counter()
        client.start()
        _until(lambda: client.has_blob(digest))
        return time.perf_counter() - began
    finally:
        client.close()


def _sm3(path: Path) -> str:
    seen = hashlib.new("sm3")
    for data in _read(path):
        seen.update(data)
    return seen.hexdigest()


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(_STEP):
            yield data


def _fetch(path: Path, port: int) -> None:
    with httpx.stream("GET", f"http://127.0.0.1:{port}/", timeout=_PATIENCE) as answer, path.open("wb") as file:
        for data in answer.iter_bytes():
            file.write(data)


def _until(fact: Callable[[], object]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not fact():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/none").status_code > 0
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _peak(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return round(int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024, 1)


if __name__ == "__main__":
    passed = _play(sys.argv[1], sys.argv[2:])
    print(json.dumps({"seconds": passed, "mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)}))
