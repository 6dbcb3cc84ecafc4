"""What was recognised in an imported file, offered for confirmation before it takes the draft's place (DOC-05; issue 3, import).

Every element with the line it comes from, to be changed or to be no element at all: then its words are text again. The body with its
levels, to be changed too. What could not be brought over stands at the end; nothing of the file is lost without a word.
"""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from xzt.docs.checks.appearance import check_appearance
from xzt.docs.importing.origins import ELEMENTS, Origin, confirmed, text_of
from xzt.docs.importing.reading import Imported
from xzt.docs.model import Block, Heading, Kind, OfficialDocument, Paragraph
from xzt.docs.model import text_of as block_text
from xzt.office.profile import Profile
from xzt.ui import theme
from xzt.ui.findingwords import short
from xzt.ui.lineformat import MARKS
from xzt.ui.placewords import ELEMENTS as NAMES
from xzt.ui.sentences import REMARKS
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, choose, chosen, clear, column, combo, line_edit, row

_LEVELS = tuple((str(level), MARKS[level] or tr("正文段")) for level in range(5))
_MOST_ASIDE = 20


class ImportForm(QFrame):
    """Shows what was recognised; ``document`` is what the person made of it."""

    def __init__(self, confirm: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("form.import")
        self.setProperty("look", "panel")
        self.setAccessibleName(tr("确认导入"))
        self._imported: Imported | None = None
        self._blocks: list[Block] = []
        self._values: dict[str, QLineEdit] = {}
        self._refused: dict[str, QCheckBox] = {}
        self.caption = Label(size=1.1, bold=True, wrap=True)
        self.kind = combo("import.kind", tr("文种"), [(kind.value, kind.value) for kind in Kind])
        self._rows = QVBoxLayout()
        self.body = QListWidget()
        self.body.setObjectName("import.body")
        self.body.setAccessibleName(tr("正文和级别"))
        self.body.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.setMinimumHeight(theme.gap(50))
        self.level = combo("import.level", tr("选中各段的级别"), _LEVELS)
        self.aside = QCheckBox(tr("把没有放进正文的文字放到正文末尾"))
        self.aside.setObjectName("import.aside")
        self.remarks = Label(tone="muted", wrap=True)
        self.remarks.setObjectName("import.remarks")
        self.keeps = QCheckBox()
        self.keeps.setObjectName("import.keeps")
        apply = button("import.level.apply", tr("设级别"), self._on_level)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(4))
        layout.setSpacing(theme.gap(2))
        layout.addWidget(self.caption)
        layout.addWidget(Label(tr("请核对认出的要素。不对的可以改；不是要素的勾上“不是”，文字回到正文。"), tone="muted", wrap=True))
        buttons = (button("import.cancel", tr("不导入"), cancel), button("import.confirm", tr("用这份内容"), confirm, look="primary"))
        layout.addWidget(row(None, *buttons))
        layout.addWidget(row(Label(tr("文种")), self.kind, None))
        layout.addLayout(self._rows)
        layout.addWidget(row(Label(tr("正文"), bold=True), None, self.level, apply))
        layout.addWidget(self.body, 1)
        layout.addWidget(self.keeps)
        layout.addWidget(self.remarks)
        layout.addWidget(self.aside)

    def begin(self, name: str, imported: Imported, profile: Profile) -> None:
        """Offer what was read from a file."""
        self._imported = imported
        self.caption.setText(tr("确认导入：{name}").format(name=name))
        choose(self.kind, imported.document.kind.value)
        clear(self._rows)
        self._values, self._refused = {}, {}
        where = {origin.part: origin for origin in imported.origins}
        for part in ELEMENTS:
            value = text_of(imported.document, part)
            if value:
                self._rows.addWidget(self._element(part, value, where.get(part)))
        for part, title in (("number", tr("文号")), ("date", tr("成文日期"))):
            if part in where:
                words = tr("{title}“{text}”不沿用：由服务器给号，以签发日为准。").format(title=title, text=short(where[part].text))
                self._rows.addWidget(Label(words, tone="muted", wrap=True))
        self._blocks = list(imported.document.blocks)
        self._fill()
        self.keeps.setText(
            tr("留着文件里的 {count} 处修订，作者照文件所写").format(count=sum(change.kind != "formatted" for change in imported.changes))
        )
        self.keeps.setChecked(imported.before is not None)
        self.keeps.setVisible(imported.before is not None)
        self.remarks.setText("\n".join(_remarks(imported, profile)))
        self.remarks.setVisible(bool(self.remarks.text()))
        self.aside.setChecked(False)
        self.aside.setVisible(bool(imported.aside))

    def tracked(self) -> Imported | None:
        """Return what was read where its tracked changes are to stay, None where they count as accepted."""
        return self._imported if self.keeps.isChecked() else None

    def document(self) -> OfficialDocument | None:
        """Return the document as confirmed."""
        if self._imported is None:
            return None
        aside = [Paragraph(text) for text in self._imported.aside] if self.aside.isChecked() else []
        document = replace(self._imported.document, kind=Kind(chosen(self.kind)), blocks=(*self._blocks, *aside))
        refused = {part for part, box in self._refused.items() if box.isChecked()}
        changed = {part: edit.text().replace("　", "\n") for part, edit in self._values.items() if edit.isModified()}
        return confirmed(document, self._imported.origins, refused, changed)

    def _element(self, part: str, value: str, origin: Origin | None) -> QWidget:
        edit = self._values[part] = line_edit(f"import.{part}", NAMES[part])
        edit.setText(value.replace("\n", "　"))
        edit.setCursorPosition(0)
        box = self._refused[part] = QCheckBox(tr("不是"))
        box.setObjectName(f"import.{part}.not")
        box.setAccessibleName(tr("{name}：不是").format(name=NAMES[part]))
        box.toggled.connect(partial(_set_off, edit))
        said = tr("第{line}行：{text}").format(line=origin.line, text=short(origin.text)) if origin is not None else tr("由标题推得")
        return column(row(Label(NAMES[part]), None, box), edit, Label(said, tone="muted", wrap=True), spacing=0.5)

    def _fill(self) -> None:
        self.body.clear()
        for block in self._blocks:
            level = block.level if isinstance(block, Heading) else 0
            mark = MARKS.get(level, "") if isinstance(block, Heading | Paragraph) else tr("表格、列项或图片")
            self.body.addItem(QListWidgetItem(tr("{mark}　{text}").format(mark=mark or tr("正文"), text=short(block_text(block)))))

    def _on_level(self) -> None:
        level, rows = int(chosen(self.level)), [index.row() for index in self.body.selectedIndexes()]
        for at in rows:
            block = self._blocks[at]
            if isinstance(block, Heading | Paragraph):
                body = block.body if isinstance(block, Heading) else ""
                self._blocks[at] = Heading(level, block.text, body) if level else Paragraph(block_text(block))
        self._fill()
        for at in rows:
            self.body.item(at).setSelected(True)


def _set_off(edit: QLineEdit, off: bool) -> None:  # noqa: FBT001  a signal's
    edit.setEnabled(not off)


def _remarks(imported: Imported, profile: Profile) -> list[str]:
    """Say what could not be brought over, what stands aside, and how the file looks."""
    said = [tr(REMARKS[code]) for code in imported.remarks if code in REMARKS]
    if imported.changes:
        said.append(tr("修订 {count} 处；不留着的按接受算。").format(count=len(imported.changes)))
    said += [tr("没有放进正文：{text}").format(text=short(text)) for text in imported.aside[:_MOST_ASIDE]]
    looks = check_appearance(imported.facts, profile) if imported.facts is not None else []
    said += [tr("原件版式：{what}　{where}").format(what=found.explanation, where=found.excerpt) for found in looks]
    if looks:
        said.append(tr("导入后按标准版式重新排，不沿用原件的字体和页边距。"))
    return said
