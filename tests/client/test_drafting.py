"""A draft under one person's pen: what was kept is there after a kill, undo takes back one's own, no secrecy mark is kept (DOC-20, G3)."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from tests.client.test_session import start, text
from tests.passwords import at_floor
from tests.store.places import PASSWORD
from xzt.client.access import unlock
from xzt.client.drafting import DraftSession
from xzt.client.session import Client
from xzt.core.encoding import encode
from xzt.core.errors import Refusal, Trouble
from xzt.docs.drafting.lines import Line, Manuscript, Part
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route

ROOT = Path(__file__).parents[2]


def with_lines(manuscript: Manuscript, *lines: str) -> Manuscript:
    body, *rest = manuscript.parts
    return msgspec.structs.replace(manuscript, parts=(Part(body.key, tuple(map(Line, lines))), *rest))


def write(session: DraftSession, *lines: str) -> None:
    future = session.edit(with_lines(session.manuscript(), *lines))
    assert future is not None
    assert not isinstance(future, Refusal)
    future.result(60)


def lines_of(session: DraftSession) -> list[str]:
    return [line.text for line in session.manuscript().parts[0].lines]


def test_what_was_written_comes_back(folder: Path) -> None:
    """DOC-20: every edit is there after the program was closed, without saving; saving it leaves the draft as it is."""
    client = unlock(folder, PASSWORD)
    record = start(client).record
    write(client.draft(record).result(60), "第一段。", "写了一半𠮷")
    client.close()
    client = unlock(folder, PASSWORD)
    session = client.draft(record).result(60)
    assert lines_of(session) == ["第一段。", "写了一半𠮷"]
    client.submit("dispatch", record, d.SaveDraft(msgspec.Raw(encode(session.document())))).result(60)
    assert client.draft(record).result(60).document() == session.document()
    assert session.undo() is None
    client.close()


def test_undo_and_redo_are_kept_like_edits(folder: Path) -> None:
    client = unlock(folder, PASSWORD)
    record = start(client).record
    session = client.draft(record).result(60)
    write(session, "甲")
    write(session, "甲乙")
    assert session.undo()
    assert session.undo()
    assert session.redo()
    assert lines_of(session) == ["甲"]
    client.close()
    client = unlock(folder, PASSWORD)
    assert lines_of(client.draft(record).result(60)) == ["甲"]
    client.close()


def test_an_edit_that_could_not_be_kept_is_kept_with_the_next(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """AE-11: a disk that is full for a moment costs nothing that was written meanwhile."""
    record = start(client).record
    session = client.draft(record).result(60)
    from xzt.store import drafts

    def full(*_: object) -> None:
        raise Trouble("disk_full", retry=True)

    with monkeypatch.context() as cramped:
        cramped.setattr(drafts, "add", full)
        failed = session.edit(with_lines(session.manuscript(), "甲"))
        assert failed is not None
        assert not isinstance(failed, Refusal)
        assert isinstance(failed.exception(10), Trouble)
    write(session, "甲乙")
    assert lines_of(client.draft(record).result(60)) == ["甲乙"]


def test_a_secrecy_mark_is_kept_nowhere(client: Client) -> None:
    """G3: text with a mark is refused before anything of it is written; without it writing goes on."""
    record = start(client).record
    session = client.draft(record).result(60)
    write(session, "甲")
    refused = session.edit(with_lines(session.manuscript(), "甲", "机密★"))
    assert isinstance(refused, Refusal)
    assert refused.code == "state_secret"
    assert lines_of(session) == ["甲"]
    assert lines_of(client.draft(record).result(60)) == ["甲"]
    write(session, "甲", "乙")


def test_text_kept_by_an_older_program_is_taken_over(folder: Path) -> None:
    """A store of schema 1 kept the whole text at a pause: it is newer than the record and becomes the draft, once."""
    client = unlock(folder, PASSWORD)
    record = start(client).record
    older = text("写了一半")
    statement = "INSERT INTO kept_text VALUES(?, ?, '2026-03-02')"
    client._writer.run(lambda db: db.execute(statement, (record, encode(older))) and None).result(60)
    assert client.draft(record).result(60).document() == older
    write(client.draft(record).result(60), "又写了")
    assert lines_of(client.draft(record).result(60)) == ["又写了"]
    client.close()


def test_only_a_text_under_the_pen_is_opened(client: Client) -> None:
    record = start(client).record
    client.draft(record).result(60)
    client.submit("dispatch", record, d.Submit(Route("reviewer", "leader"))).result(60)
    for closed in (record, "absent"):
        with pytest.raises(Trouble) as raised:
            client.draft(closed).result(60)
        assert raised.value.code == "draft_closed"


TYPE = """
import itertools, sys
from pathlib import Path
from tests.client.test_drafting import lines_of, with_lines
from xzt.client.access import unlock
client = unlock(Path(sys.argv[1]), sys.argv[2])
session = client.draft(sys.argv[3]).result()
for n in itertools.count():
    session.edit(with_lines(session.manuscript(), lines_of(session)[0] + chr(0x4E00 + n % 5000))).result()
    print(lines_of(session)[0], flush=True)
"""


def test_killed_while_typing(folder: Path) -> None:
    """P4 for text: SIGKILL at random moments of typing; every character that was said to be kept is there, in its place."""
    client = unlock(folder, PASSWORD)
    record = start(client).record
    client.close()
    at_floor(folder, PASSWORD)
    chance = random.Random(7)
    for _ in range(5):
        child = subprocess.Popen(
            [sys.executable, "-c", TYPE, str(folder), PASSWORD, record], cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert child.stdout
        kept = [child.stdout.readline() for _ in range(chance.randrange(1, 40))][-1]
        time.sleep(chance.uniform(0, 0.02))
        child.send_signal(signal.SIGKILL)
        kept = next((line for line in reversed(child.stdout.readlines()) if line.endswith("\n")), kept).strip()
        child.wait(60)
        child.stdout.close()
        client = unlock(folder, PASSWORD)
        found = lines_of(client.draft(record).result(60))[0]
        client.close()
        assert kept
        assert found.startswith(kept)
        assert len(found) <= len(kept) + 1


def test_opening_is_quick(client: Client) -> None:
    """A draft of 500 edits over a long text opens within a second of the processor and an edit takes milliseconds."""
    record = start(client).record
    session = client.draft(record).result(60)
    long = ["样例正文。" * 200] * 20
    write(session, *long)
    for n in range(500):
        session.edit(with_lines(session.manuscript(), *long, "字" * n + "尾"))
    write(session, *long, "完")
    before = time.process_time()
    opened = client.draft(record).result(60)
    assert time.process_time() - before < 1
    assert lines_of(opened)[-1] == "完"
    before = time.process_time()
    for n in range(20):
        write(opened, *long, "完" * (n + 2))
    assert (time.process_time() - before) / 20 < 0.1
