"""The form of a document's elements (GB/T 9704-2012 section 7): what stands around the body. Order as on the page."""

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from xzt.docs.model import Form, Kind, OfficialDocument
from xzt.office.people import Unit
from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, choose, chosen, combo, field, line_edit, put_text, row, text_edit

FORMS = (
    (Form.ORDINARY.value, tr("普通格式")),
    (Form.LETTER.value, tr("信函格式")),
    (Form.ORDER.value, tr("命令格式")),
    (Form.MINUTES.value, tr("纪要格式")),
)
URGENCIES = (("", tr("一般")), ("加急", tr("加急")), ("特急", tr("特急")))
OPENNESS = (("", tr("未定")), ("主动公开", tr("主动公开")), ("依申请公开", tr("依申请公开")), ("不予公开", tr("不予公开")))


class ElementsForm(QWidget):
    """Shows and reads the elements; ``changed`` after every edit by the person."""

    changed = Signal()

    def __init__(self, unit: Unit | None) -> None:
        super().__init__()
        self.setObjectName("elements")
        self._unit = unit
        self._quiet = False
        self._make()
        self._arrange()
        for edit in self.findChildren(QLineEdit):
            edit.textChanged.connect(self._on_changed)
        for area in self.findChildren(QPlainTextEdit):
            area.textChanged.connect(self._on_changed)
        for box in self.findChildren(QComboBox):
            box.currentIndexChanged.connect(self._on_changed)
        self.series.currentIndexChanged.connect(self._on_series)

    def show_document(self, document: OfficialDocument) -> None:
        """Show a document's elements; what is shown already keeps its caret."""
        self._quiet = True
        choose(self.kind, document.kind.value)
        choose(self.form, document.form.value)
        choose(self.urgency, document.urgency)
        choose(self.openness, document.openness)
        if self.series.findData(document.series) < 0:
            self.series.addItem(document.series, document.series)
        choose(self.series, document.series)
        put_text(self.title, document.title)
        put_text(self.recipients, document.recipients)
        put_text(self.mark, document.mark)
        put_text(self.signers, "、".join(document.signers))
        put_text(self.approver, document.approver)
        put_text(self.note, document.note)
        put_text(self.copies, document.copies_to)
        put_text(self.printer, document.printer)
        self._quiet = False

    def apply(self, document: OfficialDocument) -> OfficialDocument:
        """Return the document with the elements of the form."""
        return msgspec.structs.replace(
            document,
            kind=Kind(chosen(self.kind)),
            form=Form(chosen(self.form)),
            series=chosen(self.series),
            urgency=chosen(self.urgency),
            openness=chosen(self.openness),
            title=self.title.toPlainText().strip(),
            recipients=self.recipients.toPlainText().strip().removesuffix("：").removesuffix(":"),
            mark=self.mark.text().strip(),
            signers=tuple(name for name in self.signers.text().replace("，", "、").split("、") if name.strip()),
            approver=self.approver.text().strip(),
            note=self.note.text().strip(),
            copies_to=self.copies.text().strip(),
            printer=self.printer.text().strip(),
        )

    def control(self, part: str) -> QWidget | None:
        """Return the control of an element by its field name."""
        return {
            "title": self.title,
            "recipients": self.recipients,
            "mark": self.mark,
            "signers": self.signers,
            "series": self.series,
            "number": self.series,
            "approver": self.approver,
            "note": self.note,
            "copies_to": self.copies,
            "printer": self.printer,
            "urgency": self.urgency,
            "kind": self.kind,
        }.get(part)

    def _make(self) -> None:
        series = [(name, name) for name in (self._unit.series if self._unit else ())]
        self.kind = combo("element.kind", tr("文种"), [(kind.value, kind.value) for kind in Kind])
        self.form = combo("element.form", tr("格式"), FORMS)
        self.series = combo("element.series", tr("发文字号"), series)
        self.urgency = combo("element.urgency", tr("紧急程度"), URGENCIES)
        self.openness = combo("element.openness", tr("公开属性"), OPENNESS)
        self.title = text_edit("element.title", tr("标题"), tr("发文机关、事由、文种；可以分行"), 3)
        self.recipients = text_edit("element.recipients", tr("主送机关"), tr("只写名称，冒号由版式加上"), 2)
        self.mark = line_edit("element.mark", tr("发文机关标志"))
        self.signers = line_edit("element.signers", tr("落款机关"), tr("几个机关用顿号分开"))
        self.approver = line_edit("element.approver", tr("签发人（上行文）"))
        self.note = line_edit("element.note", tr("附注"), tr("不写括号"))
        self.copies = line_edit("element.copies_to", tr("抄送机关"))
        self.printer = line_edit("element.printer", tr("印发机关"))

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(5), theme.gap(2), theme.gap(3), theme.gap(3))
        layout.setSpacing(theme.gap(2))
        layout.addWidget(Label(tr("公文要素"), bold=True))
        layout.addWidget(field(tr("标题"), self.title))
        layout.addWidget(row(field(tr("文种"), self.kind), field(tr("格式"), self.form)))
        layout.addWidget(row(field(tr("发文字号"), self.series), field(tr("紧急程度"), self.urgency)))
        layout.addWidget(field(tr("主送机关"), self.recipients))
        for title, control in (
            (tr("抄送机关"), self.copies),
            (tr("附注"), self.note),
            (tr("落款机关"), self.signers),
            (tr("发文机关标志"), self.mark),
        ):
            layout.addWidget(field(title, control))
        layout.addWidget(row(field(tr("公开属性"), self.openness), field(tr("签发人（上行文）"), self.approver)))
        layout.addWidget(field(tr("印发机关"), self.printer))
        layout.addStretch(1)

    def _on_changed(self) -> None:
        if not self._quiet:
            self.changed.emit()

    def _on_series(self) -> None:
        """A series of the letter form sets the form with it; the person may still change it."""
        if self._unit is not None and not self._quiet and self._unit.letter_series:
            letter = chosen(self.series) in self._unit.letter_series
            choose(self.form, (Form.LETTER if letter else Form.ORDINARY).value)
