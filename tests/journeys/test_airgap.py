"""An office that never had a line (issue 4, air gap): admitted, heard and answered by files on removable media alone."""

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.client.test_drafting import lines_of, with_lines
from tests.server.conftest import SOURCE
from tests.signing.conftest import FILES, zip_of
from xzt import cli
from xzt.client import airgap
from xzt.client.access import unlock
from xzt.client.commands import Accepted
from xzt.client.profiles import default_root, profiles
from xzt.client.session import Client
from xzt.core.errors import Trouble
from xzt.docs.model import Kind, OfficialDocument, Paragraph
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route, Step
from xzt.office.registry import Command
from xzt.server.seeding import load_directory
from xzt.store import drafts

PLAIN = zip_of({name: text.encode() for name, text in FILES.items()})
SECRET = "样例密码样例密码"


class Courier:
    """The server's data, the stores of one office, and the medium between them: nothing else connects them."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data, self.medium = home / "server", home / "medium"
        self.medium.mkdir()
        monkeypatch.setenv("XDG_DATA_HOME", str(home / "machine"))
        load_directory(self.data, None, SOURCE.read_bytes(), datetime.now(UTC))
        self._clients: dict[str, Client] = {}
        self._set = monkeypatch.setattr
        self._count = 0

    def ready(self, *people: str) -> None:
        """Have these people admitted, with nothing under way and everything of the server read."""
        for person in people:
            if all(found.person != person for found in profiles(default_root())):
                self.admitted(person)
            with contextlib.suppress(Trouble):
                self.exchange(person)

    def run(self, *words: str) -> int:
        """Run ``xzt airgap``; the password comes by the input."""
        self._set(sys, "stdin", io.StringIO(SECRET + "\n"))
        return cli.run(cli.parse(["airgap", *words]))

    def admitted(self, person: str) -> None:
        """Bring a person's new machine in: asking, comparison by telephone, admission."""
        asking, admission = self.medium / f"{person}-asking", self.medium / f"{person}-admission"
        assert self.run("join", "--person", person, "--out", str(asking)) == 0
        assert self.run("admit", str(asking), "--data", str(self.data), "--out", str(admission)) == 1, "nobody is admitted unseen"
        assert not admission.exists()
        _, name = airgap_key(asking)
        key = ["--key", name[:16]]
        assert self.run("admit", str(asking), "--data", str(self.data), "--out", str(admission), *key) == 0
        assert self.run("begin", str(admission), "--person", person) == 0

    def __getitem__(self, person: str) -> Client:
        if person not in self._clients:
            folder = next(found.folder for found in profiles(default_root()) if found.person == person)
            self._clients[person] = unlock(Path(folder), SECRET)
            self._clients[person].start()
        return self._clients[person]

    def errand(self, person: str) -> Path:
        """Write what waits to the medium."""
        self._count += 1
        path = self.medium / f"{self._count}-errand.xzt"
        airgap.export(self[person], path, datetime.now(UTC))
        return path

    def served(self, errand: Path) -> Path:
        """Have the server take an errand; gives its receipt."""
        self._count += 1
        receipt = self.medium / f"{self._count}-receipt.xzt"
        assert self.run("exchange", str(errand), "--data", str(self.data), "--out", str(receipt)) == 0
        return receipt

    def exchange(self, person: str) -> airgap.Taken:
        """Carry an errand there and its receipt back."""
        return airgap.bring_in(self[person], self.served(self.errand(person)), datetime.now(UTC))

    def do(self, person: str, record: str, command: Command, kind: str = "dispatch") -> None:
        """Act, as offline as ever."""
        outcome = self[person].submit(kind, record, command).result()
        assert isinstance(outcome, Accepted), outcome

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self._clients.clear()


def airgap_key(asking: Path) -> tuple[str, str]:
    from xzt.server.airgap import read_joining
    from xzt.signing.letters import name_of

    found, key = read_joining(asking.read_bytes())
    return found.person, name_of(key)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Courier]:
    """One courier for all tests here: admitting a person costs seconds, for a password is made slow to guess."""
    with pytest.MonkeyPatch.context() as patch:
        present = Courier(tmp_path_factory.mktemp("airgap"), patch)
        yield present


@pytest.fixture
def courier(office: Courier) -> Iterator[Courier]:
    """The courier with everybody's store closed afterwards."""
    yield office
    office.close()


def trouble(work: Callable[[], object]) -> str:
    with pytest.raises(Trouble) as raised:
        work()
    return raised.value.code


def draft(title: str = "关于样例事项的函") -> OfficialDocument:
    return OfficialDocument(kind=Kind.LETTER, title=title, mark="样例机关", series="湘政办函", blocks=(Paragraph("样例正文。"),))


def test_a_documents_way_without_a_line(courier: Courier, capsys: pytest.CaptureFixture[str]) -> None:
    """Drafted, reviewed, signed off and numbered by four machines that never had a line; a file goes with it; the receipt is signed."""
    courier.ready("jia-1", "yi-1", "ding-1", "wu-1")
    begun = courier["jia-1"].start_draft(draft()).result()
    assert isinstance(begun, Accepted)
    record = begun.record
    digest = courier["jia-1"].files.keep(PLAIN).result()
    courier.do("jia-1", record, d.Submit(Route("yi-1", "ding-1")))
    taken = courier.exchange("jia-1")
    assert (taken.applied, taken.refused) == (2, 0)
    assert (courier.data / "blobs" / digest[:2] / digest).read_bytes() == PLAIN
    assert courier["jia-1"].status().waiting == 0
    for person, acting in (("yi-1", d.Review), ("ding-1", d.SignOff)):
        courier.exchange(person)
        state = courier[person].record("dispatch", record)
        assert isinstance(state, Dispatch)
        courier.do(person, record, acting("同意", state.text))
        assert courier.exchange(person).applied == 1
    courier.exchange("wu-1")
    courier.do("wu-1", record, d.AssignNumber())
    state = courier["wu-1"].record("dispatch", record)
    assert isinstance(state, Dispatch)
    assert state.number is None
    assert state.pending == "number"
    courier.exchange("wu-1")
    state = courier["wu-1"].record("dispatch", record)
    assert isinstance(state, Dispatch)
    assert state.number
    assert state.number.sequence == 1
    assert state.step is Step.SEAL
    courier.exchange("jia-1")
    mine = courier["jia-1"].record("dispatch", record)
    assert isinstance(mine, Dispatch)
    assert mine.number == state.number
    told = capsys.readouterr()
    assert "样例正文" not in told.out + told.err
    for letter in courier.medium.glob("*.xzt"):
        assert "样例".encode() not in letter.read_bytes(), "nothing travels in the clear"


def test_twice_late_and_lost(courier: Courier) -> None:
    """The same errand twice has one effect; a lost receipt costs nothing; receipts out of order leave nothing half done."""
    courier.ready("jia-1")
    clerk = courier["jia-1"]
    first = clerk.start_draft(draft("关于第一件样例事项的函")).result()
    assert isinstance(first, Accepted)
    errand = courier.errand("jia-1")
    lost, receipt = courier.served(errand), courier.served(errand)
    lost.unlink()
    second = clerk.start_draft(draft("关于第二件样例事项的函")).result()
    assert isinstance(second, Accepted)
    both = courier.served(courier.errand("jia-1"))
    assert airgap.bring_in(clerk, both, datetime.now(UTC)).applied == 2
    before = clerk.rows("dispatches")
    assert trouble(lambda: airgap.bring_in(clerk, both, datetime.now(UTC))) == "letter_done"
    assert trouble(lambda: airgap.bring_in(clerk, receipt, datetime.now(UTC))) == "letter_done"
    assert clerk.rows("dispatches") == before
    assert {row.title for row in before} >= {"关于第一件样例事项的函", "关于第二件样例事项的函"}
    late = courier.served(courier.errand("jia-1"))
    assert trouble(lambda: airgap.bring_in(clerk, late, datetime.now(UTC))) == "letter_done"
    state = clerk.record("dispatch", first.record)
    assert isinstance(state, Dispatch)
    assert len(state.course) == 1


def test_two_write_one_draft_without_a_line(courier: Courier) -> None:
    """Text under drafting goes by letters too: both write offline, twice carried is once, and both read the same with every word in it."""
    courier.ready("jia-1", "geng-1")
    clerk, friend = courier["jia-1"], courier["geng-1"]
    begun = clerk.start_draft(draft()).result()
    assert isinstance(begun, Accepted)
    record = begun.record
    courier.do("jia-1", record, d.Share(("geng-1",)))
    mine = clerk.draft(record).result(60)
    courier.exchange("jia-1")
    courier.exchange("geng-1")
    if not friend.read(lambda db: drafts.updates(db, record)):
        courier.exchange("geng-1")
    other = friend.draft(record).result(60)
    for session, words in ((mine, "甲处写的。"), (other, "庚处写的。")):
        line = lines_of(session)[0]
        session.edit(with_lines(session.manuscript(), line + words))
    courier.exchange("jia-1")
    errand = courier.errand("geng-1")
    assert record in airgap.bring_in(friend, courier.served(errand), datetime.now(UTC)).texts
    receipt = courier.served(errand)
    assert trouble(lambda: airgap.bring_in(friend, receipt, datetime.now(UTC))) == "letter_done"
    assert record in courier.exchange("jia-1").texts
    for session in (mine, other):
        session.refresh()
    assert mine.document() == other.document()
    text = lines_of(mine)[0]
    assert "甲处写的。" in text
    assert "庚处写的。" in text
    assert not clerk.read(lambda db: drafts.unsent(db, record)) + friend.read(lambda db: drafts.unsent(db, record))


def test_wrong_files_change_nothing(courier: Courier) -> None:
    """Cut off, changed, another's, another kind, no letter: each named, and neither store nor server moves."""
    courier.ready("jia-1", "wu-1")
    clerk = courier["jia-1"]
    assert isinstance(clerk.start_draft(draft()).result(), Accepted)
    errand = courier.errand("jia-1")
    receipt = courier.served(errand)
    data = receipt.read_bytes()

    def brings(content: bytes) -> str:
        path = courier.medium / "wrong.xzt"
        path.write_bytes(content)
        return trouble(lambda: airgap.bring_in(clerk, path, datetime.now(UTC)))

    at = len(data) // 2
    for wrong in (data[:-1], data[:at], data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], b"", b"%PDF-1.7", data + b"x"):
        assert brings(wrong) == "letter_damaged"
    assert brings(errand.read_bytes()) == "letter_foreign"
    assert brings((courier.medium / "jia-1-admission").read_bytes()) == "letter_kind"
    assert brings(courier.served(courier.errand("wu-1")).read_bytes()) == "letter_foreign"
    assert clerk.status().waiting == 1
    assert airgap.newest(clerk).answered is None  # type: ignore[union-attr]
    for path in (receipt, courier.medium / "jia-1-asking"):
        assert courier.run("exchange", str(path), "--data", str(courier.data), "--out", str(courier.medium / "none")) == 1
    assert not (courier.medium / "none").exists()
    assert airgap.bring_in(clerk, receipt, datetime.now(UTC)).applied == 1


def test_what_the_server_refuses_needs_attention(courier: Courier) -> None:
    """A withdrawal that comes after the review, which its writer could not know of: under needs attention, and both see the same."""
    courier.ready("jia-1", "yi-1")
    begun = courier["jia-1"].start_draft(draft()).result()
    assert isinstance(begun, Accepted)
    courier.do("jia-1", begun.record, d.Submit(Route("yi-1", "ding-1")))
    courier.exchange("jia-1")
    courier.exchange("yi-1")
    state = courier["yi-1"].record("dispatch", begun.record)
    assert isinstance(state, Dispatch)
    courier.do("yi-1", begun.record, d.Review("同意", state.text))
    courier.exchange("yi-1")
    courier.do("jia-1", begun.record, d.Withdraw("样例理由"))
    taken = courier.exchange("jia-1")
    assert (taken.applied, taken.refused) == (0, 1)
    item = courier["jia-1"].attention()[0]
    assert (item.record, item.words) == (begun.record, "样例理由")
    assert courier["jia-1"].record("dispatch", begun.record) == courier["yi-1"].record("dispatch", begun.record)
