"""The handling sheet (处理单): a table with rules, labels left in light cells, opinions grouped by step. Read only."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from xzt.office.act import Entry
from xzt.office.dispatch.state import Dispatch
from xzt.office.receipt.registration import Registration
from xzt.office.registry import Matter
from xzt.ui import theme
from xzt.ui.flowwords import actor, marks, sender_of, with_files
from xzt.ui.text import Names, course_name, step_name, tr
from xzt.ui.widgets.controls import Label, clear, settle
from xzt.ui.widgets.course import moment

_OPINIONS = {
    "dispatch": ("review", "allot", "countersign", "joint", "sign_off", "return", "joint_return", "send_back"),
    "receipt": ("propose", "instruct", "read", "handle", "help", "ask_back", "give_back", "keep"),
}


class HandlingSheet(QWidget):
    """A ruled table of four columns: label, value, label, value; opinions span the width."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self.setAccessibleName(tr("处理单"))
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(theme.gap(6), theme.gap(5), theme.gap(6), theme.gap(5))
        self.grid.setSpacing(0)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(3, 1)
        self._cells: list[tuple[QWidget, bool]] = []

    def show_record(self, state: Matter, names: Names) -> None:
        """Fill the sheet from a record."""
        clear(self.grid)
        self._cells = []
        heading = Label(tr("发文处理单") if isinstance(state, Dispatch) else tr("收文处理单"), size=1.35, bold=True)
        heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        heading.setContentsMargins(0, 0, 0, theme.gap(3))
        self.grid.addWidget(heading, 0, 0, 1, 4)
        at = 1
        for pairs in _dispatch_rows(state, names) if isinstance(state, Dispatch) else _receipt_rows(state, names):
            self._line(at, pairs)
            at += 1
        for action in _OPINIONS["dispatch" if isinstance(state, Dispatch) else "receipt"]:
            entries = [entry for entry in state.course if entry.action == action]
            if entries:
                written = "\n".join(_opinion(entry, state, names) for entry in entries)
                self._line(at, [(tr("{what}意见").format(what=course_name(action)), written)])
                at += 1
        self.grid.setRowStretch(at, 1)
        settle(self)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint light label cells and the rules."""
        painter = QPainter(self)
        for cell, is_label in self._cells:
            box = QRect(cell.pos(), cell.size())
            if is_label:
                painter.fillRect(box, theme.colour("ground"))
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawRect(box.adjusted(0, 0, -1 if box.right() >= self.width() - theme.gap(6) - 1 else 0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint the rules anew."""
        super().resizeEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        """Want a page's width."""
        return QSize(theme.gap(150), super().sizeHint().height())

    def _line(self, at: int, pairs: list[tuple[str, str]]) -> None:
        for number, (title, value) in enumerate(pairs):
            wide = len(pairs) == 1
            self._cell(Label(title, tone="muted"), at, 2 * number, 1, is_label=True)
            text = Label(value or "—", wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(title)
            self._cell(text, at, 2 * number + 1, 3 if wide else 1, is_label=False)

    def _cell(self, label: Label, at: int, column: int, span: int, *, is_label: bool) -> None:
        label.setContentsMargins(theme.gap(2.5), theme.gap(2), theme.gap(2.5), theme.gap(2))
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.grid.addWidget(label, at, column, 1, span)
        self._cells.append((label, is_label))


def _opinion(entry: Entry, state: Matter, names: Names) -> str:
    mark = "" if entry.agree else tr("（不同意）")
    known = "，".join(marks(entry, state))
    about = f"　（{known}）" if known else ""
    return f"{mark}{with_files(entry) or tr('（没有写意见）')}　{actor(entry, names)}　{moment(entry.act.at)}{about}"


def _dispatch_rows(state: Dispatch, names: Names) -> list[list[tuple[str, str]]]:
    elements = state.elements
    number = state.number.printed() if state.number else tr("待编号")
    seal = f"{state.seal.seal_name} {moment(state.sealed_at)}" if state.seal else tr("未用印")
    version = tr("第{n}稿").format(n=state.versions[-1].n) if state.versions else tr("尚未送审")
    partners = state.route.partners if state.route else ()
    code = state.archival.code if state.archival else tr("未归档")
    return [
        [(tr("标题"), elements.title.replace("\n", ""))],
        [(tr("文种"), elements.kind), (tr("发文字号"), number)],
        [(tr("紧急程度"), elements.urgency or tr("一般")), (tr("稿次"), version)],
        [(tr("主送"), elements.recipients)],
        [(tr("抄送"), elements.copies_to)],
        [(tr("拟稿人"), names.person(state.drafter)), (tr("拟稿时间"), moment(state.course[0].act.at))],
        [(tr("签发时间"), moment(state.signed_off)), (tr("用印"), seal)],
        *([[(tr("联署机关"), "、".join(names.unit(unit) for unit in partners))]] if partners else []),
        *([[(tr("主办机关"), names.unit(state.lead.unit))]] if state.lead else []),
        [(tr("现在的步骤"), step_name("dispatch", state.step)), (tr("档号"), code)],
    ]


def _receipt_rows(state: Matter, names: Names) -> list[list[tuple[str, str]]]:
    if isinstance(state, Dispatch):
        return []
    entry = state.registration or Registration(number=state.source.number, date=state.source.signed_on)
    size = tr("{pages} 页，{copies} 份").format(pages=entry.pages or tr("未数"), copies=entry.copies)
    number = state.number.printed() if state.number else tr("待编号")
    helpers = "、".join(names.person(one.person) + (tr("（已报）") if one.at else tr("（未报）")) for one in state.helpers)
    due = tr("{days} 个工作日，{at}").format(days=state.limit.days, at=moment(state.limit.due)) if state.limit else tr("不限期")
    readers = "、".join(names.person(reading.person) + (tr("（已阅）") if reading.read else tr("（未阅）")) for reading in state.readings)
    return [
        [(tr("标题"), state.title.replace("\n", ""))],
        [(tr("来文单位"), sender_of(state, names)), (tr("来文字号"), entry.number)],
        [(tr("收文编号"), number), (tr("收到时间"), moment(state.arrived))],
        [(tr("紧急程度"), state.urgency or tr("一般")), (tr("成文日期"), entry.date)],
        [(tr("页数和份数"), size), (tr("主题"), entry.subject), *([(tr("标识"), entry.label)] if entry.label else [])],
        [(tr("主办"), names.person(state.handler) if state.handler else ""), (tr("协办"), helpers)],
        [(tr("办理期限"), due), (tr("现在的步骤"), step_name("receipt", state.step))],
        [(tr("传阅人"), readers)],
        [(tr("办理结果"), state.result)],
        *([[(tr("签章核验"), tr("核验不通过，仍予登记：{words}").format(words=state.despite))]] if state.despite else []),
    ]
