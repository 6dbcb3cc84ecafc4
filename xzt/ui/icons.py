"""Icons: our own line drawings (resources/icons, SVG) in the colours of the theme, sharp at every scale."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from xzt.ui import theme

_RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0)
_PUT = "put_icon"
_FOLDER = theme.RESOURCES / "icons"


def icon(name: str, colour: str = "ink") -> QIcon:
    """Return the icon ``name`` drawn in one of the ten colours of the theme in use."""
    look = theme.colours()
    return _made(name, str(getattr(look, colour)), look.muted, theme.gap(4))


def put(on: QAbstractButton, name: str, colour: str = "ink") -> None:
    """Put an icon on a button that follows the theme: ``redraw`` draws it in the colours of another."""
    on.setProperty(_PUT, [name, colour])
    on.setIcon(icon(name, colour))


def redraw(inside: QWidget) -> None:
    """Draw what was put on the buttons of a window in the colours of the theme in use."""
    for on in inside.findChildren(QAbstractButton):
        found = on.property(_PUT)
        if found:
            on.setIcon(icon(*found))


@lru_cache(maxsize=256)
def _made(name: str, value: str, muted: str, size: int) -> QIcon:
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(_drawn(name, value, size, ratio), QIcon.Mode.Normal)
        made.addPixmap(_drawn(name, muted, size, ratio), QIcon.Mode.Disabled)
    return made


def picture(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Return the icon as a picture of ``size`` logical pixels."""
    return _drawn(name, str(getattr(theme.colours(), colour)), size, ratio)


def _drawn(name: str, value: str, size: int, ratio: float) -> QPixmap:
    source = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", value)
    pixels = round(size * ratio)
    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
