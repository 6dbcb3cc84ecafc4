"""需处理 in the window: both versions of a text that came too late (OFF-03)."""

import msgspec
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from tests.sync.town import document
from tests.ui.stage import Stage, child, until
from xzt.client.access import sign_in, unlock
from xzt.client.commands import Accepted
from xzt.core.encoding import encode
from xzt.docs.model import Paragraph
from xzt.office.dispatch.commands import SaveDraft, Submit
from xzt.office.dispatch.state import Route
from xzt.ui.window import MainWindow


def test_both_texts_of_a_draft_that_came_too_late(stage: Stage) -> None:
    """OFF-03: what one wrote while the other machine submitted the draft stands beside the text as it is now, and can be copied whole."""
    clerk = stage.window("jia-1")
    begun = clerk.client.start_draft(document()).result(60)
    assert isinstance(begun, Accepted)
    other = sign_in(stage.folder / "other", stage.server.url, "jia-1", "sample-jia-1", stage.clock)
    stage.clients.append(other)
    other.start()
    until(lambda: other.record("dispatch", begun.record))
    until(lambda: not clerk.client.waiting("dispatch", begun.record))
    other.engine.stop()
    late = replace(document(), blocks=(*document().blocks, Paragraph("来晚了的一段。")))
    assert isinstance(other.submit("dispatch", begun.record, SaveDraft(msgspec.Raw(encode(late)))).result(60), Accepted)
    assert isinstance(clerk.client.submit("dispatch", begun.record, Submit(Route("yi-1", "ding-1"))).result(60), Accepted)
    until(lambda: not clerk.client.waiting("dispatch", begun.record))
    other.close()
    stage.clients.remove(other)
    again = unlock(other.folder, "sample-jia-1", stage.clock)
    stage.clients.append(again)
    again.start()
    window = MainWindow(again)
    stage.windows.append(window)
    window.show()
    until(again.attention)
    window.show_page("attention")
    assert "来晚了的一段。" in child(window, QLabel, "attention.0.words").text()
    assert "没有不同的段落" in child(window, QLabel, "attention.0.theirs").text()
    child(window, QPushButton, "attention.0.copy").click()
    assert QApplication.clipboard().text().endswith("来晚了的一段。")
