"""The look: contrast of every text colour (AE-25), our own palettes (AE-26), icons in the theme's colour, one stylesheet."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.stage import ROOT
from xzt.app import desktop
from xzt.ui import icons, theme
from xzt.ui.pages.settings import keep_look
from xzt.ui.widgets.controls import button


@pytest.mark.parametrize("name", list(theme.THEMES))
@pytest.mark.parametrize("text", ["ink", "muted", "accent", "red", "amber"])
@pytest.mark.parametrize("below", ["ground", "surface", "tint"])
def test_contrast(name: str, text: str, below: str) -> None:
    look = theme.THEMES[name]
    assert theme.contrast(getattr(look, text), getattr(look, below)) >= 4.5


@pytest.mark.parametrize("name", list(theme.THEMES))
def test_frames_of_controls_and_of_the_focus_are_seen(name: str) -> None:
    """WCAG 2.1, 1.4.11: a contrast of 3 to what is around; the frame of what has the focus is in the accent."""
    look = theme.THEMES[name]
    for below in (look.ground, look.surface):
        assert theme.contrast(theme.edge(look), below) >= 3
        assert theme.contrast(look.accent, below) >= 3


@pytest.mark.parametrize("name", list(theme.THEMES))
def test_contrast_on_buttons_and_in_high_contrast(name: str) -> None:
    look = theme.THEMES[name]
    assert theme.contrast(look.on_accent, look.accent) >= 4.5
    assert theme.contrast(look.surface, look.ink) >= 7
    if name == "contrast":
        assert theme.contrast(look.muted, look.surface) >= 7


def test_ten_colours_fill_the_palette_and_the_stylesheet(look: QApplication) -> None:
    assert len(theme.Colours.__struct_fields__) == 10
    for name, colours in theme.THEMES.items():
        theme.apply_theme(look, name)
        assert look.palette().color(QPalette.ColorRole.Window).name().upper() == colours.ground.upper()
        assert not re.search(r"@\w+", look.styleSheet())
        assert look.style().objectName() == "fusion" or look.styleSheet()


def test_stylesheet_lengths_follow_the_font() -> None:
    """AE-26: lengths are multiples of the font; only lines are pixels, a double one three of them."""
    text = (ROOT / "resources" / "text" / "desktop.qss").read_text(encoding="utf-8")
    assert set(re.findall(r"[\d.]+px", text)) <= {"1px", "2px", "3px"}


def test_every_icon_is_used_and_drawn(look: QApplication) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "xzt" / "ui").rglob("*.py"))
    for path in (ROOT / "resources" / "icons").glob("*.svg"):
        assert f'"{path.stem}"' in source or path.stem in {"arrow", "upward", "tick-light", "tick-dark"}, path.stem
        picture = icons.picture(path.stem, "accent", 24, 2.0).toImage()
        assert picture.width() == 48
        assert any(picture.pixelColor(x, y).alpha() for x in range(48) for y in range(48))


def test_icons_of_buttons_follow_another_look(look: QApplication) -> None:
    """They had stayed dark on the dark bar until the next start."""
    around = QWidget()
    made = button("lock", "锁定", lambda: None, icon="lock")
    made.setParent(around)
    try:
        for name in ("light", "dark"):
            theme.apply_theme(look, name)
            icons.redraw(around)
            drawn = made.icon().pixmap(16, 16).toImage()
            strokes = max((drawn.pixelColor(x, y) for x in range(16) for y in range(16)), key=QColor.alpha)
            assert theme.contrast(strokes.name(), theme.colours().surface) >= 7
    finally:
        theme.apply_theme(look, "light")
        around.deleteLater()


def test_the_look_that_was_chosen_is_there_at_the_next_start(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The settings' choice is what the program begins with; it had been kept and never read."""
    started: list[str] = []
    monkeypatch.setattr(desktop, "has_display", lambda: True)
    monkeypatch.setattr(desktop, "default_root", lambda: tmp_path)
    monkeypatch.setattr("xzt.ui.collecting.take_over", lambda _: None)

    def made(look: str) -> QApplication:
        started.append(look)
        return qapp

    monkeypatch.setattr("xzt.ui.desktop.make_application", made)
    monkeypatch.setattr("xzt.ui.desktop.Desktop.start", lambda _self: None)
    monkeypatch.setattr(QApplication, "exec", lambda *_: 0)
    keep_look("dark")
    assert desktop.run_desktop() == 0
    keep_look("light")
    assert desktop.run_desktop() == 0
    assert started == ["dark", "light"]
