"""A PostgreSQL of our own for the tests: its own folder, its own socket, never root, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

OWNER = "postgres"


class Cluster:
    """A running PostgreSQL. Its socket lies in its folder; nothing listens on the network. Only measurements flush."""

    def __init__(self, *, durable: bool = False) -> None:
        self._bin = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="xzt-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self._folder, OWNER, OWNER)
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-A", "trust", "-U", OWNER, "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-c listen_addresses= -k {self._folder} -c fsync={'on' if durable else 'off'} -c max_connections=200"
        self._run("pg_ctl", "-w", "-D", data, "-l", str(self._folder / "log"), "-o", options, "start")
        self._made = 0
        self._left: list[str] = []

    def create(self, template: str = "template1") -> str:
        """Make a database like ``template``; gives its name."""
        self._made += 1
        name = f"t{self._made}"
        orders = [f"DROP DATABASE {old} WITH (FORCE)" for old in self._left] + [f"CREATE DATABASE {name} TEMPLATE {template}"]
        self._run("psql", "-q", "-h", str(self._folder), "-U", OWNER, "-d", "postgres", *[f"--command={order}" for order in orders])
        self._left.clear()
        return name

    def leave(self, name: str) -> None:
        """Let a database go when the next is made: each holds 8 MB, which would all be written to the disk, and removed at the end."""
        self._left.append(name)

    def address(self, name: str) -> str:
        """Where to reach a database."""
        return f"postgresql://{OWNER}@/{name}?host={quote(str(self._folder))}"

    @property
    def folder(self) -> Path:
        """Where its socket lies."""
        return self._folder

    def run(self, program: str, *arguments: str) -> str:
        """Run one of its programs; gives what it wrote."""
        return self._run(program, *arguments)

    def stop(self) -> None:
        """End it and remove its folder."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)  # its last processes may still be taking files away by themselves

    def _run(self, program: str, *arguments: str) -> str:
        as_owner = ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*as_owner, f"{self._bin}/{program}", *arguments], cwd=self._folder, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(program, done.stderr)
        return done.stdout


def _programs() -> str:
    """Find PostgreSQL's programs; missing, the tests fail, for half of what they are to show is missing."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if found:
        return str(found[-1])
    program = shutil.which("initdb")
    if program is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    return str(Path(program).resolve().parent)
