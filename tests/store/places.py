"""Stores for tests: a template is made once with the real key derivation and copied file by file; contents are sample data."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.office.world import DIRECTORY, document
from xzt.client import commands, profiles
from xzt.client.access import _create
from xzt.client.clock import new_id
from xzt.client.commands import Accepted, Outcome, Subject
from xzt.client.profiles import Profile
from xzt.core.encoding import encode
from xzt.office.act import Act, Context
from xzt.office.dispatch.commands import StartDraft
from xzt.office.registry import Command
from xzt.signing.keys import PrivateKey, SoftwareKey
from xzt.store.database import Connection
from xzt.store.records import Surroundings
from xzt.sync.engine.wire import Welcome
from xzt.sync.protocol import messages as m

PASSWORD = "样例口令 1"
NOWHERE = "http://127.0.0.1:9"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def make_store(folder: Path, person: str = "clerk", server: str = NOWHERE) -> Path:
    """Make the store of a sample person as a first sign-in would, without a server."""
    found = DIRECTORY.person(person)
    assert found is not None
    session = m.Session("token", person, found.unit, START, ())
    welcome = Welcome(m.Hello("server-1", 1, (m.PROTOCOL,), START, sample=True), session, "", DIRECTORY)
    folder.mkdir(parents=True)
    profile = Profile(str(folder), person, server, f"device-{person}", sample=True)
    _create(folder, PASSWORD, profile, PrivateKey.generate(), welcome)
    return folder


def copy_store(template: Path, folder: Path, server: str = NOWHERE) -> Path:
    """Copy a template; the copy may belong to another server address."""
    shutil.copytree(template, folder)
    profile = profiles.read(folder)
    moved = Profile(str(folder), profile.person, server, profile.device, profile.sample)
    profiles.write(folder, moved)
    return folder


class Desk:
    """One person's way to the store without a client: rules, view and outbox on a connection."""

    def __init__(self, person: str = "clerk") -> None:
        found = DIRECTORY.person(person)
        assert found is not None
        self.person = found
        self.key = SoftwareKey(PrivateKey.generate(), b"certificate")
        self.around = Surroundings(lambda act: Context(act, found.roles, DIRECTORY), person, found.unit)

    def act(self) -> Act:
        return Act(new_id(START), self.person.id, self.person.unit, "device", START)

    def submit(self, record: str, command: Command, kind: str = "dispatch") -> Callable[[Connection], Outcome]:
        return lambda db: commands.submit(db, Subject(kind, record), command, self.act(), self.around, self.key)

    def draft(self, db: Connection, record: str, text: str = "正文。") -> Accepted:
        outcome = self.submit(record, StartDraft(document(text=text)))(db)
        assert isinstance(outcome, Accepted), outcome
        return outcome


def put_base(db: Connection, record: str, state: object, version: int, desk: Desk) -> None:
    """Let the server have said something."""
    from xzt.store import records

    records.put_base(db, "dispatch", record, version, version, encode(state))
    records.replay(db, "dispatch", record, desk.around)
