"""The form of a document's elements (GB/T 9704-2012 sections 7 and 10): what stands around the body, in the order of the page.

Only what the document's kind, form and closing use is shown (``kinds.elements``), and what is filled in all the same. What the checker
finds stands at its field. Lists of organs have a line each, the leading one first.
"""

from functools import partial

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from xzt.docs.checks.findings import Finding, Level
from xzt.docs.kinds.elements import shown_elements
from xzt.docs.kinds.filling import House, turned_into
from xzt.docs.kinds.table import all_kinds, facts_of, find_kind
from xzt.docs.model import Closing, Form, OfficialDocument
from xzt.ui import theme
from xzt.ui.kindwords import CLOSINGS, FORMS
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, choose, chosen, combo, line_edit, link_icon, put_text, row, text_edit
from xzt.ui.widgets.elementfield import ElementField, connect_changes

OPENNESS = (("", tr("未定")), ("主动公开", tr("主动公开")), ("依申请公开", tr("依申请公开")), ("不予公开", tr("不予公开")))
_TEXTS = (
    "title", "recipients", "mark", "approver", "note", "copies_to", "printer", "openness_reason", "attended", "excused", "observed",
)  # fmt: skip
_LISTS = ("signers", "posts", "mark_organs")
_PLACES = {"number": "series", "signed_on": "signers", "printed_on": "printer"}
_GROUPS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (tr("公文要素"), (("kind", "form"),)),
    (tr("版头"), (("urgency", "series"), ("mark",), ("mark_organs",), ("approver",))),
    (tr("主体"), (("title",), ("recipients",), ("attended",), ("excused",), ("observed",))),
    (tr("落款"), (("closing",), ("signers",), ("posts",), ("note",))),
    (tr("版记"), (("copies_to",), ("printer",))),
    (tr("公开"), (("openness",), ("openness_reason",))),
)
"""Names of the fields by group; those of one row stand side by side."""


class ElementsForm(QWidget):
    """Shows and reads the elements; ``changed`` after every edit by the person."""

    changed = Signal()
    recent_asked = Signal(str)
    """What was written here in earlier documents is wanted: ``recipients`` or ``copies_to``."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.setObjectName("elements")
        self._house = house
        self._quiet = False
        self._base: OfficialDocument | None = None
        self._fields: dict[str, ElementField] = {}
        self._make()
        self._arrange()
        for name, field in self._fields.items():
            if name != "kind":
                connect_changes(field, self._on_changed)
        for name, title in (("recipients", tr("最近用过的主送机关")), ("copies_to", tr("最近用过的抄送机关"))):
            tool = link_icon(f"element.{name}.recent", title, "recent", partial(self.recent_asked.emit, name))
            self._fields[name].add_tool(tool)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.series.currentIndexChanged.connect(self._on_series)

    def show_document(self, document: OfficialDocument) -> None:
        """Show a document's elements; what is shown already keeps its caret."""
        self._quiet = True
        self._base = document
        facts = facts_of(document)
        choose(self.kind, facts.name)
        choose(self.form, document.form.value)
        choose(self.closing, document.closing.value)
        self._offer(self.urgency, [("", tr("一般")), *((grade, grade) for grade in facts.urgencies)], document.urgency)
        self._offer(self.series, [(name, name) for name in self._house.series], document.series)
        choose(self.openness, document.openness)
        for name in _TEXTS:
            put_text(self._edit(name), getattr(document, name))
        for name in _LISTS:
            put_text(self._edit(name), "\n".join(getattr(document, name)))
        self._quiet = False
        self._show_used()

    def apply(self, document: OfficialDocument) -> OfficialDocument:
        """Return the document with the elements of the form."""
        facts = find_kind(chosen(self.kind)) or facts_of(document)
        texts = {name: self._text(name) for name in _TEXTS}
        texts["recipients"] = texts["recipients"].removesuffix("：").removesuffix(":")
        return msgspec.structs.replace(
            document,
            kind=document.kind if facts.custom and facts.custom is document.custom else facts.kind,
            custom=facts.custom,
            form=Form(chosen(self.form)),
            closing=Closing(chosen(self.closing)),
            series=chosen(self.series),
            urgency=chosen(self.urgency),
            openness=chosen(self.openness),
            **texts,
            **{name: _listed(self._text(name)) for name in _LISTS},
        )

    def control(self, part: str) -> QWidget | None:
        """Return the control of an element by its field name or the part of a page."""
        field = self._fields.get(_PLACES.get(part, part))
        return field.control if field is not None else None

    def show_spot(self, part: str, block: int, start: int, end: int) -> bool:
        """Go to an element and select a stretch of it; in a list ``block`` is the number of the entry. False where it has no field."""
        field = self._fields.get(_PLACES.get(part, part))
        if field is None:
            return False
        if part in _LISTS:
            before = sum(len(entry) + 1 for entry in self._text(part).split("\n")[: max(block, 0)])
            start, end = start + before, end + before
        field.select(start, end)
        return True

    def show_findings(self, found: list[Finding]) -> None:
        """Say at every field what the checker found there, the gravest first."""
        for name, field in self._fields.items():
            here = [one for one in found if _PLACES.get(one.place.part, one.place.part) == name]
            worst = min(here, key=lambda one: one.level is not Level.ERROR, default=None)
            field.show_remark(*_remark(worst))
        self._show_used()

    def _make(self) -> None:
        self.kind = combo("element.kind", tr("文种"), [(facts.name, facts.name) for facts in all_kinds()])
        self.kind.insertSeparator(len([facts for facts in all_kinds() if not facts.custom]))
        self.kind.setMaxVisibleItems(20)
        self.form = combo("element.form", tr("格式"), [(form.value, words) for form, words in FORMS.items()])
        self.series = combo("element.series", tr("发文字号"), [])
        self.urgency = combo("element.urgency", tr("紧急程度"), [])
        self.openness = combo("element.openness", tr("公开属性"), OPENNESS)
        self.closing = combo("element.closing", tr("落款方式"), [(closing.value, words) for closing, words in CLOSINGS.items()])
        for box in (self.kind, self.form, self.series, self.urgency, self.openness, self.closing):
            box.setMinimumContentsLength(1)  # in a window of 1280 pixels they are narrow
        self.title = text_edit("element.title", tr("标题"), tr("发文机关、事由、文种；可以分行"), 3)
        self.recipients = text_edit("element.recipients", tr("主送机关"), tr("只写名称，冒号由版式加上"), 2)
        self.signers = text_edit("element.signers", tr("落款机关"), tr("联合行文一行一个，主办机关在前"), 2)
        self.posts = text_edit("element.posts", tr("签发人职务"), tr("一行一个；联合行文写明机关"), 2)
        self.mark_organs = text_edit("element.mark_organs", tr("联合标志"), tr("一行一个机关；不写则只用主办机关的标志"), 3)
        self.mark = line_edit("element.mark", tr("发文机关标志"))
        self.approver = line_edit("element.approver", tr("签发人"), tr("几个人用顿号分开"))
        self.note = line_edit("element.note", tr("附注"), tr("不写括号"))
        self.copies = line_edit("element.copies_to", tr("抄送机关"), tr("句号由版式加上"))
        self.printer = line_edit("element.printer", tr("印发机关"))
        self.openness_reason = line_edit("element.openness_reason", tr("不予公开的理由"), tr("不印在公文上，随公文留存"))
        self.attended = text_edit("element.attended", tr("出席"), tr("姓名之间空一字"), 2)
        self.excused = text_edit("element.excused", tr("请假"), tr("没有就不写"), 1)
        self.observed = text_edit("element.observed", tr("列席"), tr("没有就不写"), 2)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(5), theme.gap(2), theme.gap(2), theme.gap(3))
        layout.setSpacing(theme.gap(2))
        self._groups: list[tuple[Label, list[ElementField]]] = []
        for at, (title, rows) in enumerate(_GROUPS):
            if at:
                layout.addSpacing(theme.gap(1))
            head = Label(title, bold=True)
            layout.addWidget(head)
            for names in rows:
                made = [self._field(name) for name in names]
                layout.addWidget(made[0] if len(made) == 1 else _side_by_side(made))
            self._groups.append((head, [self._fields[name] for names in rows for name in names]))
        layout.addStretch(1)

    def _field(self, name: str) -> ElementField:
        control = self.copies if name == "copies_to" else getattr(self, name)
        self._fields[name] = ElementField(control.accessibleName(), control)
        return self._fields[name]

    def _edit(self, name: str) -> QLineEdit | QPlainTextEdit:
        control = self._fields[name].control
        assert isinstance(control, QLineEdit | QPlainTextEdit)  # noqa: S101  names come from the tables above
        return control

    def _text(self, name: str) -> str:
        edit = self._edit(name)
        return (edit.text() if isinstance(edit, QLineEdit) else edit.toPlainText()).strip()

    def _offer(self, box: QComboBox, entries: list[tuple[str, str]], value: str) -> None:
        """Offer entries, and the value itself where it is none of them."""
        wanted = entries if any(data == value for data, _ in entries) else [*entries, (value, value or tr("（还没有）"))]
        if [box.itemData(at) for at in range(box.count())] != [data for data, _ in wanted]:
            box.clear()
            for data, words in wanted:
                box.addItem(words, data)
        choose(box, value)

    def _show_used(self) -> None:
        """Show the fields that the document's page can show, and those that are filled in all the same."""
        if self._base is None:
            return
        document = self.apply(self._base)
        used = shown_elements(document) | {"kind", "form"}
        for name, field in self._fields.items():
            left_over = name not in used and name in {*_TEXTS, *_LISTS} and self._text(name)
            field.setVisible(name in used or (bool(left_over) and name not in {"signers", "printer"}))
            if left_over and not field.isHidden():
                field.show_remark(tr("这种格式不排这一项"), "muted")
        for head, fields in self._groups:
            head.setVisible(any(not field.isHidden() for field in fields))

    def _on_changed(self) -> None:
        if not self._quiet:
            self._show_used()
            self.changed.emit()

    def _on_kind(self) -> None:
        """Another kind brings its form, closing and mark; what was written stays."""
        facts = find_kind(chosen(self.kind))
        if self._quiet or self._base is None or facts is None:
            return
        self.show_document(turned_into(self.apply(self._base), facts, self._house))
        self.changed.emit()

    def _on_series(self) -> None:
        """A series of the letter form sets the form with it; the person may still change it."""
        flowing = chosen(self.form) in {Form.LETTER, Form.ORDINARY}
        if not self._quiet and flowing and self._house.letter_series:
            letter = chosen(self.series) in self._house.letter_series
            choose(self.form, (Form.LETTER if letter else Form.ORDINARY).value)


def _side_by_side(fields: list[ElementField]) -> QWidget:
    """Put two fields in a row, the second a little wider: series may have long names."""
    made = row(*fields)
    layout = made.layout()
    if isinstance(layout, QHBoxLayout):
        layout.setStretch(0, 2)
        layout.setStretch(1, 3)
    return made


def _remark(found: Finding | None) -> tuple[str, str]:
    """Say what was found, and in which tone; what is still to be filled in is no fault yet."""
    if found is None:
        return "", ""
    if found.rule == "M01":
        return tr("待填"), "amber"
    return found.explanation, "red" if found.level is Level.ERROR else "amber"


def _listed(text: str) -> tuple[str, ...]:
    """Take a list apart: an entry a line; organs may also be parted by 、."""
    return tuple(part.strip() for line in text.splitlines() for part in line.split("、") if part.strip())
