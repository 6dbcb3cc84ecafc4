"""The import folder: a dropped file becomes a draft, a half-copied one is waited for, a bad one is set aside with its reason."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.places import PASSWORD, make_store
from tests.waiting import until
from xzt.client.access import unlock
from xzt.client.folders import DISPATCHES, ImportFolder
from xzt.client.session import Client
from xzt.core.notices import FileTaken, Notice

NOTICE = "样例机关\n关于样例事项的通知\n各有关单位：\n现将样例事项通知如下。\n样例机关\n2026年3月2日\n"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    opened = unlock(make_store(tmp_path / "store"), PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def watching(client: Client, inbox: Path, purpose: str = DISPATCHES) -> list[FileTaken]:
    heard: list[FileTaken] = []

    def listen(notice: Notice) -> None:
        if isinstance(notice, FileTaken):
            heard.append(notice)

    client.subscribe(listen)
    client.folders.watch(ImportFolder(str(inbox), "已导入", "未能导入", purpose)).result()
    return heard


def test_dropped_files_become_drafts(client: Client, inbox: Path, tmp_path: Path) -> None:
    """What lay there before, what is written there, and what is moved there; nothing is deleted, nothing overwritten."""
    (inbox / "早先的.txt").write_text(NOTICE, encoding="utf-8")
    heard = watching(client, inbox)
    until(lambda: len(heard) == 1)
    (tmp_path / "搬来.txt").write_text(NOTICE, encoding="gb18030")
    shutil.move(tmp_path / "搬来.txt", inbox / "早先的.txt")
    until(lambda: len(heard) == 2)
    assert heard == [FileTaken("早先的.txt"), FileTaken("早先的.txt")]
    assert client.count("drafts") == 2
    assert client.rows("drafts")[0].title == "样例机关关于样例事项的通知"
    assert sorted(path.name for path in (inbox / "已导入").iterdir()) == ["早先的 (2).txt", "早先的.txt"]


def test_a_half_copied_file_is_waited_for(client: Client, inbox: Path) -> None:
    heard = watching(client, inbox)
    with (inbox / "慢慢来.txt").open("w", encoding="utf-8") as file:
        for at in range(0, len(NOTICE), 4):
            file.write(NOTICE[at : at + 4])
            file.flush()
            time.sleep(0.1)
            assert not heard
    until(lambda: heard)
    assert heard == [FileTaken("慢慢来.txt")]
    assert client.count("drafts") == 1


def test_a_bad_file_is_set_aside_with_the_reason(client: Client, inbox: Path) -> None:
    heard = watching(client, inbox)
    (inbox / "坏的.docx").write_bytes(b"not a docx at all")
    (inbox / "涉密.txt").write_text("机密★10年\n样例机关\n关于样例的通知\n", encoding="utf-8")
    (inbox / "图.png").write_bytes(b"left alone")
    until(lambda: len(heard) == 2)
    assert {notice.name: bool(notice.code) for notice in heard} == {"坏的.docx": True, "涉密.txt": True}
    assert client.count("drafts") == 0
    assert sorted(path.name for path in (inbox / "未能导入").iterdir()) == ["坏的.docx", "涉密.txt"]
    assert (inbox / "图.png").exists()


def test_the_folder_is_watched_again_after_a_restart_until_it_is_ended(client: Client, inbox: Path) -> None:
    watching(client, inbox)
    folder = client.folder
    client.close()
    again = unlock(folder, PASSWORD)
    try:
        again.start()
        assert again.folders.all() == (ImportFolder(str(inbox), "已导入", "未能导入"),)
        (inbox / "后来的.txt").write_text(NOTICE, encoding="utf-8")
        until(lambda: again.count("drafts") == 1)
        again.folders.end(str(inbox)).result()
        assert again.folders.all() == ()
    finally:
        again.close()
