"""``xzt backup`` and ``xzt restore`` as an administrator types them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.passwords import at_floor
from tests.store.places import PASSWORD, make_store

ROOT = Path(__file__).parents[2]


def xzt(home: Path, *arguments: str, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xzt", *arguments],
        cwd=ROOT,
        env={**os.environ, "XDG_DATA_HOME": str(home), "HOME": str(home)},
        input=f"{password}\n",
        capture_output=True,
        text=True,
        check=False,
    )


def test_backup_list_plan_restore(tmp_path: Path) -> None:
    """A backup is made and listed; restoring says first what it would do, and does it only with --yes; a wrong password does nothing."""
    store = make_store(tmp_path / "xzt" / "one")
    at_floor(store, PASSWORD)
    assert xzt(tmp_path, "restore").returncode == 1
    assert "已读回核对" in xzt(tmp_path, "backup").stdout
    assert "密码不对" in xzt(tmp_path, "backup", password="falsch").stderr
    assert xzt(tmp_path, "restore").stdout.count("手动") == 1
    assert "文件库完好" in xzt(tmp_path, "doctor", "--store").stdout
    assert "没有改动" in xzt(tmp_path, "restore", "1").stdout
    assert xzt(tmp_path, "restore", "2").returncode == 2
    (store / "store.db").write_bytes(b"")
    done = xzt(tmp_path, "restore", "1", "--yes")
    assert "已恢复" in done.stdout, done.stderr
    assert (store / "store.db").stat().st_size > 50_000
    assert len(list((tmp_path / "xzt" / "set-aside").iterdir())) == 1
