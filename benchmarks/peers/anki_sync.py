"""Anki's sync server and two of its clients on loopback, row by row: python anki_sync.py N M, with the Python of ``.venv-peers``.

Its first sync of an account is a transfer of the whole file, which is no match for an outbox; so one note goes that way, and the N that
follow go one by one. Prints one JSON object: seconds, memory, whether both hold the same.
"""

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from anki.collection import AddNoteRequest, Collection
from anki.sync import SyncAuth

BODY = "湖南省县级机关公文正文样例。" * 20


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server did not start")


def add(notes: Collection, n: int) -> None:
    kind, deck = notes.models.by_name("Basic"), notes.decks.id("Default")
    for start in range(0, n, 5000):
        some = []
        for number in range(start, min(n, start + 5000)):
            note = notes.new_note(kind)
            note["Front"], note["Back"] = f"关于{number}", BODY
            some.append(AddNoteRequest(note, deck))
        notes.add_notes(some)


def whole(notes: Collection, auth: SyncAuth, *, upload: bool) -> None:
    notes.sync_collection(auth, sync_media=False)
    notes.close_for_full_sync()
    notes.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
    notes.reopen(after_full_sync=True)


def digest(notes: Collection) -> str:
    found = hashlib.sha256()
    for row in notes.db.execute("select id, flds from notes order by id"):
        found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def peak_of(process: int | str) -> int:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) // 1024 if found else 0


def busy_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def phases(server: int, here: Collection, there: Collection, auths: tuple[SyncAuth, SyncAuth], n: int, changed: int) -> dict[str, float]:
    found: dict[str, float] = {}

    def timed(name: str, work: Callable[[], object]) -> None:
        began, busy = time.perf_counter(), time.process_time() + busy_of(server)
        work()
        found[name] = round(time.perf_counter() - began, 4)
        found[f"{name}_cpu"] = round(time.process_time() + busy_of(server) - busy, 4)

    def sync(notes: Collection, auth: SyncAuth) -> Callable[[], object]:
        return lambda: notes.sync_collection(auth, sync_media=False)

    timed("local_create", lambda: add(here, n))
    timed("push_n", sync(here, auths[0]))
    timed("pull_n", sync(there, auths[1]))
    timed("noop", sync(there, auths[1]))
    edited = [here.get_note(note) for note in here.db.list("select id from notes order by id limit ?", changed)]
    for note in edited:
        note["Back"] = BODY + "改"
    here.update_notes(edited)
    timed("push_m", sync(here, auths[0]))
    timed("pull_m", sync(there, auths[1]))
    return found | {"converged": float(digest(here) == digest(there))}


def main(n: int, changed: int) -> None:
    home, port = Path(tempfile.mkdtemp(prefix="anki-sync-")), free_port()
    settings = {"SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port), "SYNC_USER1": "u:p", "SYNC_BASE": str(home / "server")}
    settings |= {"MAX_SYNC_PAYLOAD_MEGS": "2000", "RUST_LOG": "error"}
    command = [sys.executable, "-m", "anki.syncserver"]
    server = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        here, there = Collection(str(home / "a.anki2")), Collection(str(home / "b.anki2"))
        address = f"http://127.0.0.1:{port}/"
        auths = (here.sync_login("u", "p", address), there.sync_login("u", "p", address))
        add(here, 1)
        whole(here, auths[0], upload=True)
        whole(there, auths[1], upload=False)
        found = phases(server.pid, here, there, auths, n, changed)
        print(json.dumps(found | {"server_mb": peak_of(server.pid), "client_mb": peak_of("self")}))
        here.close()
        there.close()
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
