"""Undoing tracked changes while others write the same lines: what one did goes back, marks included, and nothing else does (DOC-06)."""

import random
from collections import Counter
from collections.abc import Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.docs.test_drafting import plain, with_lines
from tests.docs.test_tracking import Lines, Tracker, body, characters, final
from xzt.docs.drafting.cells import cells_of
from xzt.docs.drafting.draft import Draft, Update, begin
from xzt.docs.drafting.lines import BODY, Line, final_lines
from xzt.docs.drafting.tracking import Pen, changes, original_lines, settled, typed

Origins = dict[str, tuple[int, int] | None]
"""The writer's operation that put a character in first."""


class Undoer(Tracker):
    """Writes, settles, undoes and redoes at random, and holds every undoing against what the step had done.

    Left out are characters that somebody else has brought back: those are his. So are the ends of lines, which look alike.
    """

    def __init__(self, number: int, first: Update, chance: random.Random, fresh: Iterator[str], origins: Origins) -> None:
        super().__init__(number, first, chance, fresh)
        self.origins, self.others = origins, {"\n"}
        self.done: list[tuple[Lines, Lines]] = []
        self.undone: list[tuple[Lines, Lines]] = []

    def seen(self) -> Lines:
        """Read what stands, and note what others have brought back."""
        cells, names = cells_of(body(self.draft)), self.draft._names(BODY)
        often = Counter(cell.char for cell in cells)
        for at, char in enumerate(cell.char for cell in cells):
            name = names._find(at)
            if name != self.origins.setdefault(char, name) and (name is None or name[0] != self.number or often[char] > 1):
                self.others.add(char)
        return body(self.draft)

    def step(self) -> None:
        what = self.chance.random()
        if what < 0.45:
            self.turn(undo=what < 0.25)
            return
        before, count = self.seen(), self.draft._steps.waiting(undo=True)
        if what < 0.6:
            self.settle()
        else:
            self.write(tracking=self.chance.random() < 0.8)
        if self.draft._steps.waiting(undo=True) != count:
            self.done.append((before, self.seen()))
            self.undone.clear()

    def settle(self) -> None:
        lines = body(self.draft)
        waiting = changes(lines)
        some = self.chance.sample(waiting, self.chance.randrange(len(waiting)) + 1) if waiting else None
        made = settled(lines, some if self.chance.random() < 0.7 else None, accept=self.chance.random() < 0.6)
        self.draft.edit(with_lines(self.draft.manuscript(), list(made)))
        now = body(self.draft)  # of ends of lines beside each other, another one may be there than was meant
        assert [line.text for line in now] == [line.text for line in made]
        assert (final(now), original_lines(now)) == (final(made), original_lines(made))

    def turn(self, *, undo: bool) -> None:
        taken, turned = (self.done, self.undone) if undo else (self.undone, self.done)
        before = self.seen()
        change = self.draft.undo() if undo else self.draft.redo()
        now = self.seen()
        left = self.draft._steps.waiting(undo=undo)
        if change is None:
            assert (now, left) == (before, 0)
            taken.clear()
            return
        self.hold(*taken[left], before, now)
        del taken[left:]
        turned.append((before, now))

    def hold(self, *lines: Lines) -> None:
        """Hold what stood before and after a step against what stood before and after it was taken back."""
        was, became, before, now = ({cell.char: cell for cell in cells_of(one)} for one in lines)
        if lines[1] == lines[2] and len(self.others) == 1:
            assert lines[3] == lines[0], "with nothing in between all is as it was"
        for char in (before.keys() | now.keys() | was.keys() | became.keys()) - self.others:
            if was.get(char) == became.get(char):
                assert now.get(char) == before.get(char), f"{char}: the step had not touched it"
            elif char not in was:
                assert char not in now, f"{char}: the step had put it in"
            elif char not in became or before.get(char) == became[char]:
                assert now.get(char) == was[char], f"{char}: as it stood"


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
@example(9)
@example(14)
@example(29)
def test_three_people_undo_and_redo_their_own(seed: int) -> None:
    """DOC-06: three people write, strike, settle, undo and redo apart and merge: each step goes back as it was done, and all converge."""
    chance = random.Random(seed)
    fresh = characters()
    start = "".join(next(fresh) for _ in range(16))
    first, origins = begin(plain(start[:8], start[8:])), Origins()
    people = [Undoer(number, first, chance, fresh, origins) for number in chance.sample((2, 3, 4), 3)]
    for _ in range(5):
        for _ in range(10):
            chance.choice(people).step()
        one, other = chance.sample(people, 2)
        one.meet(other)
    for number in (0, 1, 2, 0):
        people[number].meet(people[number - 1])
    assert body(people[0].draft) == body(people[1].draft) == body(people[2].draft)


def test_what_comes_back_into_anothers_strike_is_not_struck() -> None:
    """DOC-06, W14: one writes into a stretch that another strikes, takes it out and undoes that: it stands unstruck, for both."""
    first = begin(plain("甲乙丙丁"))
    one, other = Draft(2, [first.data]), Draft(3, [first.data])
    one.edit(with_lines(one.manuscript(), [Line("甲乙新丙丁")]))
    other.edit(with_lines(other.manuscript(), list(typed(body(other), (Line("甲丁"),), 1, Pen(tracking=True))[0])))
    one.apply([other.since(one.vector)])
    lines = body(one)
    assert [final for final, _ in final_lines(lines)] == [Line("甲新丁")]
    one.edit(with_lines(one.manuscript(), list(settled(lines, None, accept=True))))
    one.edit(with_lines(one.manuscript(), [Line("甲丁")]))
    for turn, shown in (
        (one.undo, "甲新丁"),
        (one.undo, "甲乙新丙丁"),
        (one.redo, "甲新丁"),
        (one.redo, "甲丁"),
        (one.undo, "甲新丁"),
        (one.undo, "甲乙新丙丁"),
    ):
        turn()
        assert body(one)[0].text == shown
    assert body(one) == lines
    other.apply([one.since(other.vector)])
    assert body(other) == lines
    assert one.undo()
    assert body(one)[0].shown() == "甲丁", "what one had written goes, and the strike stays the other's"
    assert body(one)[0].text == "甲乙丙丁"
