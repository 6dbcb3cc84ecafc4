"""The import folder for incoming documents: a dropped file becomes the draft of a registration, a bad one is set aside with its reason."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.test_watching import watching
from tests.store.places import PASSWORD, make_store
from tests.waiting import until
from xzt.client import duplicates
from xzt.client.access import unlock
from xzt.client.folders import RECEIPTS
from xzt.client.receiving import entering, read, take_in_receipt
from xzt.client.session import Client
from xzt.core.notices import FileTaken
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Receipt, Step

LETTER = "示例市人民政府文件\n示政发〔2026〕7号\n关于样例事项的请示\n样例机关二：\n现将样例事项请示如下。\n示例市人民政府\n2026年2月27日\n"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    opened = unlock(make_store(tmp_path / "store", "receiver"), PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def only(client: Client) -> Receipt:
    (row,) = client.rows("receipts")
    state = client.record("receipt", row.id)
    assert isinstance(state, Receipt)
    return state


def test_a_dropped_file_becomes_the_draft_of_a_registration(client: Client, inbox: Path) -> None:
    """RCV-02, RCV-07: what the text says is filled in, the file goes with it, and it waits for registration in the to-do list."""
    heard = watching(client, inbox, RECEIPTS)
    (inbox / "来文.txt").write_text(LETTER, encoding="utf-8")
    until(lambda: heard)
    assert heard == [FileTaken("来文.txt", "", RECEIPTS)]
    state = only(client)
    assert (state.step, client.count("todo")) == (Step.REGISTER, 1)
    assert (state.source.sender, state.source.number, state.source.title) == ("示例市人民政府", "示政发〔2026〕7号", "关于样例事项的请示")
    assert [file.name for file in state.source.attached] == ["来文.txt"]
    assert client.blob(state.source.attached[0].digest) == LETTER.encode()
    assert (inbox / "已导入" / "来文.txt").exists()


def test_a_half_copied_scan_is_waited_for(client: Client, inbox: Path) -> None:
    """RCV-07: a scanner writes for a while; nothing is taken before it has ended."""
    heard = watching(client, inbox, RECEIPTS)
    with (inbox / "扫描件.png").open("wb") as file:
        for part in range(15):
            file.write(b"\x89PNG" + bytes([part]) * 2000)
            file.flush()
            time.sleep(0.1)
            assert not heard
    until(lambda: heard)
    assert only(client).source.attached[0].size == 15 * 2004
    assert only(client).source.title == "扫描件"


def test_g3_a_marked_or_bad_file_is_set_aside_and_remembered(client: Client, inbox: Path) -> None:
    """G3: nothing of a marked file is kept; the reason stays to be read until a person takes note, also after a restart."""
    heard = watching(client, inbox, RECEIPTS)
    (inbox / "涉密.txt").write_text("机密★10年\n" + LETTER, encoding="utf-8")
    (inbox / "坏的.pdf").write_bytes(b"%PDF-1.7 nothing of the kind")
    until(lambda: len(heard) == 2)
    assert client.count("receipts") == 0
    aside = {one.name: one.code for one in client.folders.set_aside()}
    assert aside["涉密.txt"] == "state_secret_mark"
    assert aside["坏的.pdf"]
    assert sorted(path.name for path in (inbox / "未能导入").iterdir()) == ["坏的.pdf", "涉密.txt"]
    assert all(one.folder == str(inbox / "未能导入") for one in client.folders.set_aside())
    client.folders.note_aside().result()
    assert client.folders.set_aside() == ()


def test_a_file_is_entered_once_when_the_program_ended_before_it_was_moved(client: Client, inbox: Path) -> None:
    """W12: killed between the entry and the move, the file is found again: it waits once."""
    (inbox / "来文.txt").write_text(LETTER, encoding="utf-8")
    for _ in range(2):
        take_in_receipt(client, inbox / "来文.txt")
    assert client.count("receipts") == 1


def test_rcv_03_the_same_document_is_found_however_it_was_typed(client: Client, inbox: Path) -> None:
    """RCV-03: by sender with number in other brackets and widths, and by the file alone; not what was dropped, not another number."""
    path = inbox / "来文.txt"
    path.write_text(LETTER, encoding="utf-8")
    take_in_receipt(client, path)
    first = client.rows("receipts")[0].id
    nothing = entering(Registration(title="另一件"), read(path).document).source

    def found(entry: Registration) -> list[str]:
        return [one.record for one in duplicates.duplicates(client, "", nothing, entry)]

    assert found(Registration("示例市人民政府", "示政发[2026]07号")) == [first]
    assert found(Registration("示例市人民政府", "示政发（２０２６）７号")) == [first]
    assert found(Registration("示例市人民政府", "示政发〔2026〕8号")) == []
    assert found(Registration("样例机关", "示政发〔2026〕7号")) == []
    (same,) = duplicates.duplicates(client, "", only(client).source, Registration("谁", ""))
    assert (same.record, same.same_file) == (first, True)
    assert duplicates.duplicates(client, first, only(client).source, Registration("示例市人民政府", "示政发〔2026〕7号")) == ()


def test_two_folders_two_purposes(client: Client, inbox: Path, tmp_path: Path) -> None:
    """The person chooses for each folder what its files become."""
    other = tmp_path / "drafts"
    other.mkdir()
    heard = watching(client, inbox, RECEIPTS)
    watching(client, other)
    (inbox / "来文.txt").write_text(LETTER, encoding="utf-8")
    until(lambda: heard)
    assert [folder.purpose for folder in client.folders.all()] == [RECEIPTS, "dispatch"]
    assert (client.count("receipts"), client.count("drafts")) == (1, 0)
