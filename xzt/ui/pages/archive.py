"""The archive: matters that have ended, archiving for a period, packages made and checked. Checking needs neither server nor store."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from xzt.client.jobs import Job, Progress
from xzt.core.notices import JobProgress, Notice
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch
from xzt.ui import checkwords, icons, theme
from xzt.ui.flowwords import title_of
from xzt.ui.hub import Hub
from xzt.ui.pages.lists import EMPTY, ListPage
from xzt.ui.text import refusal_words, retention_name, tr
from xzt.ui.widgets.busy import Busy
from xzt.ui.widgets.controls import Label, button, chosen, column, combo, panel, row

if TYPE_CHECKING:
    from xzt.client.archiving import Check

EMPTY["archive"] = (tr("还没有办结的公文"), tr("办结后的公文会出现在这里，等待归档。"))


class ArchivePage(ListPage):
    """The list of ended matters with what the archivist does to the chosen one."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "archive")
        self.busy = Busy(self)
        self.retention = combo("archive.list.retention", tr("保管期限"), [(code, retention_name(code)) for code in ("Y", "D30", "D10")])
        self.give = button("archive.give", tr("归档"), self._on_archive, icon="archive", look="primary")
        self.make = button("archive.make", tr("制作归档包…"), self._on_choose_folder, icon="package")
        self.verify = button("archive.verify", tr("检测归档包…"), self._on_choose_package)
        self.facts = Label(tone="muted", wrap=True)
        self.facts.setObjectName("archive.facts")
        self.results = QListWidget()
        self.results.setObjectName("archive.results")
        self.results.setAccessibleName(tr("检测结果"))
        self.results.setFixedHeight(theme.gap(36))
        self.verdict = Label(bold=True, wrap=True)
        self.verdict.setObjectName("archive.verdict")
        self.outcome = panel(self.verdict, self.results, spacing=1.5, margins=(3, 2, 3, 3), name="archive.outcome")
        self.outcome.hide()
        bar = row(self.facts, Label(tr("保管期限"), tone="muted"), self.retention, self.give, self.make, self.verify, spacing=2)
        inside = bar.layout()
        if isinstance(inside, QHBoxLayout):
            inside.setStretch(0, 1)
        foot = column(bar, self.outcome, spacing=2, margins=(6, 1, 6, 3))
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(foot)
        self.table.selectionModel().currentRowChanged.connect(self._show_choice)

    def enter(self) -> None:
        """Read the list and what may be done to the chosen record."""
        super().enter()
        self._show_choice()

    def on_notice(self, notice: Notice) -> None:
        """Show progress; read again on changes."""
        if isinstance(notice, JobProgress):
            self.busy.show_progress(notice)
        else:
            super().on_notice(notice)

    def trigger(self, action: str) -> bool:
        """Archive the chosen record."""
        if action == "dispatch.archive":
            self._on_archive()
            return True
        return super().trigger(action)

    def make_package(self, folder: Path) -> None:
        """Make the archive package of the chosen record in ``folder``."""
        chosen_row = self.selected()
        if chosen_row is None:
            return
        from xzt.client import archiving  # packaging loads when it is used

        job: Job[Path] = archiving.make_package(self.hub.client, chosen_row.id, folder)
        self.busy.begin(job.id, tr("正在制作归档包…"), job.cancel)
        self.hub.bridge.watch(job.future, self._on_made, self._on_failed)

    def check_package(self, path: Path) -> None:
        """Check a package by the four properties and list what was found."""

        def work(_progress: Progress) -> "list[Check]":
            from xzt.client import archiving  # as above

            return list(archiving.checks(path))

        job = self.hub.client.jobs.run("check", work)
        self.busy.begin(job.id, tr("正在检测…"), job.cancel)
        self.hub.bridge.watch(job.future, self._on_checked, self._on_failed)

    def _show_choice(self, *_indexes: object) -> None:
        chosen_row = self.selected()
        state = self.hub.client.record(chosen_row.kind, chosen_row.id) if chosen_row else None
        opened = {action.name: action.refusal for action in self.hub.client.actions(chosen_row.kind, chosen_row.id)} if chosen_row else {}
        names = self.hub.names("dispatch")
        for control, command in ((self.give, "Archive"), (self.make, "RecordPackage")):
            refusal = opened.get(command)
            control.setEnabled(command in opened and refusal is None)
            control.setToolTip(refusal_words(refusal, names).what if refusal else "")
        self.retention.setEnabled(self.give.isEnabled())
        if not isinstance(state, Dispatch):
            self.facts.setText("")
        elif state.archival is None:
            self.facts.setText(tr("《{title}》还没有归档").format(title=title_of(state)[:24]))
        else:
            packaged = tr("归档包已做好") if state.archival.package else tr("还没有归档包")
            term = retention_name(state.archival.retention)
            self.facts.setText(tr("档号 {code} · {term} · {packaged}").format(code=state.archival.code, term=term, packaged=packaged))

    def _on_archive(self) -> None:
        chosen_row = self.selected()
        if chosen_row is not None:
            self.hub.submit("dispatch", chosen_row.id, d.Archive(chosen(self.retention)))

    def _on_choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("归档包放在"))
        if folder:
            self.make_package(Path(folder))

    def _on_choose_package(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("选择归档包"))
        if folder:
            self.check_package(Path(folder))

    def _on_made(self, path: Path) -> None:
        self.busy.end()
        self.hub.say(tr("归档包已做好：{path}").format(path=str(path)))
        self.check_package(path)

    def _on_failed(self, error: BaseException) -> None:
        self.busy.end()
        self.hub.fail(error)

    def _on_checked(self, checks: "list[Check]") -> None:
        self.busy.end()
        self.results.clear()
        failed = sum(not check.ok for check in checks)
        for check in sorted(checks, key=lambda check: check.ok):
            words = checkwords.words(check)
            item = QListWidgetItem(icons.icon("check" if check.ok else "attention", "accent" if check.ok else "amber"), words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{tr('通过') if check.ok else tr('没有通过')}：{words}")
            self.results.addItem(item)
        good = tr("检测通过，共 {count} 项").format(count=len(checks))
        self.verdict.setText(tr("有 {count} 项没有通过").format(count=failed) if failed else good)
        self.verdict.set_tone("amber" if failed else "accent")
        self.outcome.show()
