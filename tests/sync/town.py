"""A real server process on loopback that can be killed and started again, and people with real clients on their own stores."""

import socket
from pathlib import Path

from tests import nursery
from tests.waiting import PATIENCE, until
from xzt.client.access import sign_in, store_folder, unlock
from xzt.client.commands import Accepted
from xzt.client.session import Client
from xzt.core.errors import Refusal
from xzt.core.notices import Connection, Notice
from xzt.docs.model import Kind, OfficialDocument, Paragraph
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route
from xzt.office.registry import Command
from xzt.sync.engine.wire import fetch_log
from xzt.sync.protocol import messages as m


def document(title: str = "关于样例事项的函", text: str = "样例正文。") -> OfficialDocument:
    return OfficialDocument(kind=Kind.LETTER, title=title, mark="样例机关", series="湘政办函", blocks=(Paragraph(text),))


class Server(nursery.Server):
    """The server of one data folder at one address, which is known before it starts."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        super().__init__(data, self.address)
        self.url = f"http://{self.address}"


class Desk:
    """One person at one machine."""

    def __init__(self, root: Path, server: Server, person: str) -> None:
        self.person, self.server = person, server
        self.folder = store_folder(root, server.url, person)
        self.notices: list[Notice] = []
        self.client = self._sit_down(sign_in(root, server.url, person, self.password))

    @property
    def password(self) -> str:
        return f"sample-{self.person}"

    def _sit_down(self, client: Client) -> Client:
        client.subscribe(self.notices.append)
        return client

    def begin(self) -> "Desk":
        self.client.start()
        return self

    def leave(self) -> None:
        self.client.close()

    def come_back(self, *, online: bool = True) -> None:
        """Unlock again; without ``online`` the person works as on a machine with no network."""
        self.client = self._sit_down(unlock(self.folder, self.password))
        if online:
            self.client.start()

    def give(self, record: str, command: Command, kind: str = "dispatch") -> Accepted | Refusal:
        return self.client.submit(kind, record, command).result(PATIENCE)

    def do(self, record: str, command: Command, kind: str = "dispatch") -> Accepted:
        outcome = self.give(record, command, kind)
        assert isinstance(outcome, Accepted), outcome
        return outcome

    def draft(self, title: str = "关于样例事项的函", text: str = "样例正文。") -> str:
        outcome = self.client.start_draft(document(title, text)).result(PATIENCE)
        assert isinstance(outcome, Accepted), outcome
        return outcome.record

    def state(self, record: str) -> Dispatch | None:
        found = self.client.record("dispatch", record)
        assert found is None or isinstance(found, Dispatch)
        return found

    def step(self, record: str) -> str:
        found = self.state(record)
        return str(found.step) if found else ""

    def text(self, record: str) -> str:
        found = self.state(record)
        assert found is not None
        return found.text

    def quiet(self) -> None:
        """Wait until everything that this person gave has been answered and the line says so."""
        until(lambda: self.client.status().connection is Connection.ONLINE and not self.client.status().waiting, f"{self.person} quiet")

    def sees(self, record: str, step: str) -> None:
        until(lambda: self.step(record) == step, f"{self.person} sees {step}")

    def log(self, record: str, kind: str = "dispatch") -> m.Log:
        return fetch_log(self.server.url, self.client.token(), kind, record)


class Town:
    """The server and everybody who sat down."""

    def __init__(self, root: Path, server: Server) -> None:
        self.root, self.server = root, server
        self.desks: list[Desk] = []

    def desk(self, person: str) -> Desk:
        desk = Desk(self.root, self.server, person)
        self.desks.append(desk)
        return desk

    def close(self) -> None:
        for desk in self.desks:
            desk.leave()
        self.server.kill()


def bring_to_registrars(clerk: Desk, reviewer: Desk, leader: Desk, title: str = "关于样例事项的函") -> str:
    """Draft, review, sign off, each at her own machine."""
    record = clerk.draft(title)
    clerk.do(record, d.Submit(Route("yi-1", "ding-1")))
    reviewer.sees(record, "review")
    reviewer.do(record, d.Review("同意", reviewer.text(record)))
    leader.sees(record, "sign_off")
    leader.do(record, d.SignOff("同意印发", leader.text(record)))
    leader.quiet()
    return record
