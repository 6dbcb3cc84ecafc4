"""The grid over a page, to judge a layout by eye; never on paper.

Type area, lines and characters are those that the page was laid out by: 22 and 28 (GB/T 9704-2012 5.2) unless the unit's profile says
otherwise.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from xzt.docs.layout.measures import CHAR, grid_of
from xzt.docs.layout.pages import Page
from xzt.office.profile import Profile
from xzt.ui.theme import THEMES

_NUMBER = 2.6
"""Height of the ruler's figures in mm."""


def paint_grid(painter: QPainter, page: Page, scale: float, profile: Profile) -> None:
    """Paint the grid with the page's corner at the painter's origin; a page that lies across has 40 characters a line."""
    turned = any(run.turned for run in page.runs)
    grid = grid_of(profile)
    frame, cell = grid.across if turned else grid.upright, grid.cell
    accent = QColor(THEMES["light"].accent)
    faint, strong = QColor(accent), QColor(accent)
    faint.setAlpha(26)
    strong.setAlpha(110)
    painter.save()
    if profile.mirrored and page.number and page.number % 2 == 0:
        painter.translate((profile.right_margin - profile.left_margin) * scale, 0)
    if turned:
        painter.translate(0, page.height * scale)
        painter.rotate(-90)
    lines, characters = int((frame.height - CHAR) / frame.pitch + 1.001), round(frame.width / cell)
    for line in range(lines):
        painter.fillRect(_box(frame.left, frame.top + line * frame.pitch, frame.width, CHAR, scale), faint)
    painter.setPen(QPen(faint, 1))
    for character in range(characters + 1):
        x = (frame.left + character * cell) * scale
        painter.drawLine(QPointF(x, frame.top * scale), QPointF(x, frame.bottom * scale))
    painter.setPen(QPen(strong, 1, Qt.PenStyle.DashLine))
    painter.drawRect(_box(frame.left, frame.top, frame.width, frame.height, scale))
    painter.setPen(strong)
    font = QFont(painter.font())
    font.setPixelSize(max(round(_NUMBER * scale), 6))
    painter.setFont(font)
    for line in range(lines):
        box = _box(frame.left - 8, frame.top + line * frame.pitch, 6.5, CHAR, scale)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(line + 1))
    for character in (0, *range(4, characters, 5), characters - 1):
        box = _box(frame.left + (character - 1) * cell, frame.top - 5, 3 * cell, 4, scale)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(character + 1))
    painter.restore()


def _box(x: float, y: float, width: float, height: float, scale: float) -> QRectF:
    return QRectF(x * scale, y * scale, width * scale, height * scale)
