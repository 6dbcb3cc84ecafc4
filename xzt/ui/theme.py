"""The look: three palettes of ten named colours, the interface font, spacing in quarters of a line. No widget lives here.

Fusion everywhere with our own palette (AE-26): what the desktop's scheme says only chooses among ours. Lengths follow the font, so that a
larger font or a larger scale clips nothing. Red stands for red headings, seals and overdue, never for a button.
"""

from functools import cache
from pathlib import Path

from msgspec import Struct, structs
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "思源黑体", "Microsoft YaHei", "微软雅黑", "WenQuanYi Micro Hei")
POINTS = 10.5


class Colours(Struct, frozen=True):
    """Ten named colours; every text colour has a contrast of 4.5 or more on ground, surface and tint."""

    ground: str
    surface: str
    ink: str
    muted: str
    line: str
    accent: str
    on_accent: str
    tint: str
    red: str
    amber: str


THEMES: dict[str, Colours] = {
    "light": Colours(
        ground="#F2F4F7",
        surface="#FFFFFF",
        ink="#1D2530",
        muted="#566170",
        line="#D3DAE3",
        accent="#28598F",
        on_accent="#FFFFFF",
        tint="#E3EBF5",
        red="#B0231B",
        amber="#7F5200",
    ),
    "dark": Colours(
        ground="#181C22",
        surface="#21272F",
        ink="#E4E9F0",
        muted="#A5B0BF",
        line="#3B4551",
        accent="#86B4EB",
        on_accent="#0F1D2C",
        tint="#2B3A4D",
        red="#FF9389",
        amber="#E8B965",
    ),
    "contrast": Colours(
        ground="#000000",
        surface="#000000",
        ink="#FFFFFF",
        muted="#E6E6E6",
        line="#FFFFFF",
        accent="#7CCBFF",
        on_accent="#000000",
        tint="#00345F",
        red="#FFA29A",
        amber="#FFD24A",
    ),
}

_current: dict[str, str] = {"name": "light"}


def theme_name() -> str:
    """Return the name of the theme in use."""
    return _current["name"]


def colours() -> Colours:
    """Return the colours in use."""
    return THEMES[_current["name"]]


def colour(name: str) -> QColor:
    """Return one of the ten colours in use by name."""
    return QColor(str(getattr(colours(), name)))


def palette_of(look: Colours) -> QPalette:
    """Build the Qt palette that says what the ten colours mean."""
    palette = QPalette()
    role = QPalette.ColorRole
    for where, value in {
        role.Window: look.ground,
        role.WindowText: look.ink,
        role.Base: look.surface,
        role.AlternateBase: look.ground,
        role.Text: look.ink,
        role.Button: look.surface,
        role.ButtonText: look.ink,
        role.BrightText: look.red,
        role.Highlight: look.accent,
        role.HighlightedText: look.on_accent,
        role.Link: look.accent,
        role.LinkVisited: look.accent,
        role.PlaceholderText: look.muted,
        role.ToolTipBase: look.surface,
        role.ToolTipText: look.ink,
        role.Mid: look.line,
        role.Midlight: look.tint,
        role.Dark: look.line,
        role.Light: look.surface,
        role.Accent: look.accent,
    }.items():
        palette.setColor(where, QColor(value))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(look.muted))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(look.line))
    return palette


def apply_theme(app: QApplication, name: str) -> None:
    """Give the application its style, palette, font and stylesheet. The one place that sets them."""
    _current["name"] = name if name in THEMES else "light"
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(interface_font())
    app.setPalette(palette_of(colours()))
    app.setStyleSheet(stylesheet(colours()))


def stylesheet(look: Colours) -> str:
    """Fill the ten colours into the one stylesheet file."""
    text = (RESOURCES / "text" / "desktop.qss").read_text(encoding="utf-8")
    for name, value in sorted(structs.asdict(look).items(), key=lambda item: -len(item[0])):
        text = text.replace(f"@{name}", value)
    text = text.replace("@handle", mixed(look.line, look.muted, 0.5)).replace("@edge", edge(look))
    tick = "tick-light" if _luminance(look.on_accent) > 0.5 else "tick-dark"
    text = text.replace("@tick", (RESOURCES / "icons" / f"{tick}.svg").as_posix())
    text = text.replace("@upward", (RESOURCES / "icons" / "upward.svg").as_posix())
    return text.replace("@arrow", (RESOURCES / "icons" / "arrow.svg").as_posix())


def interface_font(points: float = POINTS) -> QFont:
    """Return the interface font, Chinese families first."""
    font = QFont()
    font.setFamilies([*_families()])
    font.setPointSizeF(points)
    return font


@cache
def _families() -> tuple[str, ...]:
    """Name only families that the machine has: a missing one in the list costs a search at every start."""
    known = set(QFontDatabase.families())
    found = tuple(name for name in FAMILIES if name in known)
    return found or FAMILIES


def scaled_font(factor: float, *, bold: bool = False) -> QFont:
    """Return the interface font, larger or smaller by ``factor``."""
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * factor)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def em() -> float:
    """Return the height of a line of the interface font in logical pixels."""
    return QFontMetricsF(QApplication.font()).height()


def gap(quarters: float) -> int:
    """Return a distance in logical pixels; one step is a quarter of a 20-pixel line."""
    return round(em() * quarters / 4)


def edge(look: Colours) -> str:
    """Return the colour of the frames of controls: as faint as may be with a contrast of 3 to what is around (WCAG 2.1, 1.4.11)."""
    steps = [mixed(look.line, look.muted, share / 16) for share in range(17)]
    return next((one for one in steps if min(contrast(one, look.ground), contrast(one, look.surface)) >= 3), look.muted)


def mixed(first: str, second: str, share: float) -> str:
    """Return a colour between two, with this share of the second."""
    parts = [(int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (other - one) * share):02X}" for one, other in parts)


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2)."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(value: str) -> float:
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
