"""One draft as a CRDT: edits of one writer become updates, updates of all writers in any order become one text.

    begin(document)          the first update, the same bytes from whoever makes it from the same document
    Draft(writer, updates)   a draft from its updates, under the pen of ``writer``
    edit, undo, redo         change it; the update is to be kept and sent
    apply                    take in what others wrote; tells where the text changed
    vector, since            what it holds, and the difference to another
    manuscript, document     what it says

Every part is one text, each line ended by ``\\n`` that carries the line's look; elements are registers of which the last writer's value
stands. Tracked changes are marks on the text (``marking``); whether edits are tracked is a register. Positions are code points. The
library's panics are no ``Exception``; after one the draft is built again from its updates.
Not for several threads at once.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.docs.drafting.comparing import Piece, compared
from xzt.docs.drafting.lines import BODY, Edit, Line, Look, Manuscript, Part, document_of, manuscript_of
from xzt.docs.drafting.marking import Knowledge, read_marks, write_marks
from xzt.docs.drafting.registers import held_in, read_registers, texts, write_registers
from xzt.docs.drafting.undoing import Awaiting, Id, Names, Splicing, Step, Steps, Touched, awaiting, taken_back, text_of, touched
from xzt.docs.model import Attachment, OfficialDocument

if TYPE_CHECKING:
    import loro

T = TypeVar("T")

FIRST_WRITER = 1
"""Who has written the first update of every draft."""
UNDO_STEPS = 500
_LOOK, _ELEMENTS, _ORDER, _SETTINGS, _TRACKING = "look", "elements", "order", "settings", "tracking"
_IGNORED = "ignored:"


class Update(Struct, frozen=True):
    """What one writer did: his operations ``start`` to ``end``. The updates of a writer follow each other without a gap."""

    writer: int
    start: int
    end: int
    data: bytes


class Splice(Struct, frozen=True):
    """A change of a part's text; those of one list apply one after the other. Lines are parted, and the last ended, by ``\\n``."""

    part: str
    at: int
    removed: int
    inserted: str


class Change(Struct, frozen=True):
    """What an undo or redo did."""

    update: Update
    splices: tuple[Splice, ...]


def begin(document: OfficialDocument) -> Update:
    """Make the first update of a draft that begins with ``document``."""
    made = Draft(FIRST_WRITER, ()).edit(manuscript_of(document))
    if made is None:
        raise ValueError("a document is never nothing")
    return made


class Draft:
    """A draft under the pen of one writer, whose number nobody has used before (53 bits, not ``FIRST_WRITER``)."""

    def __init__(self, writer: int, updates: Iterable[bytes]) -> None:
        self._writer = writer
        self._updates = list(updates)
        self._build()

    @property
    def vector(self) -> dict[int, int]:
        """How many operations of each writer it holds."""
        return self._guarded(self._vector)

    def manuscript(self) -> Manuscript:
        """Read it as lines."""
        return self._guarded(self._read)

    def document(self) -> OfficialDocument:
        """Read it as a document."""
        return document_of(self.manuscript())

    def edit(self, manuscript: Manuscript) -> Update | None:
        """Make it say ``manuscript`` by the smallest change; None where it does already."""
        return self._guarded(lambda: self._edit(manuscript))

    @property
    def tracking(self) -> bool:
        """Whether edits are tracked."""
        return self._guarded(lambda: _TRACKING in held_in(self._doc.get_map(_SETTINGS)))

    def track(self, *, on: bool) -> Update | None:
        """Say whether edits are tracked; undoing passes over it."""
        return self._guarded(lambda: self._set(_TRACKING, on=on))

    @property
    def ignored(self) -> frozenset[str]:
        """What the checks are not to say again of this draft (``checks/ignoring``)."""
        held = self._guarded(lambda: held_in(self._doc.get_map(_SETTINGS)))
        return frozenset(name.removeprefix(_IGNORED) for name in held if name.startswith(_IGNORED))

    def ignore(self, key: str, *, on: bool) -> Update | None:
        """Say whether the checks are to be silent about something; undoing passes over it."""
        return self._guarded(lambda: self._set(_IGNORED + key, on=on))

    def undo(self) -> Change | None:
        """Take back the writer's last edit and nobody else's; None where there is none."""
        return self._guarded(lambda: self._turn(undo=True))

    def redo(self) -> Change | None:
        """Do again what was undone last."""
        return self._guarded(lambda: self._turn(undo=False))

    def apply(self, updates: Sequence[bytes]) -> tuple[Splice, ...]:
        """Take in updates; those that it holds change nothing. One whose predecessors are missing is ``Trouble("draft_incomplete")``."""
        return self._guarded(lambda: self._apply(updates))

    def since(self, vector: dict[int, int]) -> bytes:
        """Give everything that a holder of ``vector`` lacks, as one update."""
        return self._guarded(lambda: self._export(vector))

    # inside

    def _build(self) -> None:
        """Build it from its updates, with an empty history of undoing."""
        try:
            self._doc = _open(self._writer)
            self._import(self._updates)
            self._steps = Steps(_undoing(self._doc))
            self._knowledge = Knowledge(self._doc)
            self._shown: dict[str, tuple[Line, ...]] = {}
        except BaseException as error:
            raise _named(error) from error

    def _guarded(self, work: Callable[[], T]) -> T:
        """Do ``work``; after a failure of the library do it once more on a draft built anew."""
        try:
            return work()
        except BaseException as error:
            if not isinstance(_named(error), Trouble):
                raise
            self._build()
        try:
            return work()
        except BaseException as error:
            self._build()
            raise _named(error) from error

    def _import(self, updates: Sequence[bytes]) -> None:
        if updates and self._doc.import_batch(list(updates)).pending is not None:
            raise Trouble("draft_incomplete", retry=True)

    def _holds(self, data: bytes) -> bool:
        """Say whether all of an update is here. Taking in one's own again would end the history of undoing."""
        return self._doc.oplog_vv.includes_vv(self._doc.decode_import_blob_meta(data, check_checksum=True).partial_end_vv)

    def _vector(self) -> dict[int, int]:
        from loro import VersionRange

        return {peer: end for peer, (_, end) in VersionRange.from_vv(self._doc.oplog_vv).inner().items()}

    def _export(self, vector: dict[int, int]) -> bytes:
        from loro import ID, ExportMode, VersionVector

        known = VersionVector()
        for peer, end in vector.items():
            known.set_end(ID(peer, end))
        return self._doc.export(ExportMode.Updates(known))

    def _kept(self, before: dict[int, int]) -> Update | None:
        """Export what this writer did since ``before`` and keep it."""
        after = self._vector()
        if after == before:
            return None
        update = Update(self._writer, before.get(self._writer, 0), after[self._writer], self._export(before))
        self._updates.append(update.data)
        return update

    def _edit(self, manuscript: Manuscript) -> Update | None:
        before, shown = self._vector(), self._doc.state_frontiers
        parts = {part.key: self._awaiting(part) for part in manuscript.parts} if before else {}
        self._shown.clear()
        write_registers(self._doc.get_map(_ELEMENTS), manuscript.elements)
        self._write_order([part.key for part in manuscript.parts if part.key != BODY])
        for part in manuscript.parts:
            if part.frame is not None:
                write_registers(self._doc.get_map(f"part:{part.key}"), part.frame)
            text = self._doc.get_text(f"text:{part.key}")
            plan = parts[part.key].pieces if before else compared("", text_of(part.lines))
            _write_lines(text, part.lines, plan)
            write_marks(text, part.lines, Edit(self._writer, before.get(self._writer, 0)), self._knowledge)
        self._doc.commit()
        update = self._kept(before)
        if update and before:
            self._steps.did(self._touched(parts, shown))
        return update

    def _awaiting(self, part: Part) -> Awaiting:
        return awaiting(self._doc.get_text(f"text:{part.key}").to_string(), self._lines(part.key), part.lines, self._names(part.key))

    def _touched(self, parts: dict[str, Awaiting], shown: "loro.Frontiers") -> Step:
        """Say what an edit did to each part."""
        splices = self._splices(shown) if any(part.pieces is None for part in parts.values()) else ()
        changed = {key: part for key, part in parts.items() if part.pieces != [] or part.lines != self._lines(key)}
        return {key: touched(part, self._lines(key), _splicings(splices, key), self._names(key)) for key, part in changed.items()}

    def _set(self, name: str, *, on: bool) -> Update | None:
        before, settings = self._vector(), self._doc.get_map(_SETTINGS)
        if (name in held_in(settings)) is on:
            return None
        if on:
            settings.insert(name, "1")
        else:
            settings.delete(name)
        self._doc.set_next_commit_origin(_SETTINGS)
        self._doc.commit()
        return self._kept(before)

    def _apply(self, updates: Sequence[bytes]) -> tuple[Splice, ...]:
        before = self._doc.state_frontiers
        self._shown.clear()
        fresh = [data for data in updates if not self._holds(data)]
        self._import(fresh)
        self._updates += fresh
        return self._splices(before)

    def _turn(self, *, undo: bool) -> Change | None:
        """Take back the last step of which something is left: others may have taken it back themselves."""
        before, shown = self._vector(), self._doc.state_frontiers
        old = {key: self._lines(key) for key in (BODY, *self._order())}
        step: Step | None = None
        while self._steps.waiting(undo=undo) and self._vector() == before:
            step = self._steps.take(undo=undo)
            self._doc.commit()
        self._shown.clear()
        if self._vector() != before:
            edit = Edit(self._writer, before.get(self._writer, 0))
            self._steps.took(self._mend(step, old, self._splices(shown), edit) if step is not None else None, undo=undo)
        update = self._kept(before)
        return Change(update, self._splices(shown)) if update else None

    def _mend(self, step: Step, old: dict[str, tuple[Line, ...]], splices: Sequence[Splice], edit: Edit) -> Step:
        """Give what undoing brought back the marks and looks that it had, in a commit that is no step of its own."""
        found: Step = {}
        for key in dict.fromkeys((*old, *(one.part for one in splices))):
            lines, new, changed = old.get(key, (Line(""),)), self._lines(key), _splicings(splices, key)
            if not changed and new == lines:
                continue
            made, found[key] = taken_back(step.get(key, Touched()), lines, new, changed, self._names(key))
            if made != new:
                text = self._doc.get_text(f"text:{key}")
                _write_lines(text, made, compared(text.to_string(), text_of(made)))
                write_marks(text, made, edit, self._knowledge)
                self._doc.set_next_commit_origin(_SETTINGS)
                self._doc.commit()
                self._shown.pop(key)
        return found

    def _names(self, key: str) -> Names:
        """Tell which characters stand in a part."""
        from loro import Side

        text = self._doc.get_text(f"text:{key}")

        def find(at: int) -> Id | None:
            cursor = text.get_cursor(at, Side.Middle) if at < text.len_unicode else None
            return (cursor.id.peer, cursor.id.counter) if cursor is not None and cursor.id is not None else None

        return Names(find, self._steps.first)

    def _splices(self, before: "loro.Frontiers") -> tuple[Splice, ...]:
        from loro import ContainerID, Diff, TextDelta

        found: list[Splice] = []
        for container, diff in self._doc.diff(before, self._doc.state_frontiers).get_diff():
            if not isinstance(diff, Diff.Text) or not isinstance(container, ContainerID.Root):
                continue
            part, at = container.name.removeprefix("text:"), 0
            for delta in diff.diff:
                if isinstance(delta, TextDelta.Retain):
                    at += delta.retain
                elif isinstance(delta, TextDelta.Insert):
                    found.append(Splice(part, at, 0, delta.insert))
                    at += len(delta.insert)
                elif isinstance(delta, TextDelta.Delete):
                    found.append(Splice(part, at, delta.delete, ""))
        return tuple(found)

    def _write_order(self, keys: list[str]) -> None:
        order = self._doc.get_list(_ORDER)
        held = texts(order)
        for at in reversed(range(len(held))):
            if held[at] not in keys:
                order.delete(at, 1)
        for key in keys:
            if key not in held:
                order.push(key)

    def _order(self) -> list[str]:
        """Read the keys of the attachments; one that two people added at once stands once."""
        return list(dict.fromkeys(texts(self._doc.get_list(_ORDER))))

    def _read(self) -> Manuscript:
        elements = read_registers(self._doc.get_map(_ELEMENTS), OfficialDocument)
        return Manuscript(elements, (Part(BODY, self._lines(BODY)), *(self._part(key) for key in self._order())))

    def _part(self, key: str) -> Part:
        return Part(key, self._lines(key), read_registers(self._doc.get_map(f"part:{key}"), Attachment))

    def _lines(self, key: str) -> tuple[Line, ...]:
        if key not in self._shown:
            text = self._doc.get_text(f"text:{key}")
            self._shown[key] = read_marks(text, [Line(words, look) for words, look in _read_lines(text)], self._knowledge)
        return self._shown[key]


def _open(writer: int) -> "loro.LoroDoc":
    from loro import ExpandType, LoroDoc, StyleConfigMap

    doc, styles = LoroDoc(), StyleConfigMap()
    doc.peer_id = writer
    styles.insert(_LOOK, ExpandType.Null)
    doc.config_text_style(styles)
    doc.config_default_text_style(ExpandType.Null)
    return doc


def _undoing(doc: "loro.LoroDoc") -> "loro.UndoManager":
    from loro import UndoManager

    made = UndoManager(doc)
    made.set_max_undo_steps(UNDO_STEPS)
    made.add_exclude_origin_prefix(_SETTINGS)
    return made


def _splicings(splices: Sequence[Splice], part: str) -> list[Splicing]:
    return [(one.at, one.removed, len(one.inserted)) for one in splices if one.part == part]


def _named(error: BaseException) -> BaseException:
    """Name what the library raises, which is bare ``BaseException`` or a panic; what is meant to end the program passes."""
    if isinstance(error, Exception | KeyboardInterrupt | SystemExit | GeneratorExit):
        return error
    return Trouble("draft_damaged", detail=f"{type(error).__name__}: {error}")


def _write_lines(text: "loro.LoroText", lines: tuple[Line, ...], pieces: Sequence[Piece] | None) -> None:
    """Write lines, whose text comes by ``pieces``, or by what the library finds."""
    if pieces is None:
        text.update(text_of(lines))
    for at, removed, words in reversed(pieces or ()):
        text.insert(at, words)  # first: the library is slow where it just deleted
        text.delete(at + len(words), removed)
    held, at = _read_lines(text), 0
    for (words, look), line in zip(held, lines, strict=True):
        at += len(words) + 1
        if look != line.look:
            text.mark(at - 1, at, _LOOK, encode(line.look).decode())


def _read_lines(text: "loro.LoroText") -> list[tuple[str, Look]]:
    """Read the lines; the end of the last one may be gone after two people joined it with others, then it is plain."""
    from loro import TextDelta

    found: list[tuple[str, Look]] = []
    rest = ""
    for run in text.to_delta():
        if not isinstance(run, TextDelta.Insert):
            continue
        look = _look(run.attributes)
        *ended, tail = run.insert.split("\n")
        for words in ended:
            found.append((rest + words, look))
            rest = ""
        rest += tail
    return [*found, (rest, Look())] if rest or not found else found


def _look(attributes: object) -> Look:
    value = attributes.get(_LOOK) if isinstance(attributes, dict) else None
    try:
        return decode(value.encode(), Look) if isinstance(value, str) else Look()
    except Trouble:  # a look that only a newer program knows: the words are what counts
        return Look()
