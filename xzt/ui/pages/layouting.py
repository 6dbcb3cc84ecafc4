"""Lays documents out in a job and shows the newest result only: the live page while typing, previews, the page of a record."""

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from xzt.client.jobs import Job, Progress
from xzt.client.session import Client
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Issuance, OfficialDocument
from xzt.office.dispatch.state import Dispatch, Step
from xzt.office.profile import Profile
from xzt.office.registry import Matter, kind_of
from xzt.ui.hub import Hub
from xzt.ui.openfonts import open_one

_KEEP = 6


class Layouter(QObject):
    """Asked for pages, it answers with ``laid`` (PageModel) for the newest question and drops the others."""

    laid = Signal(object)

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._job: Job[PageModel] | None = None
        self._asked = ""
        self._known: OrderedDict[str, PageModel] = OrderedDict()
        self._opening = QTimer(self)
        self._opening.setSingleShot(True)
        self._opening.setInterval(0)
        self._opening.timeout.connect(self._show)

    def ask(self, document: OfficialDocument, issuance: Issuance) -> None:
        """Have the pages of a text under drafting, by the unit's profile as it stands."""
        self.ask_with(document, issuance, self._hub.client.unit_profile())

    def ask_with(self, document: OfficialDocument, issuance: Issuance, profile: Profile) -> None:
        """Have the pages of a text by a profile that need not be in force."""
        self._ask(sm3(encode((document, issuance, profile))), _of_text(document, issuance, profile))

    def ask_record(self, state: Matter) -> None:
        """Have the pages of a record, with its seal when the sealed file is here. What people write on it does not change them."""
        client = self._hub.client
        here = [digest for digest in files_of(state) if client.has_blob(digest)]
        over = (
            (state.number, state.signed_off, state.sealed_at)
            if isinstance(state, Dispatch)
            else (state.source.number, state.source.signed_on)
        )
        unit = client.unit_profile()
        frozen = unit if isinstance(state, Dispatch) and state.step is Step.DRAFT else state.profile
        self._ask(sm3(encode((state.document, over, here, frozen))), _of_record(client, state, unit))

    def take(self, key: str, model: PageModel) -> None:
        """Keep a result and show it when it is still what was asked for."""
        self._known[key] = model
        while len(self._known) > _KEEP:
            self._known.popitem(last=False)
        if key == self._asked:
            self._show()

    def _show(self) -> None:
        """Answer with what was asked for last, once its fonts are open: one an event."""
        model = self._known.get(self._asked)
        if model is None:
            return
        if open_one(model.faces.values()):
            self._opening.start()
        else:
            self.laid.emit(model)

    def _ask(self, key: str, work: Callable[[Progress], PageModel]) -> None:
        self._asked = key
        if self._job is not None:
            self._job.cancel()
        if key in self._known:
            self._known.move_to_end(key)
            self._show()
            return
        self._job = self._hub.client.jobs.run("pages", work)
        self._hub.bridge.watch(self._job.future, _Answer(self, key).take, self._hub.fail)


def files_of(state: Matter) -> tuple[str, ...]:
    """List the digests of the files that a record names."""
    return kind_of("dispatch" if isinstance(state, Dispatch) else "receipt").files(state)


class _Answer:
    def __init__(self, layouter: Layouter, key: str) -> None:
        self._layouter, self._key = layouter, key

    def take(self, model: PageModel) -> None:
        self._layouter.take(self._key, model)


def _of_text(document: OfficialDocument, issuance: Issuance, profile: Profile) -> Callable[[Progress], PageModel]:
    def lay_out(_progress: Progress) -> PageModel:
        from xzt.client import documents  # the shaper loads with the first page, not with the window (AE-19)

        return documents.pages(document, issuance, profile)

    return lay_out


def _of_record(client: Client, state: Matter, unit: Profile) -> Callable[[Progress], PageModel]:
    def lay_out(_progress: Progress) -> PageModel:
        from xzt.client import documents  # as above

        digest = documents.sealed_file(state)
        return documents.pages_of(state, client.blob(digest) if digest else None, documents.profile_of(state, unit))

    return lay_out
