"""The tracked drafts that are kept with a record (DOC-07): each with its changes, by whom and when, to be read only."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from xzt.client.jobs import Progress
from xzt.core.calendar import BEIJING
from xzt.core.errors import Trouble
from xzt.docs.drafting.kept import KeptDraft, read
from xzt.docs.drafting.lines import Edit, Line, Look, Manuscript
from xzt.docs.drafting.tracking import final_text, original_text
from xzt.office.dispatch.state import Dispatch
from xzt.ui import theme
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.hub import Hub
from xzt.ui.pages.changelist import VIEWS
from xzt.ui.revisions import Authors
from xzt.ui.text import Names, tr
from xzt.ui.widgets.controls import Label, button, combo, row


class TrackedPane(QWidget):
    """Shows one of the kept drafts of a dispatch."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.setObjectName("record.tracked")
        self._hub = hub
        self._kept: KeptDraft | None = None
        self._state: Dispatch | None = None
        self._names: Names | None = None
        self.version = combo("tracked.version", tr("哪一稿"), [])
        self.view = combo("tracked.view", tr("显示方式"), VIEWS)
        self.note = Label(tr("送审的是清稿；这是送审时留存的修订稿，不能改。"), tone="muted", wrap=True)
        self.text = BodyEditor("tracked.text", tr("修订稿"), history=False)
        self.text.setReadOnly(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(6), theme.gap(4), theme.gap(6), theme.gap(5))
        layout.setSpacing(theme.gap(2))
        self.export = button("tracked.export", tr("导出修订稿"), self._on_export, icon="export", look="plain")
        layout.addWidget(row(self.version, self.view, None, self.export))
        layout.addWidget(self.note)
        layout.addWidget(self.text, 1)
        self.version.currentIndexChanged.connect(self._show)
        self.view.currentIndexChanged.connect(self._show)

    def show_record(self, state: Dispatch, names: Names) -> None:
        """Offer the kept drafts of a record, the newest first."""
        self._state, self._names = state, names
        wanted = [(str(one.n), tr("第{n}稿").format(n=one.n)) for one in reversed(state.versions) if one.tracked]
        held = [self.version.itemData(at) for at in range(self.version.count())]
        if held != [data for data, _ in wanted]:
            self.version.clear()
            for data, words in wanted:
                self.version.addItem(words, data)
        self._show()

    def _show(self) -> None:
        number = str(self.version.currentData() or "")
        found = next((one for one in self._state.versions if str(one.n) == number), None) if self._state else None
        if found is None or self._names is None:
            return
        try:
            self._kept = kept = read(found.tracked)
        except Trouble:  # written by a newer program
            self.text.load_lines((Line(tr("这一稿的修订由更新的版本写成，请升级后再看。")),))
            return
        manuscript = {"final": final_text, "original": original_text}.get(str(self.view.currentData()), _same)(kept.manuscript)
        self.text.authors = Authors(partial(_number, kept), partial(_words, kept, self._names))
        self.text.load_lines(_joined(manuscript))

    def _on_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("导出修订稿"), tr("修订稿.docx"), tr("Word 文件 (*.docx)"))
        if name and self._kept is not None:
            export_tracked(self._hub, self._kept, Path(name).with_suffix(".docx"))


def export_tracked(hub: Hub, kept: KeptDraft, path: Path) -> None:
    """Write a draft with its changes for Word and WPS in a job, whole or not at all."""
    names, profile = hub.names(), hub.client.unit_profile()

    def work(_progress: Progress) -> Path:
        from xzt.client.tracked import save_tracked  # the writer loads when it is used
        from xzt.docs.render.docx_tracked import Credit

        def credit(edit: Edit) -> Credit:
            made = kept.author(edit)
            return Credit(edit.told or (names.person(made.person) if made.person else tr("（不详）")), made.at)

        return save_tracked(path, kept.manuscript, credit, profile)

    hub.run(hub.client.jobs.run("export", work), lambda done: hub.say(tr("已导出 {name}").format(name=str(done))))


def _same(manuscript: Manuscript) -> Manuscript:
    return manuscript


def _joined(manuscript: Manuscript) -> tuple[Line, ...]:
    """Put all parts below each other, each attachment under its name."""
    lines: list[Line] = []
    for part in manuscript.parts:
        if part.frame is not None:
            name = f"{part.frame.label}　{part.frame.title}".strip("　").replace("\n", "")
            lines += [Line(""), Line(name, Look(1))]
        lines += part.lines
    return tuple(lines)


def _number(kept: KeptDraft, edit: Edit) -> int:
    people = list(dict.fromkeys(_who(kept, one.edit) for one in kept.authors))
    return people.index(_who(kept, edit)) if _who(kept, edit) in people else 0


def _who(kept: KeptDraft, edit: Edit) -> str:
    return edit.told or kept.author(edit).person


def _words(kept: KeptDraft, names: Names, edit: Edit) -> str:
    if edit.told:
        return tr("来自文件：{who}").format(who=edit.told)
    made = kept.author(edit)
    at = f"　{made.at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if made.at else ""
    return f"{names.person(made.person) if made.person else tr('（不详）')}{at}"
