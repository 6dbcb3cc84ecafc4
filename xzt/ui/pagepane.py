"""A page view with its bar (page, zoom, width, whole page, two pages, grid; keys do the same) and the line that says what fonts did."""

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QVBoxLayout, QWidget

from xzt.docs.layout.pages import Place
from xzt.ui import theme
from xzt.ui.desk import LARGEST, SMALLEST
from xzt.ui.fontnotice import FontNotice
from xzt.ui.pageview import PageView
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, combo, icon_button, line_edit, row, toggle_button
from xzt.ui.widgets.flow import FlowLayout

PERCENTS = (25, 50, 75, 100, 125, 150, 200, 300, 400)


class PagePane(QWidget):
    """Bar, font notice and view."""

    def __init__(self, view: PageView) -> None:
        super().__init__()
        self.view = view
        name = view.objectName()
        self.number = line_edit(f"{name}.number", tr("到第几页"))
        self.number.setValidator(QIntValidator(1, 99999, self.number))
        self.number.setFixedWidth(theme.gap(7.6))
        self.number.editingFinished.connect(self._on_number)
        self.total = Label(tone="muted")
        self.percent = combo(f"{name}.percent", tr("缩放比例"), [(str(percent), f"{percent}%") for percent in PERCENTS])
        self.percent.setEditable(True)
        self.percent.setMinimumContentsLength(4)
        self.percent.setInsertPolicy(self.percent.InsertPolicy.NoInsert)
        field = self.percent.lineEdit()
        if field is not None:
            field.setObjectName(f"{name}.percent.edit")
            field.setAccessibleName(tr("缩放比例"))
            field.editingFinished.connect(self._on_percent)
        self.percent.activated.connect(self._on_percent)
        self.two = toggle_button(f"{name}.two", tr("两页并排"), "two", self._on_two)
        self.grid = toggle_button(f"{name}.grid", tr("显示版心和每面22行、每行28字的格线"), "grid", self._on_grid)
        view.turned.connect(self._on_turned)
        view.zoomed.connect(self._on_zoomed)
        self.fonts = FontNotice(f"{name}.fonts")
        view.shown.connect(self.fonts.show_model)
        self.fonts.jumped.connect(self._on_jumped)
        self._build(name)
        self._on_turned(view.current())
        self._on_zoomed(view.percent())

    def trigger(self, action: str) -> bool:
        """Run an action of the page view."""
        run = {
            "page.width": self.view.fit_width,
            "page.whole": self.view.fit_page,
            "page.larger": self.view.larger,
            "page.smaller": self.view.smaller,
            "page.two": self.two.toggle,
            "page.grid": self.grid.toggle,
            "page.goto": self._ask_number,
        }.get(action)
        if run is not None:
            run()
        return run is not None

    def _build(self, name: str) -> None:
        bar = QWidget()
        bar.setObjectName(f"{name}.bar")
        bar.setProperty("look", "toolbar")
        where = row(self.number, self.total, spacing=0.2)
        zoom = row(
            icon_button(f"{name}.smaller", tr("缩小"), "minus", self.view.smaller),
            self.percent,
            icon_button(f"{name}.larger", tr("放大"), "plus", self.view.larger),
            spacing=0.2,
        )
        fit = row(
            icon_button(f"{name}.width", tr("适合宽度"), "wide", self.view.fit_width),
            icon_button(f"{name}.whole", tr("整页"), "whole", self.view.fit_page),
            self.two,
            self.grid,
            spacing=0.2,
        )
        inside = FlowLayout(bar, 1)  # wraps where a form beside the text leaves little room
        inside.setContentsMargins(theme.gap(2), theme.gap(0.6), theme.gap(2), theme.gap(0.6))
        for group in (where, zoom, fit):
            inside.addWidget(group)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addWidget(self.fonts)
        outer.addWidget(self.view, 1)

    def _on_number(self) -> None:
        if self.number.text():
            self.view.go_to(int(self.number.text()))
        self._on_turned(self.view.current())

    def _ask_number(self) -> None:
        self.number.setFocus()
        self.number.selectAll()

    def _on_percent(self, _chosen: object = None) -> None:
        digits = "".join(char for char in self.percent.currentText() if char.isascii() and (char.isdigit() or char == "."))
        try:
            factor = float(digits) / 100
        except ValueError:
            factor = self.view.percent()
        if abs(factor - self.view.percent()) > 0.005:
            self.view.zoom(max(SMALLEST, min(factor, LARGEST)))
        self._on_zoomed(self.view.percent())

    def _on_two(self) -> None:
        self.view.show_columns(2 if self.two.isChecked() else 1)

    def _on_grid(self) -> None:
        self.view.show_grid(on=self.grid.isChecked())

    def _on_jumped(self, place: object) -> None:
        if isinstance(place, Place):
            self.view.show_place(place)
            self.view.picked.emit(place)

    def _on_turned(self, page: int) -> None:
        if not (self.number.hasFocus() and self.number.isModified()):
            self.number.setText(str(page) if page else "")
        self.total.setText(tr("/ {total} 页").format(total=self.view.count()))

    def _on_zoomed(self, percent: float) -> None:
        self.percent.setEditText(f"{percent * 100:.0f}%")
