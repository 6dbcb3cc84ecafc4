"""Import folders in the settings, each for dispatches or receipts; and what was set aside out of them, with the reason."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from xzt.client.folders import DISPATCHES, RECEIPTS, ImportFolder, SetAside
from xzt.client.jobs import Progress
from xzt.office.people import Role
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.text import tr, trouble_code_words
from xzt.ui.widgets.controls import Label, button, choose, chosen, clear, column, combo, panel, row, settle, tag
from xzt.ui.widgets.course import moment

TAKEN, ASIDE = tr("已导入"), tr("未能导入")
"""The sub-folders of an import folder."""
PURPOSES = {DISPATCHES: tr("发文草稿"), RECEIPTS: tr("收文登记稿")}
_RIGHTS = {DISPATCHES: Role.DRAFTER, RECEIPTS: Role.REGISTRAR}


def purposes(hub: Hub) -> list[str]:
    """List what the files of a folder may become for this person."""
    return [purpose for purpose, role in _RIGHTS.items() if role in hub.client.identity.roles]


class FolderPanel(QWidget):
    """The folders that are watched, and the way to choose another."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._list = column(spacing=1)
        self.purpose = combo("settings.folder.purpose", tr("放进去的文件成为"), [(one, PURPOSES[one]) for one in purposes(hub)])
        add = button("settings.folder.choose", tr("选择文件夹…"), self._on_choose)
        hint = tr(
            "放进文件夹的文件自动成为草稿：发文收 .txt 和 .docx，收文还收 .ofd、.pdf 和图片。"
            "没有复制完的先等；读不出来的、带密级标志的移到“{aside}”。"
        ).format(aside=ASIDE)
        self.aside = AsidePanel(hub, "settings.aside")
        inner = panel(
            Label(tr("导入文件夹"), bold=True),
            Label(hint, tone="muted", wrap=True),
            self._list,
            row(Label(tr("放进去的文件成为"), tone="muted"), self.purpose, None, add),
            self.aside,
            name="settings.folder",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(inner)
        self.refresh()

    def refresh(self) -> None:
        """Show the folders as they are."""
        layout = self._list.layout()
        if layout is None:
            return
        clear(layout)
        folders = self._hub.client.folders.all()
        for at, folder in enumerate(folders):
            path = Label(folder.path, wrap=True)
            path.setObjectName(f"settings.folder.path{at}")
            end = button(f"settings.folder.end{at}", tr("不再导入"), partial(self._on_end, folder.path), look="plain")
            layout.addWidget(row(tag(PURPOSES[folder.purpose], "accent"), path, None, end))
        if not folders:
            layout.addWidget(Label(tr("没有设置"), tone="muted"))
        settle(self._list)
        self.aside.refresh()

    def watch(self, path: str, purpose: str = "") -> None:
        """Watch a folder from now on; ``purpose`` is what is chosen where it is left empty."""
        if purpose:
            choose(self.purpose, purpose)
        folder = ImportFolder(path, TAKEN, ASIDE, chosen(self.purpose) or DISPATCHES)
        self._change(lambda: self._hub.client.folders.watch(folder))

    def _on_choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("选择导入文件夹"))
        if path:
            self.watch(path)

    def _on_end(self, path: str) -> None:
        self._change(lambda: self._hub.client.folders.end(path))

    def _change(self, how: Callable[[], Future[None]]) -> None:
        def work(_progress: Progress) -> None:
            how().result()  # the watch before may still be finishing a file

        self._hub.run(self._hub.client.jobs.run("folder", work), self._on_changed)

    def _on_changed(self, _nothing: None) -> None:
        self.refresh()


class AsidePanel(QFrame):
    """What was set aside, with its reason and where it lies, until a person has taken note; nothing when there is none."""

    def __init__(self, hub: Hub, name: str, purpose: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("look", "notice")
        self.setAccessibleName(tr("没有导入的文件"))
        self._hub, self._name, self._purpose = hub, name, purpose
        self._list = column(spacing=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(3), theme.gap(2), theme.gap(3), theme.gap(2))
        layout.setSpacing(theme.gap(1.5))
        note = button(f"{name}.note", tr("知道了"), self._on_note)
        layout.addWidget(row(Label(tr("没有导入的文件"), bold=True), None, note))
        layout.addWidget(self._list)
        self.refresh()

    def refresh(self) -> None:
        """Show what was set aside."""
        found = [one for one in self._hub.client.folders.set_aside() if self._purpose in {"", one.purpose}]
        layout = self._list.layout()
        if layout is not None:
            clear(layout)
            for at, one in enumerate(found):
                line = Label(aside_words(one), wrap=True)
                line.setObjectName(f"{self._name}.line{at}")
                layout.addWidget(line)
        self.setVisible(bool(found))
        settle(self)

    def _on_note(self) -> None:
        self._hub.bridge.watch(self._hub.client.folders.note_aside(), self._on_noted, self._hub.fail)

    def _on_noted(self, _nothing: None) -> None:
        self.refresh()


def aside_words(one: SetAside) -> str:
    """Say which file was set aside, why, what to do and where it lies."""
    sentence = trouble_code_words(one.code)
    return tr("{at}　“{name}”：{what}{next}文件在 {folder}").format(
        at=moment(one.at), name=one.name, what=sentence.what, next=sentence.next, folder=one.folder
    )
