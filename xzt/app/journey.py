"""``xzt demo --headless``: one official document's whole life through the real windows, several people on separate stores.

The sample notice is drafted, checked, reviewed (while the server is stopped), countersigned, signed off, numbered, sealed, distributed
to two units, received and handled there, archived, packaged, and the package verified by itself.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from xzt.app.sample_server import DIRECTORY, DemonstrationClock, SampleServer, seed
from xzt.core.errors import Trouble
from xzt.store.keyslots import replace_file

NOTICE = DIRECTORY.parent / "湘政办函〔2022〕23号.txt"


def run_journey(out: Path) -> int:
    """Walk the journey and leave its results in ``out``; 0 only if everything held."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from xzt.ui.collecting import take_over
    from xzt.ui.desktop import make_application

    for name in ("screens", "stores", "package"):
        shutil.rmtree(out / name, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    take_over(make_application())
    begun = time.monotonic()
    try:
        _walk(out)
    except Trouble as trouble:
        print(f"演示没有走完：{trouble}", file=sys.stderr)  # noqa: T201
        return 1
    print(f"全过程完成，用时 {time.monotonic() - begun:.1f} 秒；结果在 {out}")  # noqa: T201
    return 0


def _walk(out: Path) -> None:
    from xzt.app import acts
    from xzt.app.stage import Stage

    data = out / "server"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    clock = DemonstrationClock()
    seed(data, clock.offset)
    server = SampleServer(data)
    server.start()
    stage = Stage(out, lambda: server.url, clock)
    try:
        record = acts.draft(stage, NOTICE)
        acts.review_offline(stage, record, server)
        acts.countersign(stage, record)
        acts.sign_off(stage, record)
        acts.proofread(stage, record)
        acts.number_against_a_return(stage, record, server)
        acts.seal(stage, record)
        acts.distribute(stage, record)
        acts.adopt_style(stage)
        acts.receive(stage)
        acts.close_and_archive(stage, record, out)
        acts.export(stage, record, out)
    finally:
        stage.finish()
        server.stop()
        shutil.rmtree(data, ignore_errors=True)
    _verify(out / "package")
    _verify(out / "document.ofd")


def _verify(path: Path) -> None:
    """Verify in a process of its own: no server, no store, nothing of ours in memory."""
    done = subprocess.run([sys.executable, "-m", "xzt", "verify", str(path)], capture_output=True, text=True, check=False)  # noqa: S603
    replace_file(path.parent / f"verify-{path.name}.txt", done.stdout.encode())
    if done.returncode != 0:
        raise Trouble("verification_failed", path=str(path), detail=done.stdout[-2000:])
    print(f"核验通过：{path.name}（{done.stdout.count('通过　')} 项）")  # noqa: T201
