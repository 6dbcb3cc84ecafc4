"""Checks a document in a job and gives the findings of the newest question only."""

from PySide6.QtCore import QObject, Signal

from xzt.client.jobs import Job, Progress
from xzt.docs.checks.findings import Finding
from xzt.docs.checks.given import Given
from xzt.docs.model import OfficialDocument
from xzt.ui.hub import Hub


class Checking(QObject):
    """Asked to check, it answers with ``checked`` (list of Finding)."""

    checked = Signal(object)

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._job: Job[list[Finding]] | None = None

    def ask(self, document: OfficialDocument) -> None:
        """Check a document; an older question that is still open is dropped."""
        if self._job is not None:
            self._job.cancel()

        profile = self._hub.client.unit_profile()

        def work(_progress: Progress) -> list[Finding]:
            from xzt.docs.checks.checking import check  # rules load with the first draft

            return check(document, Given(profile=profile))

        self._job = self._hub.client.jobs.run("check", work)
        self._hub.bridge.watch(self._job.future, self._on_checked, self._hub.fail)

    def _on_checked(self, found: list[Finding]) -> None:
        self.checked.emit(found)
