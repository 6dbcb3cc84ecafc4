"""The table under the caret as a grid: cells are written here or in the text, rows and columns come and go, head rows, widths, across.

Where the caret is in no table, a new one is put in. Every change is a step of undo and goes through the lines of the text, so that it is
merged with what others write like any text.
"""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace
from PySide6.QtWidgets import QSpinBox, QStackedWidget, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from xzt.docs.drafting.lines import BREAK, ROW
from xzt.docs.drafting.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    Range,
    empty_table,
    read_table,
    table_at,
    table_lines,
    with_cell,
    with_column,
    with_row,
    with_widths,
    without_column,
    without_row,
)
from xzt.docs.model import Table
from xzt.ui import theme
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.editing import caret_of, insert_lines, replace_lines, select_cell
from xzt.ui.lineformat import level_of
from xzt.ui.pausing import after_pause
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, icon_button, line_edit, put_text, row, toggle_button
from xzt.ui.widgets.flow import FlowLayout

SOON = 80
"""Milliseconds after which the grid follows the caret and the text."""


class TablePanel(QWidget):
    """Shows and changes the table that the caret of the editor is in."""

    def __init__(self, editor: BodyEditor) -> None:
        super().__init__()
        self.setObjectName("table")
        self._editor = editor
        self._range: Range | None = None
        self.table: Table | None = None
        self._quiet = False
        self.stack = QStackedWidget()
        self.stack.addWidget(self._beginning())
        self.stack.addWidget(self._changing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.gap(1), 0, 0)
        layout.addWidget(self.stack)
        self._soon = after_pause(self, SOON, self.follow)
        editor.cursorPositionChanged.connect(self._soon.start)
        editor.textChanged.connect(self._soon.start)

    def ask(self) -> None:
        """Take the keyboard: in a table to its cells, elsewhere to how large a new one is to be."""
        self.follow()
        if self.table is None:
            self.rows.setFocus()
            self.rows.selectAll()
        else:
            self.grid.setFocus()

    def follow(self) -> None:
        """Show the table under the caret as it stands."""
        caret = caret_of(self._editor)
        inside = level_of(self._editor.textCursor().block()) == ROW
        lines = self._editor.lines() if inside else ()
        self._range = table_at(lines, caret.line)
        self.stack.setCurrentIndex(1 if self._range else 0)
        if self._range is None:
            self.table = None
            return
        table = read_table(lines, self._range)
        if table != self.table:
            self.table = table
            self._show()
        self._quiet = True
        self.grid.setCurrentCell(caret.line - self._range.begin, lines[caret.line].text[: caret.column].count("\t"))
        self._quiet = False

    # inside

    def _beginning(self) -> QWidget:
        self.rows = _number("table.rows", tr("行数"), 1, MOST_ROWS, 3)
        self.columns = _number("table.columns", tr("列数"), 1, MOST_COLUMNS, 3)
        self.insert = button("table.insert", tr("插入表格"), self._on_insert, icon="table", look="primary")
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(1.5))
        layout.addWidget(row(_named(tr("行"), self.rows), _named(tr("列"), self.columns), self.insert, None, spacing=3))
        hint = tr("光标进入表格后，这里显示整张表，可以直接填写；在正文里按 Tab 到下一格，最后一格再按 Tab 增加一行。")
        layout.addWidget(Label(hint, tone="muted", wrap=True))
        layout.addStretch(1)
        return made

    def _changing(self) -> QWidget:
        self.grid = QTableWidget()
        self.grid.setObjectName("table.grid")
        self.grid.setAccessibleName(tr("表格内容"))
        self.grid.horizontalHeader().setStretchLastSection(True)
        self.grid.horizontalHeader().hide()
        self.grid.verticalHeader().setDefaultSectionSize(theme.gap(7))
        self.grid.itemChanged.connect(self._on_written)
        self.grid.currentCellChanged.connect(self._on_cell)
        self.heads = _number("table.heads", tr("表头行数"), 0, 9, 1)
        self.heads.valueChanged.connect(self._on_heads)
        self.across = toggle_button("table.across", tr("横排：表格单独占页，转向左侧"), "across", self._on_across)
        self.widths = line_edit("table.widths", tr("列宽比例"), tr("2:1:1"))
        self.widths.editingFinished.connect(self._on_widths)
        tools: tuple[tuple[str, str, str, Callable[[Table, int, int], Table]], ...] = (
            ("row_above", tr("在上方插入一行"), "row_above", _row_above),
            ("row_below", tr("在下方插入一行"), "row_below", _row_below),
            ("row_remove", tr("删除这一行"), "row_remove", _no_row),
            ("column_left", tr("在左侧插入一列"), "column_left", _column_left),
            ("column_right", tr("在右侧插入一列"), "column_right", _column_right),
            ("column_remove", tr("删除这一列"), "column_remove", _no_column),
        )
        buttons = [icon_button(f"table.{name}", title, icon, partial(self._on_tool, change)) for name, title, icon, change in tools]
        remove = icon_button("table.remove", tr("删除整张表格"), "remove", self._on_remove)
        bar = QWidget()
        bar.setProperty("look", "toolbar")
        self.widths.setFixedWidth(theme.gap(22))
        tools_in = FlowLayout(bar, 0.6)  # wraps where the page leaves little room
        for part in (*buttons, self.across, remove, _named(tr("表头"), self.heads), _named(tr("列宽"), self.widths)):
            tools_in.addWidget(part)
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(0.6))
        layout.addWidget(bar)
        layout.addWidget(self.grid, 1)
        return made

    def _show(self) -> None:
        table = self.table
        if table is None:
            return
        self._quiet = True
        self.grid.setRowCount(len(table.rows))
        self.grid.setColumnCount(len(table.rows[0]))
        for at, cells in enumerate(table.rows):
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(cell.replace("\n", BREAK))
                font = item.font()
                font.setBold(at < table.head_rows)
                item.setFont(font)
                self.grid.setItem(at, column, item)
        self.heads.setMaximum(max(len(table.rows) - 1, 0))
        self.heads.setValue(table.head_rows)
        self.across.setChecked(table.across)
        put_text(self.widths, ":".join(f"{width / min(table.widths):g}" for width in table.widths) if table.widths else "")
        self._quiet = False

    def _on_insert(self) -> None:
        table = empty_table(self.rows.value(), self.columns.value())
        self._editor.stepped.emit()
        first = insert_lines(self._editor, table_lines(table))
        self._editor.stepped.emit()
        select_cell(self._editor, first, 0)
        self.follow()
        self._editor.setFocus()

    def _put(self, table: Table, at: int, column: int) -> None:
        """Put a changed table in the place of the one that is shown, with the caret in one of its cells."""
        if self._range is None or table == self.table:
            return
        begin = self._range.begin
        self._editor.stepped.emit()
        replace_lines(self._editor, self._range, table_lines(table))
        self._editor.stepped.emit()
        select_cell(self._editor, begin + max(0, min(at, len(table.rows) - 1)), max(0, min(column, len(table.rows[0]) - 1)))
        self.follow()

    def _cell(self) -> tuple[int, int]:
        return max(self.grid.currentRow(), 0), max(self.grid.currentColumn(), 0)

    def _on_tool(self, change: Callable[[Table, int, int], Table]) -> None:
        self.follow()
        if self.table is not None:
            at, column = self._cell()
            below, right = change is _row_below, change is _column_right
            self._put(change(self.table, at, column), at + below, column + right)

    def _on_remove(self) -> None:
        self.follow()
        if self._range is not None:
            self._editor.stepped.emit()
            replace_lines(self._editor, self._range, ())
            self._editor.stepped.emit()
            self.follow()
            self._editor.setFocus()

    def _on_written(self, item: QTableWidgetItem) -> None:
        if not self._quiet and self.table is not None:
            at, column = item.row(), item.column()
            self._put(with_cell(self.table, at, column, item.text().replace(BREAK, "\n")), at, column)

    def _on_cell(self, at: int, column: int) -> None:
        if not self._quiet and self._range is not None and at >= 0:
            select_cell(self._editor, self._range.begin + at, column)

    def _on_heads(self, count: int) -> None:
        if not self._quiet and self.table is not None:
            self._put(replace(self.table, head_rows=count), *self._cell())

    def _on_across(self) -> None:
        if not self._quiet and self.table is not None:
            self._put(replace(self.table, across=self.across.isChecked()), *self._cell())

    def _on_widths(self) -> None:
        if self._quiet or self.table is None:
            return
        widths = _shares(self.widths.text())
        if len(widths) in {0, len(self.table.rows[0])}:
            self._put(with_widths(self.table, widths), *self._cell())
        self._show()


def _row_above(table: Table, at: int, _column: int) -> Table:
    return with_row(table, at)


def _row_below(table: Table, at: int, _column: int) -> Table:
    return with_row(table, at + 1)


def _no_row(table: Table, at: int, _column: int) -> Table:
    return without_row(table, at)


def _column_left(table: Table, _at: int, column: int) -> Table:
    return with_column(table, column)


def _column_right(table: Table, _at: int, column: int) -> Table:
    return with_column(table, column + 1)


def _no_column(table: Table, _at: int, column: int) -> Table:
    return without_column(table, column)


def _shares(text: str) -> list[float]:
    """Read 2:1:1; what is no number makes it nothing."""
    parts = [part.strip() for part in text.replace("：", ":").replace("，", ":").replace(",", ":").split(":") if part.strip()]
    try:
        found = [float(part) for part in parts]
    except ValueError:
        return []
    return found if all(0.01 <= one <= 1000 for one in found) else []


def _number(name: str, title: str, least: int, most: int, value: int) -> QSpinBox:
    made = QSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setRange(least, most)
    made.setValue(value)
    return made


def _named(title: str, control: QWidget) -> QWidget:
    label = Label(title, tone="muted")
    label.setBuddy(control)
    return row(label, control, spacing=1)
