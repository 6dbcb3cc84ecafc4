"""The line beside a request for this unit's seal that says whether the final file is what its head signed (P1)."""

from functools import partial

from xzt.client.jobs import Progress
from xzt.office.dispatch.state import Dispatch
from xzt.office.registry import Matter
from xzt.ui.hub import Hub
from xzt.ui.outgoingwords import FINALS
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label


class FinalLine(Label):
    """Looks in a job when such a request is shown, and again when its file has come."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(wrap=True)
        self.setObjectName("record.final")
        self._hub = hub
        self._looked: tuple[str, bool] = ("", False)
        self.hide()

    def show_record(self, state: Matter) -> None:
        """Look at what this unit is asked to seal; nothing is said where it is not asked, or has answered."""
        asked = state.seal_asked if isinstance(state, Dispatch) else None
        if asked is None or asked.answer or not isinstance(state, Dispatch):
            self._looked = ("", False)
            self.hide()
            return
        here = (asked.file, self._hub.client.has_blob(asked.file))
        self.show()
        if here == self._looked:
            return
        self._looked = here
        self.setText(tr("正在核对定稿…"))
        client = self._hub.client

        def work(_progress: Progress) -> tuple[str, str]:
            from xzt.client.finalcheck import check_final  # lays pages out: loads when it is needed

            found = check_final(client, state)
            words, tone = FINALS[found.likeness]
            return words.format(pages=found.pages, page=found.page), tone

        self._hub.bridge.watch(client.jobs.run("final", work).future, partial(self._say, here), self._hub.fail)

    def _say(self, about: tuple[str, bool], said: tuple[str, str]) -> None:
        if about == self._looked:
            self.setText(said[0])
            self.set_tone(said[1])
