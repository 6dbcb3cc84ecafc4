"""Caret and lines of the body editor: where the caret stands, going to a place, changing whole lines. Positions are line and code point.

Functions over the editor; what they change comes out of it as any text, and whoever wants a step of undo of its own asks for it.
"""

import re
from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from xzt.docs.drafting.lines import ITEM, PICTURE, ROW, Line, Look
from xzt.docs.drafting.tables import Range, table_at
from xzt.docs.model import Block, ItemList
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.lineformat import look_of, points, units

_WORD = re.compile(r"[A-Za-z0-9]+(?:[.\-/][A-Za-z0-9]+)*|[\u3400-\u9fff\U00020000-\U0003ffff〇]+|\s+|.", re.DOTALL)


class Caret(Struct, frozen=True):
    """A place in a part: number of the line and code point in it."""

    line: int = 0
    column: int = 0


def caret_of(editor: BodyEditor) -> Caret:
    """Return where the caret stands."""
    cursor = editor.textCursor()
    return Caret(cursor.blockNumber(), points(cursor.block().text(), cursor.positionInBlock()))


def select(editor: BodyEditor, line: int, start: int, end: int | None = None) -> None:
    """Select a stretch of a line and bring it into sight; without an end put the caret there. Lines that are gone are the last one."""
    document = editor.document()
    block = document.findBlockByNumber(min(line, document.blockCount() - 1))
    text, cursor = block.text(), editor.textCursor()
    cursor.setPosition(block.position() + units(text, start))
    if end is not None:
        cursor.setPosition(block.position() + units(text, end), QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    editor.ensureCursorVisible()


def word_at(text: str, at: int) -> tuple[int, int]:
    """Return the word at a place: a run of Chinese characters, a Latin word or number, a mark by itself."""
    return next((match.span() for match in _WORD.finditer(text) if match.start() <= at < match.end()), (at, at))


def select_word(control: QWidget | None) -> None:
    """Select the word at the caret of a field or of the editor."""
    if isinstance(control, QLineEdit):
        text = control.text()
        start, end = word_at(text, points(text, control.cursorPosition()))
        control.setSelection(units(text, start), units(text, end) - units(text, start))
    elif isinstance(control, QTextEdit | QPlainTextEdit):
        cursor = control.textCursor()
        text, begin = cursor.block().text(), cursor.block().position()
        start, end = word_at(text, points(text, cursor.positionInBlock()))
        cursor.setPosition(begin + units(text, start))
        cursor.setPosition(begin + units(text, end), QTextCursor.MoveMode.KeepAnchor)
        control.setTextCursor(cursor)


def replace_lines(editor: BodyEditor, found: Range, lines: Sequence[Line]) -> None:
    """Put other lines in the place of some; nothing in their place leaves an empty line of text."""
    cursor, document = QTextCursor(editor.document()), editor.document()
    last = document.findBlockByNumber(found.end - 1)
    cursor.beginEditBlock()
    cursor.setPosition(document.findBlockByNumber(found.begin).position())
    cursor.setPosition(last.position() + last.length() - 1, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    editor.write_lines(cursor, lines or (Line(""),))
    cursor.endEditBlock()
    editor.look_again()


def insert_lines(editor: BodyEditor, lines: Sequence[Line]) -> int:
    """Put whole lines where the caret stands, in the place of what is selected; returns the number of the first.

    They begin on a line of their own, after a table or picture that the caret is in; text after the caret goes on below them.
    """
    cursor = editor.textCursor()
    cursor.removeSelectedText()
    cursor.beginEditBlock()
    end = _end_of_group(editor, cursor.blockNumber())
    if end is not None:
        cursor.setPosition(end)
    text, at = cursor.block().text(), cursor.positionInBlock()
    before, after = text[:at], text[at:]
    if end is None and after:
        look = look_of(cursor.block())
        cursor.insertBlock(editor.format_of(Look() if before else look))
        cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    if end is not None or before:
        cursor.insertBlock()
    first = cursor.blockNumber()
    editor.write_lines(cursor, lines)
    here = cursor.position()
    if lines[-1].look.level in {ROW, PICTURE} and not cursor.block().next().isValid():
        cursor.insertBlock(editor.format_of(Look()))  # behind a table or picture at the end there is a line to go on with
    cursor.setPosition(here)
    cursor.endEditBlock()
    editor.setTextCursor(cursor)
    editor.look_again()
    return first


def walk_cells(editor: BodyEditor, step: int) -> None:
    """Go to the next cell of the table (1), the one before (-1) or the one below (0); behind the last there is a new row.

    From an empty last row the way down leads out of the table: the row becomes text.
    """
    lines, caret = editor.lines(), caret_of(editor)
    found = table_at(lines, caret.line)
    if found is None:
        return
    if step == 0 and caret.line == found.end - 1 > found.begin and not lines[caret.line].text.strip():
        replace_lines(editor, Range(caret.line, found.end), ())
        select(editor, caret.line, 0)
        return
    column = lines[caret.line].text[: caret.column].count("\t")
    width = max(line.text.count("\t") + 1 for line in lines[found.begin : found.end])
    row, column = (caret.line + 1, column) if step == 0 else (caret.line, column + step)
    if column < 0:
        row, column = row - 1, lines[row - 1].text.count("\t")
    elif step == 1 and column > lines[row].text.count("\t"):
        row, column = row + 1, 0
    if row >= found.end:
        cursor = QTextCursor(editor.document().findBlockByNumber(found.end - 1))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.insertBlock(editor.format_of(Look(ROW)))
        cursor.insertText("\t" * (width - 1))
    select_cell(editor, max(row, found.begin), column)


def select_cell(editor: BodyEditor, row: int, column: int) -> None:
    """Select what is in a cell of the table line ``row``."""
    cells = editor.document().findBlockByNumber(row).text().split("\t")
    column = min(column, len(cells) - 1)
    start = sum(len(cell) + 1 for cell in cells[:column])
    select(editor, row, start, start + len(cells[column]))


def _end_of_group(editor: BodyEditor, number: int) -> int | None:
    """Return the position after the table or picture of a line, None where a line may be cut."""
    lines = editor.lines()
    found = table_at(lines, number)
    if found is None and lines[number].look.level != PICTURE:
        return None
    block = editor.document().findBlockByNumber(found.end - 1 if found else number)
    return block.position() + block.length() - 1


def set_list(editor: BodyEditor, *, ordered: bool) -> None:
    """Make the selected lines one list, or text again where they are all of that list already."""
    cursor = editor.textCursor()
    document = editor.document()
    first, last = (document.findBlock(at).blockNumber() for at in (cursor.selectionStart(), cursor.selectionEnd()))
    lines = editor.lines()[first : last + 1]
    frame: Block = ItemList((), ordered=ordered)
    if all(line.look.level == ITEM for line in lines) and _frame_of(editor.lines(), first) == frame:
        looks = [Look()] * len(lines)
    else:
        looks = [Look(ITEM, frame if at == 0 else None) for at in range(len(lines))]
    editing = QTextCursor(document)
    editing.beginEditBlock()
    for number, look in enumerate(looks, first):
        editor.mark_line(document.findBlockByNumber(number), look)
    editing.endEditBlock()
    editor.look_again()
    editor.settled_levels.emit()


def _frame_of(lines: Sequence[Line], number: int) -> Block | None:
    while number > 0 and lines[number].look.frame is None and lines[number - 1].look.level == ITEM:
        number -= 1
    return lines[number].look.frame
