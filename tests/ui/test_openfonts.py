"""Fonts of pages are opened once for the whole window, one an event (no stall over 50 ms)."""

from PySide6.QtWidgets import QApplication

from tests.docs.conftest import ISSUED
from tests.docs.test_pages import plain
from xzt.docs.layout import FontBook, lay_out
from xzt.ui import openfonts
from xzt.ui.openfonts import font_at, open_one


def test_each_is_opened_once_one_at_a_time(look: QApplication) -> None:
    """However often they are asked for, and no event opens more than one."""
    faces = lay_out(plain(), ISSUED, FontBook(system=False)).faces
    openfonts._open.clear()
    files = {(face.path, face.index) for face in faces.values()}
    steps = 0
    while open_one(faces.values()):
        steps += 1
        assert len(openfonts._open) == steps
    assert steps == len(files) > 1
    before = dict(openfonts._open)
    for face in faces.values():
        assert font_at(face, 21.5).isValid()
        assert font_at(face, 21.5).pixelSize() == 21.5
    assert openfonts._open == before
