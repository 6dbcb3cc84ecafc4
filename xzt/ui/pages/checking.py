"""Checks the text under the pen in a job: one at a time, the newest question last; only what changed is checked again (DOC-05)."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from xzt.client.jobs import Progress
from xzt.docs.checks.findings import Finding
from xzt.docs.checks.given import NOTHING, Given
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import OfficialDocument
from xzt.ui.hub import Hub

if TYPE_CHECKING:
    from xzt.docs.checks.again import Checker


class Checking(QObject):
    """Asked to check, it answers with ``checked`` (document, list of Finding); its pages may be given after (``follow_pages``)."""

    checked = Signal(object, object)

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._checker: Checker | None = None
        self._wanted: tuple[OfficialDocument, Given] | None = None
        self._at_work = False
        self._document: OfficialDocument | None = None
        self._found: list[Finding] = []
        self._of_pages: list[Finding] = []

    def ask(self, document: OfficialDocument, given: Given = NOTHING) -> None:
        """Check a document; a question that was not begun yet is dropped for this one."""
        self._wanted = document, given
        self._begin()

    def follow_pages(self, document: OfficialDocument, model: PageModel) -> None:
        """Check the pages of the document that was asked about last."""

        def work(_progress: Progress) -> list[Finding]:
            from xzt.docs.checks.pages import check_sheets  # rules load with the first draft

            return check_sheets(document, model)

        self._hub.bridge.watch(self._hub.client.jobs.run("check", work).future, self._on_pages, self._hub.fail)

    def _begin(self) -> None:
        if self._wanted is None or self._at_work:
            return
        (document, given), self._wanted, self._at_work = self._wanted, None, True

        def work(_progress: Progress) -> tuple[OfficialDocument, list[Finding]]:
            from xzt.docs.checks.again import Checker  # as above

            if self._checker is None:
                self._checker = Checker()
            return document, self._checker.check(document, given)

        self._hub.bridge.watch(self._hub.client.jobs.run("check", work).future, self._on_checked, self._on_failed)

    def _on_checked(self, result: tuple[OfficialDocument, list[Finding]]) -> None:
        self._at_work = False
        self._document, self._found = result
        self._tell()
        self._begin()

    def _on_pages(self, found: list[Finding]) -> None:
        if found != self._of_pages:
            self._of_pages = found
            self._tell()

    def _on_failed(self, error: BaseException) -> None:
        self._at_work = False
        self._hub.fail(error)

    def _tell(self) -> None:
        if self._document is not None:
            self.checked.emit(self._document, [*self._of_pages, *self._found])
