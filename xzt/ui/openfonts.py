"""The fonts of pages that the window has open, each once for all page views. A Chinese font has several MB: opening it takes 8 ms.

Whoever is about to show pages opens their fonts one an event, so that the window never stands still for all of them. A raw font belongs
to the thread that made it: what is painted in a job opens its own.
"""

import atexit
import threading
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QRawFont

from xzt.docs.layout.pages import Face

_ANY_SIZE = 16.0
_open: dict[tuple[str, int], QRawFont] = {}
atexit.register(_open.clear)  # before the application that they need goes


def font_at(face: Face, pixels: float) -> QRawFont:
    """Return a face at an em in pixels."""
    font = QRawFont(_kept(face))
    font.setPixelSize(pixels)
    return font


def open_one(faces: Iterable[Face]) -> bool:
    """Open the first of these that is not open, in the window's thread; False when all are."""
    face = next((face for face in faces if (face.path, face.index) not in _open), None)
    if face is not None:
        _kept(face)
    return face is not None


def _kept(face: Face) -> QRawFont:
    if threading.current_thread() is not threading.main_thread():
        return _read(face)
    key = (face.path, face.index)
    if key not in _open:
        _open[key] = _read(face)
    return _open[key]


def _read(face: Face) -> QRawFont:
    hinting = QFont.HintingPreference.PreferNoHinting
    with Path(face.path).open("rb") as file:
        if file.read(4) != b"ttcf":
            return QRawFont(face.path, _ANY_SIZE, hinting)
    from xzt.docs.layout.installed import face_bytes  # read when the first page is shown

    return QRawFont(QByteArray(face_bytes(face)), _ANY_SIZE, hinting)
