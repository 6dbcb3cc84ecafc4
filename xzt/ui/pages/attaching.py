"""随文文件 beside a draft: files that go with the document as they are, added, saved out and removed while it is drafted."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from xzt.client.commands import Accepted
from xzt.client.jobs import Cancelled, Job, Progress
from xzt.core.notices import JobProgress, Notice, Transfers
from xzt.office.act import AttachedFile
from xzt.office.dispatch.commands import Attach, Detach
from xzt.office.dispatch.state import Dispatch
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.filelist import FileList, job_words
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, row


class AttachForm(QFrame):
    """The list of files of the draft in sight, and the ways to change it."""

    def __init__(self, hub: Hub, record: Callable[[], str], close: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("form.attach")
        self.setProperty("look", "panel")
        self.setAccessibleName(tr("随文文件"))
        self._hub, self._record = hub, record
        self._job: Job[tuple[str, AttachedFile]] | None = None
        self.files = FileList(hub, "attach.files", self._on_remove)
        self.taking = Label(tone="accent")
        self.taking.setObjectName("attach.taking")
        self.stop = button("attach.stop", tr("停止"), self._on_stop, look="link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(4))
        layout.setSpacing(theme.gap(2.4))
        hint = tr("随公文一起送出的文件，原样传送，单个不超过 4 GB。离线也能添加：先加密存在本机，联网后分块上传，断线自动续传。")
        for part in (Label(tr("随文文件"), size=1.1, bold=True), Label(hint, tone="muted", wrap=True), self.files):
            layout.addWidget(part)
        layout.addWidget(row(self.taking, self.stop, None))
        layout.addStretch(1)
        layout.addWidget(
            row(
                None,
                button("attach.close", tr("继续修改"), close),
                button("attach.add", tr("添加文件…"), self._on_add, icon="add", look="primary"),
            )
        )
        self._show_taking("")

    def begin(self) -> None:
        """Show the files of the record as it stands."""
        state = self._hub.client.record("dispatch", self._record())
        self.files.show_files(state.attached if isinstance(state, Dispatch) else ())

    def on_notice(self, notice: Notice) -> None:
        """Follow what moves and what is taken in."""
        if isinstance(notice, Transfers) and self.isVisible():
            self.files.refresh(notice)
        if isinstance(notice, JobProgress) and self._job is not None and notice.job == self._job.id:
            self._show_taking(job_words(notice))

    def add(self, path: Path) -> None:
        """Take a file in, in a job, and attach it to the draft."""
        record, files = self._record(), self._hub.client.files

        def work(progress: Progress) -> tuple[str, AttachedFile]:
            found = files.take_in(path, progress.step)
            return record, AttachedFile(path.name, found.digest, found.size)

        self._job = self._hub.client.jobs.run("attach", work)
        self._show_taking(tr("正在加密保存…"))
        self._hub.bridge.watch(self._job.future, self._on_taken, self._on_failed)

    def _on_taken(self, taken: tuple[str, AttachedFile]) -> None:
        record, file = taken
        self._job = None
        self._show_taking("")
        self._hub.submit("dispatch", record, Attach(file), self._on_changed)

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self._show_taking("")
        if not isinstance(error, Cancelled):
            self._hub.fail(error)

    def _on_changed(self, _accepted: Accepted) -> None:
        self.begin()

    def _on_add(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("选择随文文件"))
        if path:
            self.add(Path(path))

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_remove(self, digest: str) -> None:
        self._hub.submit("dispatch", self._record(), Detach(digest), self._on_changed)

    def _show_taking(self, words: str) -> None:
        self.taking.setText(words)
        self.taking.setVisible(bool(words))
        self.stop.setVisible(bool(words))
