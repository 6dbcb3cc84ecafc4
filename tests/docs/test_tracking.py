"""Tracked changes in drafts: by whom, accepted and rejected, merged with what others write (DOC-06, DOC-07, W14)."""

import random
from collections.abc import Iterator
from functools import partial
from operator import eq

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.docs.test_drafting import CHARACTERS, plain, text_of, with_lines
from xzt.docs.drafting.draft import Draft, Update, begin
from xzt.docs.drafting.lines import (
    BODY,
    FRESH,
    Edit,
    Line,
    Look,
    Manuscript,
    Mark,
    Part,
    Was,
    blocks_of,
    document_of,
    final_lines,
    manuscript_of,
)
from xzt.docs.drafting.numbering import out_of_order
from xzt.docs.drafting.searching import Search, find
from xzt.docs.drafting.tracking import ChangeKind, Pen, changes, final_text, original_lines, rewritten, settled, typed
from xzt.docs.model import Heading, Paragraph

LOOKS = (Look(), Look(1), Look(2), Look(5))
PLAIN_LINES = st.lists(
    st.builds(Line, st.text(st.sampled_from("国家𠮷甲乙，。 "), max_size=8), st.sampled_from(LOOKS)), min_size=1, max_size=4
).map(tuple)
Lines = tuple[Line, ...]


def bare(lines: Lines) -> Lines:
    """The raw text of lines, as an editor shows it."""
    return tuple(Line(line.text, line.look) for line in lines)


def final(lines: Lines) -> Lines:
    return tuple(line for line, _ in final_lines(lines))


def spliced(lines: Lines, at: int, removed: int, words: str) -> Lines:
    """Plain lines after a splice of their text, looks as Qt gives them: the line in which an edit begins keeps its look."""
    text = "\n".join(line.text for line in lines)
    begin = text.count("\n", 0, at)
    gone = text.count("\n", at, at + removed)
    made = (text[:at] + words + text[at + removed :]).split("\n")
    looks = [line.look for line in lines]
    looks[begin : begin + gone + 1] = [looks[begin]] * (words.count("\n") + 1)
    return tuple(Line(one, look) for one, look in zip(made, looks, strict=True))


@st.composite
def edits(draw: st.DrawFn) -> tuple[Lines, list[tuple[int, int, str]]]:
    """Lines and edits at random places of them."""
    lines = draw(PLAIN_LINES)
    one = st.tuples(st.integers(0, 40), st.integers(0, 6), st.text(st.sampled_from("国家𠮷新\n"), max_size=4))
    return lines, draw(st.lists(one, max_size=6))


@settings(max_examples=300, deadline=None)
@given(edits())
def test_tracked_typing_shows_the_text_and_keeps_the_original(given_: tuple[Lines, list[tuple[int, int, str]]]) -> None:
    """DOC-06: whatever is typed, rejecting all gives the original with its looks, and what was put back tells the text in sight."""
    start, steps = given_
    lines = start
    for place, count, words in steps:
        raw = bare(lines)
        length = len("\n".join(line.text for line in raw))
        at = min(place, length)
        removed = min(count, length - at)
        wanted = spliced(raw, at, removed, words)
        lines, restored = typed(lines, wanted, at, Pen(tracking=True))
        text = "".join(f"{line.text}\n" for line in wanted)
        for one in reversed(restored):
            text = text[: one.at] + one.text + text[one.at :]
        assert text == "".join(f"{line.text}\n" for line in lines)
        assert original_lines(lines) == start
        assert settled(lines, None, accept=True) == final(lines)


@settings(max_examples=300, deadline=None)
@given(PLAIN_LINES, st.lists(PLAIN_LINES, min_size=1, max_size=3), st.sampled_from(["one", "several"]))
def test_a_text_that_is_written_anew(start: Lines, texts: list[Lines], people: str) -> None:
    """DOC-06: accepting all gives the text as if nothing had been tracked, rejecting all the original; by one person or several."""
    lines = start
    for number, wanted in enumerate(texts):
        edit = Edit(number + 2, 7) if people == "several" else FRESH
        lines = rewritten(lines, wanted, Pen(tracking=True, own=partial(eq, edit), edit=edit))
        assert final(lines) == wanted
        assert settled(lines, None, accept=True) == wanted
        assert original_lines(lines) == start
        assert blocks_of(lines) == blocks_of(wanted)
    assert final(rewritten(lines, start, Pen(tracking=False))) == start


@settings(max_examples=200, deadline=None)
@given(PLAIN_LINES, PLAIN_LINES, PLAIN_LINES, st.randoms(use_true_random=False))
def test_changes_one_by_one(start: Lines, first: Lines, second: Lines, chance: random.Random) -> None:
    """DOC-06: accepting every change singly, in any order, is accepting all; so is rejecting."""
    tracked = rewritten(start, first, Pen(tracking=True, edit=Edit(2, 1), own=lambda one: one.writer == 2))
    tracked = rewritten(tracked, second, Pen(tracking=True, edit=Edit(3, 1), own=lambda one: one.writer == 3))
    for accept, end in ((True, second), (False, start)):
        lines = tracked
        while waiting := changes(lines):
            lines = settled(lines, [chance.choice(waiting)], accept=accept)
        assert lines == end


def test_ones_own_insertion_vanishes_and_anothers_is_struck() -> None:
    """DOC-06: what one has just inserted goes when one deletes it; what another has inserted is struck."""
    lines, _ = typed((Line("甲乙"),), (Line("甲新乙"),), 1, Pen(tracking=True))
    assert lines == (Line("甲新乙", marks=(Mark(1, 2, FRESH),)),)
    assert typed(lines, (Line("甲乙"),), 1, Pen(tracking=True))[0] == (Line("甲乙"),)
    other = Edit(9, 4)
    theirs = (Line("甲新乙", marks=(Mark(1, 2, other),)),)
    assert typed(theirs, (Line("甲乙"),), 1, Pen(tracking=True))[0] == (Line("甲新乙", marks=(Mark(1, 2, other, (FRESH,)),)),)


def test_a_deletion_stands_where_it_was_made() -> None:
    """Of equal characters the one at the caret is struck."""
    lines, restored = typed((Line("国国国"),), (Line("国国"),), 1, Pen(tracking=True))
    assert lines[0].marks == (Mark(1, 2, None, (FRESH,)),)
    assert restored[0].at == 1


def test_paragraphs_parted_and_joined() -> None:
    """DOC-06: a parted paragraph has an inserted end, joined ones a deleted; levels go back with the rest."""
    start = (Line("一、总体要求", Look(1)), Line("正文"))
    joined, _ = typed(start, (Line("一、总体要求正文", Look(1)),), 6, Pen(tracking=True))
    assert [line.text for line in joined] == ["一、总体要求", "正文"]
    assert blocks_of(joined) == (Heading(1, "一、总体要求正文"),)
    assert original_lines(joined) == start
    levelled, _ = typed(start, (start[0], Line("正文", Look(2))), 7, Pen(tracking=True))
    assert levelled[1].was == Was(FRESH, Look())
    (change,) = changes(levelled)
    assert (change.kind, change.was, change.now) == (ChangeKind.LOOK, Look(), Look(2))


class Tracker:
    """Writes at random, tracked or not, in a draft of his own, with characters that nobody else uses."""

    def __init__(self, number: int, first: Update, chance: random.Random, fresh: Iterator[str]) -> None:
        self.draft, self.number = Draft(number, [first.data]), number
        self.chance, self.fresh = chance, fresh

    def write(self, *, tracking: bool) -> None:
        manuscript = self.draft.manuscript()
        lines = manuscript.parts[0].lines
        raw = bare(lines)
        length = len("\n".join(line.text for line in raw))
        at = self.chance.randrange(length + 1)
        removed = min(self.chance.randrange(5) if self.chance.random() < 0.5 else 0, length - at)
        words = "".join(next(self.fresh) for _ in range(self.chance.randrange(4))) + ("\n" if self.chance.random() < 0.1 else "")
        wanted = spliced(raw, at, removed, words)
        if self.chance.random() < 0.1:
            wanted = (*wanted[:-1], Line(wanted[-1].text, self.chance.choice(LOOKS)))
        pen = Pen(tracking=tracking, own=lambda edit: edit.writer in {0, self.number})
        made = with_lines(manuscript, list(typed(lines, wanted, at, pen)[0]))
        self.draft.edit(made)
        now = self.draft.manuscript()
        assert final(now.parts[0].lines) == final(made.parts[0].lines)
        assert original_lines(now.parts[0].lines) == original_lines(made.parts[0].lines)
        assert [line.text for line in now.parts[0].lines] == [line.text for line in made.parts[0].lines]
        assert not any(FRESH in (mark.inserted, *mark.deleted) for line in now.parts[0].lines for mark in line.marks)

    def meet(self, other: "Tracker") -> None:
        self.draft.apply([other.draft.since(self.draft.vector)])
        other.draft.apply([self.draft.since(other.draft.vector)])


def characters() -> Iterator[str]:
    """Characters each of which is given once."""
    return iter(CHARACTERS)


def body(draft: Draft) -> Lines:
    return draft.manuscript().parts[0].lines


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
@example(239)
@example(1352)
@example(207353)
def test_two_writers_track_offline_and_merge(seed: int) -> None:
    """DOC-06: tracked edits of two people, offline: both converge, nobody's characters are lost, all can be taken back."""
    chance = random.Random(seed)
    fresh = characters()
    start = "".join(next(fresh) for _ in range(16))
    first = begin(plain(start[:8], start[8:]))
    one, other = (Tracker(number, first, chance, fresh) for number in chance.sample((2, 3), 2))
    for _ in range(4):
        for _ in range(6):
            chance.choice((one, other)).write(tracking=True)
        one.meet(other)
        assert one.draft.manuscript() == other.draft.manuscript()
    lines = body(one.draft)
    kept = "".join(line.text for line in original_lines(lines))
    assert sorted(kept) == sorted(start), "what was there before is there"
    one.draft.edit(with_lines(one.draft.manuscript(), list(settled(lines, None, accept=True))))
    assert body(one.draft) == final(lines)
    assert not one.draft.manuscript().tracked
    one.draft.undo()
    assert body(one.draft) == lines, "all of it comes back, with its marks"
    one.meet(other)
    assert body(other.draft) == lines
    assert document_of(other.draft.manuscript()) == one.draft.document()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_deletion_takes_nothing_that_it_has_not_seen(seed: int) -> None:
    """DOC-06: one strikes a stretch offline, the other writes into it without tracking: what he wrote stands in the final text."""
    chance = random.Random(seed)
    fresh = characters()
    start = "".join(next(fresh) for _ in range(20))
    first = begin(plain(start))
    one, other = (Tracker(number, first, chance, fresh) for number in chance.sample((2, 3), 2))
    now = one.draft.manuscript()
    one.draft.edit(with_lines(now, list(typed(body(one.draft), (Line(start[:3] + start[17:]),), 3, Pen(tracking=True))[0])))
    written = ""
    for _ in range(5):
        text, new = body(other.draft)[0].text, next(fresh)
        at = chance.randrange(4, 16)
        other.draft.edit(with_lines(other.draft.manuscript(), [Line(text[:at] + new + text[at:])]))
        written += new
    one.meet(other)
    lines = body(one.draft)
    assert lines == body(other.draft)
    assert set(final(lines)[0].text) == set(start[:3] + start[17:]) | set(written)
    accepted = settled(lines, None, accept=True)
    one.draft.edit(with_lines(one.draft.manuscript(), list(accepted)))
    one.meet(other)
    assert set(body(other.draft)[0].text) == set(start[:3] + start[17:]) | set(written)


def test_undo_and_redo_take_marks_with_the_text() -> None:
    """DOC-06: a deletion that was accepted comes back as a deletion, an insertion as an insertion."""
    draft = Draft(2, [begin(plain("甲乙丙丁")).data])
    draft.edit(with_lines(draft.manuscript(), list(typed(body(draft), (Line("甲新丁"),), 1, Pen(tracking=True))[0])))
    tracked = body(draft)
    assert tracked[0].text == "甲乙丙新丁"
    draft.edit(with_lines(draft.manuscript(), list(settled(tracked, None, accept=True))))
    assert text_of(draft) == "甲新丁\n"
    draft.undo()
    assert body(draft) == tracked
    assert draft.document().blocks == (Paragraph("甲新丁"),)
    draft.undo()
    assert body(draft) == (Line("甲乙丙丁"),)
    draft.redo()
    draft.redo()
    assert body(draft) == (Line("甲新丁"),)


def test_tracking_is_said_for_the_draft_and_undo_passes_over_it() -> None:
    """DOC-06: the switch is the draft's, so that everybody who writes it tracks; it is no step of undoing."""
    first = begin(plain("甲"))
    one, other = Draft(2, [first.data]), Draft(3, [first.data])
    one.edit(with_lines(one.manuscript(), [Line("甲乙")]))
    update = one.track(on=True)
    assert update
    assert one.track(on=True) is None
    other.apply([one.since(other.vector)])
    assert other.tracking
    one.undo()
    assert one.tracking
    assert body(one) == (Line("甲"),)
    one.track(on=False)
    assert not one.tracking


def test_who_and_when_are_not_in_the_text() -> None:
    """W14: a mark names the edit alone; the person and the time are told by the record of updates, a file's word stands apart."""
    draft = Draft(7, [begin(plain("甲")).data])
    update = draft.edit(with_lines(draft.manuscript(), list(typed(body(draft), (Line("甲新"),), 1, Pen(tracking=True))[0])))
    assert update
    (change,) = changes(body(draft))
    assert change.edit == Edit(update.writer, update.start)
    told = Edit(0, 0, "某某 2024-05-06")
    pen = Pen(tracking=True, edit=told)
    update = draft.edit(with_lines(draft.manuscript(), list(rewritten(body(draft), (Line("丙甲新"),), pen))))
    assert update
    assert changes(body(draft))[0].edit == Edit(7, update.start, "某某 2024-05-06")


@pytest.mark.parametrize("seed", range(20))
def test_marks_survive_a_hundred_tracked_edits(seed: int) -> None:
    """DOC-06: tracked and plain edits, accepting, rejecting and undoing in turn: the draft always says what was asked."""
    chance = random.Random(seed)
    fresh = characters()
    writer = Tracker(2, begin(plain("甲乙丙丁戊", "己庚辛")), chance, fresh)
    for _ in range(60):
        writer.write(tracking=chance.random() < 0.7)
        waiting = changes(body(writer.draft))
        if waiting and chance.random() < 0.2:
            lines = settled(body(writer.draft), [chance.choice(waiting)], accept=chance.random() < 0.5)
            writer.draft.edit(with_lines(writer.draft.manuscript(), list(lines)))
            assert final(body(writer.draft)) == final(lines)
        if chance.random() < 0.1:
            before = body(writer.draft)
            if writer.draft.undo():
                writer.draft.redo()
            assert body(writer.draft) == before


def test_what_is_struck_is_not_found_nor_counted() -> None:
    """DOC-06: find and replace, the numbers of headings and the counts pass over deleted text."""
    start = (Line("一、旧的", Look(1)), Line("二、新的新的", Look(1)))
    lines, _ = typed(start, (Line("", Look(1)), start[1]), 0, Pen(tracking=True))
    lines, _ = typed(lines, (*bare(lines[:1]), Line("二、新的", Look(1))), 9, Pen(tracking=True))
    manuscript = Manuscript(manuscript_of(plain("甲")).elements, (Part(BODY, lines),))
    assert [(hit.line, hit.start) for hit in find(manuscript, Search("的"))] == [(1, 3)]
    assert [wrong.now for wrong in out_of_order(manuscript.parts)] == ["一"]
    assert "旧" not in str(final_text(manuscript))
