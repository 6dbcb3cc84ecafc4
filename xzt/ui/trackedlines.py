"""The lines of a text in step with the widget that edits it, with their tracked changes (DOC-06).

Qt's document knows text and looks alone; what was inserted or deleted by whom is kept here, line by line. After every edit only the lines
that it touched are read again. While edits are tracked, what was just deleted is put back, struck. However text is changed - keys, input
method, paste, drag, find and replace - it comes by here.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from xzt.docs.drafting.lines import Edit, Line, Look
from xzt.docs.drafting.tracking import Pen, Restored, named, typed
from xzt.ui.lineformat import look_of, points, units

UNTRACKED = Pen(tracking=False)


class _Pending(Struct):
    """Lines that wait until the edit is over to be shown with what was deleted."""

    first: int
    plain: tuple[Line, ...]
    lines: tuple[Line, ...]
    restored: tuple[Restored, ...]


class TrackedLines:
    """Follows the document of an editor. ``set_look`` gives a block its look, ``shown`` shows its changes anew."""

    def __init__(self, editor: QTextEdit, set_look: Callable[[QTextBlock, Look], None], shown: Callable[[QTextBlock], None]) -> None:
        self._editor, self._set_look, self._shown = editor, set_look, shown
        self._lines: list[Line] = [Line("")]
        self._pending: list[_Pending] = []
        self._taking = self._settling = False
        self._wanted: tuple[Line, ...] = ()
        self.pen = UNTRACKED
        self.forward = False
        """Whether the caret goes behind what is struck next: after Delete and before typing over a selection, not after Backspace."""
        self._document.contentsChange.connect(self._on_change)
        self._document.contentsChanged.connect(self._settle)

    @property
    def _document(self) -> QTextDocument:
        return self._editor.document()

    def __getitem__(self, number: int) -> Line:
        return self._lines[number] if 0 <= number < len(self._lines) else Line("")

    def all(self) -> tuple[Line, ...]:
        """Return the lines."""
        return tuple(self._lines)

    def begin_taking(self, lines: Sequence[Line] = ()) -> None:
        """What changes from here on is not typed by the person; where ``lines`` come about, they are shown with their changes at once."""
        self._taking, self._wanted = True, tuple(lines)

    def end_taking(self, lines: Sequence[Line]) -> bool:
        """Give the lines of the text in sight their looks and changes; says whether the text is theirs at all."""
        self._taking, self._wanted = False, ()
        if [line.text for line in self._lines] != [line.text for line in lines]:
            return False
        block = self._document.begin()
        for number, line in enumerate(lines):
            if self._lines[number] != line:
                self._give(block, number, line)
            block = block.next()
        return True

    def load(self, lines: Sequence[Line]) -> None:
        """Follow a text that was just put into the document with its changes."""
        self._taking = False
        self._pending = []
        held = self._read(self._document.begin(), self._document.blockCount())
        same = [line.text for line in held] == [line.text for line in lines]
        self._lines = list(lines if same else held)

    def name(self, edit: Edit) -> None:
        """Give fresh changes the edit that they were kept as."""
        self._lines = list(named(self._lines, edit))

    def _on_change(self, at: int, _removed: int, added: int) -> None:
        if self._settling:
            return
        first, last = (
            block if block.isValid() else self._document.lastBlock()
            for block in (self._document.findBlock(at), self._document.findBlock(at + added))
        )
        begin, count = first.blockNumber(), last.blockNumber() - first.blockNumber() + 1
        end = begin + count + len(self._lines) - self._document.blockCount()
        old = tuple(self._lines[begin:end])
        new = self._read(first, count)
        if self._taking:
            wanted = self._wanted[begin : begin + count] if len(self._wanted) == self._document.blockCount() else ()
            same = len(wanted) == count
            self._lines[begin:end] = [one if _alike(one, now) else now for one, now in zip(wanted, new, strict=True)] if same else new
            return
        pen = self.pen
        if not pen.tracking and not any(line.tracked for line in old):
            self._lines[begin:end] = new
            return
        place = points(new[0].text, at - first.position())
        lines, restored = typed(old, new, place, pen)
        if restored:
            self._pending.append(_Pending(begin, new, lines, restored))
            lines = typed(old, new, place, UNTRACKED)[0]
        self._lines[begin:end] = lines

    def _read(self, block: QTextBlock, count: int) -> tuple[Line, ...]:
        found = []
        for _ in range(count):
            found.append(Line(block.text(), look_of(block)))
            block = block.next()
        return tuple(found)

    def _settle(self) -> None:
        """Put back what was deleted, once the edit is over."""
        if self._settling or not self._pending:
            return
        self._settling = True
        waiting, self._pending = self._pending, []
        for one in reversed(waiting):
            self._put_back(one)
        self._settling = False
        self.forward = False

    def _put_back(self, one: _Pending) -> None:
        document = self._document
        base, text = document.findBlockByNumber(one.first).position(), "\n".join(line.text for line in one.plain)
        caret = self._editor.textCursor().position()
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for stretch in reversed(one.restored):
            place = base + units(text, stretch.at)
            cursor.setPosition(place)
            cursor.insertText(stretch.text)
            if place < caret or (place == caret and self.forward):
                caret += units(stretch.text, len(stretch.text))
        cursor.endEditBlock()
        self._lines[one.first : one.first + len(one.plain)] = one.lines
        block = document.findBlockByNumber(one.first)
        for number, line in enumerate(one.lines, one.first):
            self._give(block, number, line)
            block = block.next()
        moved = self._editor.textCursor()
        moved.setPosition(caret)
        self._editor.setTextCursor(moved)

    def _give(self, block: QTextBlock, number: int, line: Line) -> None:
        """Show a line with its look and changes."""
        was, self._settling = self._settling, True
        if look_of(block) != line.look:
            self._set_look(block, line.look)
        self._settling = was
        self._lines[number] = line
        self._shown(block)


def _alike(line: Line, other: Line) -> bool:
    return (line.text, line.look) == (other.text, other.look)
