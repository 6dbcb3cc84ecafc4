"""The full-text index after a first sync: later, in portions, over a kill, and no search says more than it knows (SEA-02, issue 4)."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.store.places import copy_store
from xzt.core.encoding import encode
from xzt.docs.model import Kind, OfficialDocument, Paragraph
from xzt.office import registry
from xzt.office.act import Act, Context
from xzt.office.dispatch.commands import StartDraft
from xzt.office.people import Directory, Person, Role, Unit
from xzt.store import database, indexing, parts, records
from xzt.store.chunks import Chunks
from xzt.store.database import Connection, transaction
from xzt.store.examining import examine
from xzt.store.parts import Given
from xzt.store.records import Surroundings

PEOPLE = Directory((Unit("u", "示例机关", ("示例",)),), (Person("p", "示例", "u", roles=(Role.DRAFTER,)),), version=1, sample=True)
AROUND = Surroundings(lambda act: Context(act, (Role.DRAFTER,), PEOPLE), "p", "u")


def given(n: int, text: str, version: int = 1) -> Given:
    document = OfficialDocument(kind=Kind.LETTER, title=f"关于第{n}号事项的函", mark="样例", series="湘", blocks=(Paragraph(text),))
    act = Act(f"command-{n}", "p", "u", "device", datetime(2022, 11, 23, 1, 0, tzinfo=UTC))
    decision = registry.decide("dispatch", None, StartDraft(msgspec.Raw(encode(document))), AROUND.context(act))
    assert isinstance(decision, list)
    return Given("dispatch", f"record-{n}", version, n + 1, encode(registry.evolve("dispatch", None, decision, act)))


@pytest.fixture
def behind(db: Connection) -> Connection:
    with transaction(db):
        parts.lay_in_unindexed(db, [given(n, "防汛抗旱") for n in range(5)], AROUND)
    return db


def found(db: Connection, words: str) -> int:
    assert records.count(db, "dispatches", words) == len(records.rows(db, "dispatches", words))
    return records.count(db, "dispatches", words)


def test_titles_are_found_before_texts(behind: Connection) -> None:
    """POR-04: what is not indexed is in its list and found by its title, and the store says that texts are not all found."""
    assert indexing.left(behind) == 5
    assert records.count(behind, "dispatches") == 5
    assert (found(behind, "防汛"), found(behind, "第3号")) == (0, 1)


def test_it_is_caught_up_in_portions_over_a_kill(behind: Connection, folder: Path, key: bytes, beside: Chunks, tmp_path: Path) -> None:
    """A store that is killed between two portions goes on where it was; the examination finds nothing wrong before, between and after."""
    assert examine(behind, beside) == []
    with transaction(behind):
        assert indexing.catch_up(behind, portion=2)
    assert (indexing.left(behind), found(behind, "防汛")) == (3, 2)
    copied = copy_store(folder, tmp_path / "after")
    again = database.connect(copied, key)
    assert examine(again, Chunks(copied, key)) == []
    with transaction(again):
        while indexing.catch_up(again, portion=2):
            pass
    assert (indexing.left(again), found(again, "防汛"), found(again, "抗旱")) == (0, 5, 5)
    assert examine(again, Chunks(copied, key)) == []
    again.close()


def test_what_changes_meanwhile_is_found_at_once(behind: Connection, beside: Chunks) -> None:
    """A record that the pull brings is indexed as it comes, and catching up leaves it."""
    with transaction(behind):
        parts.lay_in(behind, [given(1, "数字政府", 2)], AROUND)
    assert (found(behind, "数字"), found(behind, "防汛")) == (1, 0)
    with transaction(behind):
        assert not indexing.catch_up(behind)
    assert (found(behind, "数字"), found(behind, "防汛"), indexing.left(behind)) == (1, 4, 0)
    assert examine(behind, beside) == []


def test_an_older_text_is_not_found_any_more(db: Connection, beside: Chunks) -> None:
    """After a server was restored everything comes again in parts: what stands in the index by its older text is indexed at once."""
    with transaction(db):
        parts.lay_in(db, [given(0, "防汛抗旱")], AROUND)
        parts.lay_in_unindexed(db, [given(0, "数字政府", 2), given(1, "防汛抗旱")], AROUND)
    assert (found(db, "防汛"), found(db, "数字"), indexing.left(db)) == (0, 1, 1)
    assert examine(db, beside) == []


def test_what_comes_after_days_away_is_caught_up_from_where_it_begins(
    db: Connection, beside: Chunks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large page is shown first: only what is new in it is indexed later, and the catching up begins at the first of those."""
    monkeypatch.setattr(indexing, "PORTION", 2)
    with transaction(db):
        parts.lay_in(db, [given(n, "防汛抗旱") for n in range(2)], AROUND)
    assert (found(db, "防汛"), indexing.left(db)) == (2, 0)
    with transaction(db):
        parts.lay_in(db, [given(0, "数字政府", 2), given(7, "数字政府"), given(6, "数字政府")], AROUND)
        parts.lay_in(db, [given(n, "数字政府") for n in (9, 8, 5)], AROUND)
    assert (found(db, "数字"), indexing.left(db)) == (1, 5)
    assert examine(db, beside) == []
    with transaction(db):
        assert indexing.catch_up(db, portion=2)
    assert (found(db, "数字"), indexing.left(db)) == (3, 3)
    assert [row.id for row in records.rows(db, "dispatches", "数字")] == ["record-0", "record-5", "record-6"]
    with transaction(db):
        parts.lay_in(db, [given(n, "数字政府") for n in (2, 3, 4)], AROUND)  # before the place that is reached
        while indexing.catch_up(db, portion=2):
            pass
    assert (found(db, "数字"), indexing.left(db)) == (9, 0)
    assert examine(db, beside) == []


def test_a_lost_note_is_found(behind: Connection, beside: Chunks) -> None:
    """Control: without the note the examination says that the index is not of the records."""
    with transaction(behind):
        indexing.caught_up(behind)
    assert [one.code for one in examine(behind, beside)] == ["index"]
