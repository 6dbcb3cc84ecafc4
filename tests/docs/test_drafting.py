"""The draft as a CRDT: what several people write apart becomes one text, and nothing is lost (issue 3, must show 7; rules 31-33)."""

import random
import subprocess
import sys
from itertools import chain, count
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.docs.drafting import draft as module
from xzt.docs.drafting.comparing import Piece, compared
from xzt.docs.drafting.draft import Draft, Splice, Update, begin
from xzt.docs.drafting.lines import BODY, Line, Look, Manuscript, Part, document_of, manuscript_of
from xzt.docs.importing import Imported
from xzt.docs.model import Attachment, Block, Heading, Image, ItemList, Kind, OfficialDocument, Paragraph, Table

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028") | st.sampled_from("国。（😀𠮷\n"), min_size=1)
TEXT = WORDS.filter(str.strip)
CELL = TEXT.filter(lambda text: "\t" not in text)
ROWS = st.integers(1, 3).flatmap(lambda n: st.lists(st.tuples(*[CELL] * n), min_size=1, max_size=3)).map(tuple)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, TEXT),
    st.builds(Heading, st.integers(1, 4), TEXT, st.just("") | TEXT),
    st.builds(ItemList, st.lists(TEXT, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Table, ROWS, st.integers(0, 2), st.just(()), st.booleans()),
    st.builds(Image, st.binary(max_size=40), st.just("") | TEXT, st.sampled_from([0.0, 82.5])),
)
BLOCKS = st.lists(BLOCK, max_size=5).map(tuple)
DOCUMENT = st.builds(
    OfficialDocument,
    kind=st.sampled_from(Kind),
    title=st.text(st.characters(codec="utf-8")),
    mark=WORDS,
    series=WORDS,
    signers=st.lists(WORDS).map(tuple),
    blocks=BLOCKS,
    attachments=st.lists(st.builds(Attachment, WORDS, BLOCKS, WORDS, st.booleans(), st.booleans()), max_size=2).map(tuple),
)
CHARACTERS = [chr(point) for point in chain(range(0x4E00, 0x8000), range(0x20000, 0x22000), range(0x1F600, 0x1F640))]
LOOKS = (Look(), Look(1), Look(2), Look(5, ItemList(())), Look(5), Look(6, Table((), 2)))


def plain(*paragraphs: str) -> OfficialDocument:
    return OfficialDocument(kind=Kind.LETTER, title="样例", mark="样例机关", series="样", blocks=tuple(map(Paragraph, paragraphs)))


def text_of(draft: Draft, part: str = BODY) -> str:
    lines = next(one.lines for one in draft.manuscript().parts if one.key == part)
    return "".join(f"{line.text}\n" for line in lines)


def raw_text(draft: Draft) -> str:
    """The text itself: the end of its last line can be gone after two people joined it with others."""
    return draft._doc.get_text(f"text:{BODY}").to_string()


def with_lines(manuscript: Manuscript, lines: list[Line]) -> Manuscript:
    _, *rest = manuscript.parts
    return msgspec.structs.replace(manuscript, parts=(Part(BODY, tuple(lines)), *rest))


def with_text(manuscript: Manuscript, text: str) -> Manuscript:
    """Give the lines of the body new texts; a line keeps the look of the line at its place."""
    looks = [line.look for line in manuscript.parts[0].lines]
    lines = [Line(words, looks[min(at, len(looks) - 1)]) for at, words in enumerate(text.removesuffix("\n").split("\n"))]
    return with_lines(manuscript, lines)


def spliced(text: str, splices: tuple[Splice, ...], part: str = BODY) -> str:
    for one in splices:
        if one.part == part:
            text = text[: one.at] + one.inserted + text[one.at + one.removed :]
    return text


@settings(max_examples=150, deadline=None)
@given(DOCUMENT)
def test_a_document_comes_out_as_it_went_in(document: OfficialDocument) -> None:
    """Blocks survive as lines and as a draft: levels, run-in headings, lists, tables, attachments, every element."""
    assert document_of(manuscript_of(document)) == document
    assert Draft(2, [begin(document).data]).document() == document


def test_the_real_notice_comes_out_as_it_went_in(seed: Imported) -> None:
    assert encode(Draft(2, [begin(seed.document).data]).document()) == encode(seed.document)


def test_the_first_update_is_the_same_from_everybody() -> None:
    """Rule 31: two devices that begin from the same document make the same bytes, and holding both is holding one."""
    document = plain("一段。", "又一段。")
    first = begin(document)
    assert first == begin(document)
    program = (
        "import sys; from tests.docs.test_drafting import begin, plain; sys.stdout.buffer.write(begin(plain('一段。', '又一段。')).data)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == first.data
    twice = Draft(2, [first.data])
    assert twice.apply([first.data]) == ()
    assert twice.document() == document


def test_an_edit_that_changes_nothing_is_no_update() -> None:
    """Rule 31: showing a draft, saving it or writing the same again makes it no longer."""
    draft = Draft(2, [begin(plain("一段。")).data])
    for _ in range(100):
        assert draft.edit(draft.manuscript()) is None
    assert len(draft.since({})) < 1000


class Writer:
    """Writes at random with characters that nobody else uses, so that each can be looked for afterwards."""

    def __init__(self, number: int, first: Update, chance: random.Random, fresh: Any) -> None:
        self.draft = Draft(number, [first.data])
        self.chance, self.fresh = chance, fresh
        self.gone: set[str] = set()
        self.updates: list[bytes] = []

    def write(self) -> None:
        """One edit: insert, delete, replace, part or join lines, change a look."""
        manuscript, text = self.draft.manuscript(), text_of(self.draft)
        lines = list(manuscript.parts[0].lines)
        if self.chance.random() < 0.1:
            at = self.chance.randrange(len(lines))
            lines[at] = Line(lines[at].text, self.chance.choice(LOOKS))
            wanted = with_lines(manuscript, lines)
        else:
            wanted = with_text(manuscript, self.changed(text))
        update = self.draft.edit(wanted)
        assert self.draft.manuscript() == wanted
        if update:
            self.updates.append(update.data)

    def changed(self, text: str) -> str:
        at = self.chance.randrange(len(text))
        end = at + (self.chance.randrange(1, 5) if self.chance.random() < 0.4 else 0)
        end = min(end, len(text) - 1)
        new = "" if end > at and self.chance.random() < 0.6 else "".join(next(self.fresh) for _ in range(self.chance.randrange(1, 5)))
        if self.chance.random() < 0.1:
            new += "\n"
        self.gone |= set(text[at:end])
        return text[:at] + new + text[end:]

    def take(self, updates: list[bytes]) -> None:
        before = raw_text(self.draft)
        assert spliced(before, self.draft.apply(updates)) == raw_text(self.draft)


def fresh_characters() -> tuple[Any, list[str]]:
    used: list[str] = []

    def give() -> Any:
        for character in CHARACTERS:
            used.append(character)
            yield character

    return give(), used


def check_together(writers: list[Writer], used: list[str]) -> None:
    first = writers[0].draft.manuscript()
    assert all(writer.draft.manuscript() == first for writer in writers)
    assert all(writer.draft.vector == writers[0].draft.vector for writer in writers)
    gone = set().union(*(writer.gone for writer in writers))
    text = text_of(writers[0].draft).replace("\n", "")
    assert sorted(text) == sorted(set(used) - gone)


@pytest.mark.parametrize("block", range(10))
def test_three_writers_and_two_hundred_seeds(block: int) -> None:
    """Rules 32, 33: Chinese, characters beyond the BMP, emoji; updates shuffled and doubled; all converge, only what was deleted goes."""
    for seed in range(block * 20, block * 20 + 20):
        chance = random.Random(seed)
        fresh, used = fresh_characters()
        start = "".join(next(fresh) for _ in range(12))
        first = begin(plain(start[:6], start[6:]))
        writers = [Writer(number, first, chance, fresh) for number in (2, 3, 2**53 - 1)]
        for _ in range(45):
            writer = chance.choice(writers)
            writer.write()
            if chance.random() < 0.2:
                other = chance.choice(writers)
                writer.take([other.draft.since(writer.draft.vector)])
        everything = [update for writer in writers for update in writer.updates]
        for writer in writers:
            batch = chance.sample(everything, len(everything)) + chance.sample(everything, len(everything) // 3)
            writer.take(batch)
        check_together(writers, used)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32))
def test_two_people_and_five_hundred_edits_each_in_one_paragraph(seed: int) -> None:
    """Must show 7: 500 edits each, offline, in the same paragraph; both texts converge and nobody's characters are lost."""
    chance = random.Random(seed)
    fresh, used = fresh_characters()
    first = begin(plain("".join(next(fresh) for _ in range(200))))
    people = [Writer(number, first, chance, fresh) for number in (2, 3)]
    for writer in people:
        for _ in range(500):
            manuscript, text = writer.draft.manuscript(), text_of(writer.draft)
            update = writer.draft.edit(with_text(manuscript, writer.changed(text).replace("\n", "") + "\n"))
            writer.updates += [update.data] if update else []
    one, other = people
    one.take(other.updates)
    other.take(one.updates)
    check_together(people, used)
    assert text_of(one.draft).count("\n") == 1


def test_people_at_different_places_of_a_document() -> None:
    """A level, an element, a row, a new attachment and a removed one, all written apart, all there together."""
    table = Table((("项目", "数"), ("甲", "1")))
    start = msgspec.structs.replace(plain("标题行", "正文行"), attachments=(Attachment("旧附件", (Paragraph("旧"),), "附件"),))
    start = msgspec.structs.replace(start, blocks=(*start.blocks, table))
    one, other = Draft(2, [begin(start).data]), Draft(3, [begin(start).data])
    now = one.manuscript()
    body = now.parts[0].lines
    one.edit(with_lines(now, [Line(body[0].text, Look(1)), *body[1:], Line("乙\t2", Look(6))]))
    elements = msgspec.structs.replace(now.elements, title="新标题", signers=("甲机关", "乙机关"))
    changed = (
        Part(BODY, (body[0], Line("正文行，已改", Look()), *body[2:])),
        Part("fresh", (Line("新"),), Attachment("新附件", (), "附件")),
    )
    other.edit(Manuscript(elements, changed))
    for left, right in ((one, other), (other, one)):
        left.apply([right.since(left.vector)])
    assert one.document() == other.document()
    assert one.document() == msgspec.structs.replace(
        start,
        title="新标题",
        signers=("甲机关", "乙机关"),
        blocks=(Heading(1, "标题行"), Paragraph("正文行，已改"), Table((*table.rows, ("乙", "2")))),
        attachments=(Attachment("新附件", (Paragraph("新"),), "附件"),),
    )


def test_undo_takes_back_what_one_wrote_and_nothing_of_others() -> None:
    """Undo and redo are edits like others: they travel, and what somebody else wrote meanwhile stays."""
    first = begin(plain("甲乙丙。"))
    one, other = Draft(2, [first.data]), Draft(3, [first.data])
    assert one.undo() is None
    one.edit(with_text(one.manuscript(), "甲𠮷乙丙。\n"))
    one.edit(with_lines(one.manuscript(), [Line("甲𠮷乙丙。", Look(2))]))
    other.edit(with_text(other.manuscript(), "甲乙丙丁。\n"))
    one.apply([*one._updates, other.since(one.vector)])
    undone = one.undo()
    assert undone
    assert undone.splices == ()
    assert one.manuscript().parts[0].lines == (Line("甲𠮷乙丙丁。"),)
    undone = one.undo()
    assert undone
    assert undone.splices == (Splice(BODY, 1, 1, ""),)
    assert text_of(one) == "甲乙丙丁。\n"
    assert one.undo() is None
    redone = one.redo()
    assert redone
    assert text_of(one) == "甲𠮷乙丙丁。\n"
    other.apply([one.since(other.vector)])
    assert other.manuscript() == one.manuscript()


def test_what_is_missing_is_seen() -> None:
    """Rule 32: an update whose predecessor never came is told, changes nothing, and can be given again with it."""
    first = begin(plain("甲。"))
    one, other = Draft(2, [first.data]), Draft(3, [first.data])
    made = [one.edit(with_text(one.manuscript(), text)) for text in ("甲乙。\n", "甲乙丙。\n")]
    early, late = [update.data for update in made if update]
    with pytest.raises(Trouble) as raised:
        other.apply([late])
    assert raised.value.code == "draft_incomplete"
    assert text_of(other) == "甲。\n"
    with pytest.raises(Trouble):
        Draft(4, [first.data, late])
    other.apply([late, early])
    assert other.vector == one.vector


@pytest.mark.parametrize("bad", [b"", b"garbage", b"loro" + bytes(40)])
def test_a_damaged_update_is_trouble_and_harms_nothing(bad: bytes) -> None:
    draft = Draft(2, [begin(plain("甲。")).data])
    with pytest.raises(Trouble) as raised:
        draft.apply([bad])
    assert raised.value.code == "draft_damaged"
    assert draft.edit(with_text(draft.manuscript(), "甲乙。\n"))
    assert text_of(draft) == "甲乙。\n"


class Panic(BaseException):
    """What comes out of the library when it panics is no Exception."""


def test_after_a_panic_the_draft_is_built_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A panic in the middle of an edit costs nothing; one that comes every time is told, and what was there stays."""
    first = begin(plain("甲。"))
    draft = Draft(2, [first.data])
    draft.edit(with_text(draft.manuscript(), "甲乙。\n"))
    write, left = module._write_lines, count()

    def panic(text: Any, lines: tuple[Line, ...], pieces: list[Piece] | None) -> None:
        text.insert(0, "半")
        if next(left) in fails:
            raise Panic
        text.delete(0, 1)
        write(text, lines, pieces)

    monkeypatch.setattr(module, "_write_lines", panic)
    fails = {0}
    update = draft.edit(with_text(draft.manuscript(), "甲乙丙。\n"))
    assert update
    assert text_of(draft) == "甲乙丙。\n"
    other = Draft(3, [first.data])
    other.apply([draft.since(other.vector)])
    assert text_of(other) == "甲乙丙。\n"
    fails = set(range(100))
    with pytest.raises(Trouble) as raised:
        draft.edit(with_text(draft.manuscript(), "没有写成。\n"))
    assert raised.value.code == "draft_damaged"
    assert text_of(draft) == "甲乙丙。\n"


def test_what_ends_the_program_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = Draft(2, [begin(plain("甲。")).data])

    def interrupted(text: Any, lines: tuple[Line, ...], pieces: list[Piece] | None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_write_lines", interrupted)
    with pytest.raises(KeyboardInterrupt):
        draft.edit(with_text(draft.manuscript(), "甲乙。\n"))


CLOSE = st.tuples(
    st.text("国家机关，\n", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3), st.text("国新\n", max_size=3)), max_size=4),
)


@settings(max_examples=200, deadline=None)
@given(CLOSE, st.integers(0, 3))
def test_what_changes_in_a_text(close: tuple[str, list[tuple[int, int, str]]], times: int) -> None:
    """Rule 31: what is to change makes the one text of the other, in order, and nothing goes that comes again beside it."""
    old, steps = close
    old = "不动的开头。" * times + old + "不动的结尾。"
    new = old
    for at, removed, words in steps:
        new = new[:at] + words + new[at + removed :]
    pieces = compared(old, new)
    if pieces is None:
        return
    made, last = old, 0
    for at, removed, words in pieces:
        assert last <= at
        assert removed or words
        assert not set(old[at : at + removed]) & set(words)
        last = at + removed
    for at, removed, words in reversed(pieces):
        made = made[:at] + words + made[at + removed :]
    assert made == new
    assert compared(old, old) == []


def test_a_word_replaced_in_many_places_is_changed_there_alone() -> None:
    """Rule 31: a thousand places far apart are a thousand small changes; texts that have nothing in common are left to the library."""
    old = "认真做好样例工作，切实负起责任。\n" * 1000
    pieces = compared(old, old.replace("样例", "示范一"))
    assert pieces is not None
    assert [piece[1:] for piece in pieces] == [(2, "示范一")] * 1000
    assert compared("甲" * 100, "乙" * 100) is None
    assert compared("一甲乙二丙丁三", "一乙二丁三") is None, "what stays between is left where it is"


def test_nothing_is_loaded_before_the_first_draft() -> None:
    """AE-19: the library costs nothing at the start."""
    program = "import sys, xzt.docs.drafting.draft; sys.exit('loro' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
