"""From a point of a page back to the text."""

from xzt.docs.layout.measures import ASCENT
from xzt.docs.layout.pages import GlyphRun, PageModel, Place


def hit(model: PageModel, page_index: int, x: float, y: float) -> Place | None:
    """Return the place of the character at a point in mm, or of the nearest one on its line; None where there is no text."""
    best: tuple[float, Place] | None = None
    page = model.pages[page_index]
    for run in page.runs:
        place = run.place
        along, down = (page.height - y, x) if run.turned else (x, y)
        if place is None or not run.baseline - ASCENT * run.size * 1.3 <= down <= run.baseline + (1 - ASCENT) * run.size * 2.5:
            continue
        number, away = _nearest(run, along)
        if best is None or away < best[0]:
            best = (away, Place(place.part, place.block, place.start + number))
    return best[1] if best else None


def _nearest(run: GlyphRun, x: float) -> tuple[int, float]:
    """Return the index of the glyph under x, or of the first or last one, and how far off x is."""
    if x < run.xs[0]:
        return 0, run.xs[0] - x
    for number, left in enumerate(run.xs):
        right = run.xs[number + 1] if number + 1 < len(run.xs) else left + run.size
        if left <= x < right:
            return number, 0.0
    return len(run.xs) - 1, x - run.xs[-1] - run.size
