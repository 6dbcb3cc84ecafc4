"""SEA-02: full text offline over the encrypted store; two characters are enough."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xzt.store import database, search
from xzt.store.database import Connection

HAN = st.text(st.sampled_from("湖南省人民政府数字建设实施方案关于的通知一二三〇"), min_size=1, max_size=60)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    opened = database.connect(tmp_path, bytes(32), create=True)
    database.migrate(opened)
    yield opened
    opened.close()


def find(db: Connection, words: str) -> set[str]:
    sql = "SELECT id FROM searched WHERE n IN (SELECT rowid FROM search WHERE search MATCH ?)"
    return {str(row[0]) for row in db.execute(sql, (search.query(words),))}


def test_two_characters_names_numbers_and_latin_words_are_found(db: Connection) -> None:
    search.index(db, "dispatch", "a", "湖南省“十四五”数字政府建设实施方案，湘政办函〔2022〕23号，推动IPv6规模部署。")
    search.index(db, "dispatch", "b", "关于做好防汛抗旱工作的通知，联系人李明。")
    for words in ("数字", "政府建设", "湘政办函", "2022", "ipv6", "IPv", "函〔2022〕23号", "省"):
        assert find(db, words) == {"a"}, words
    assert find(db, "李明") == {"b"}
    assert find(db, "字政") == {"a"}
    assert find(db, "数字 防汛") == set()
    assert find(db, "建方") == set()


def test_a_changed_text_is_found_by_its_new_words_only(db: Connection) -> None:
    search.index(db, "dispatch", "a", "旧的标题")
    search.index(db, "dispatch", "a", "新的题目")
    assert find(db, "旧的") == set()
    assert find(db, "新的") == {"a"}
    search.forget(db, "dispatch", "a")
    assert find(db, "新的") == set()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(HAN, min_size=1, max_size=8), at=st.integers(0, 50), length=st.integers(1, 6))
def test_recall_and_precision_are_whole(db: Connection, texts: list[str], at: int, length: int) -> None:
    """Whatever stands side by side in a text is found, and nothing else."""
    for n in range(8):
        search.forget(db, "dispatch", str(n))
    for n, text in enumerate(texts):
        search.index(db, "dispatch", str(n), text)
    source = texts[0]
    words = source[at % len(source) :][:length]
    assert find(db, words) == {str(n) for n, text in enumerate(texts) if words in text}


@given(st.text(st.sampled_from("湖南政𠀀〇aZ09é，\n \x01İ"), max_size=30))
def test_every_run_is_cut_into_pairs(text: str) -> None:
    """SEA-02: what the index holds is said by these four lines, however it is made."""
    wanted: list[str] = []
    for run in re.findall(r"[湖南政𠀀〇]+|[a-z0-9]+", text.lower()):
        wanted += [run] if run.isascii() else [*map("".join, itertools.pairwise(run)), run[-1]]
    assert search.tokens(text).split() == wanted
