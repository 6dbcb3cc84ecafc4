"""Sheets as pages: rows drawn where they were placed, turned where the sheet lies across the paper (GB/T 9704-2012 section 8)."""

from msgspec.structs import replace

from xzt.docs.layout.measures import PAPER_HEIGHT, PAPER_WIDTH
from xzt.docs.layout.pages import GlyphRun, Page, Picture, Rule
from xzt.docs.layout.rows import Row, Sheet


def page_of(sheet: Sheet, number: int, furniture: Row | None = None, aside: float = 0.0) -> Page:
    """Draw a sheet as a page; ``furniture`` (the page number) stands upright at its own place in any case.

    All of it stands ``aside`` mm further to the right.
    """
    turned = sheet.frame.turned
    runs: list[GlyphRun] = []
    rules: list[Rule] = []
    pictures: list[Picture] = []
    for y, row in sheet.placed:
        for run in row.runs:
            base = round(run.baseline + y, 4)
            runs.append(GlyphRun(run.face, run.size, base, run.glyphs, run.xs, run.text, run.color, run.place, run.bold, turned))
        rules += [_turned_rule(rule, y) if turned else _rule(rule, y) for rule in row.rules]
        pictures += [_picture(drawn, y, turned=turned) for drawn in row.pictures]
    if furniture is not None:
        runs += furniture.runs
    page = Page(PAPER_WIDTH, PAPER_HEIGHT, tuple(runs), tuple(rules), tuple(pictures), number)
    return moved(page, aside) if aside else page


def moved(page: Page, aside: float) -> Page:
    """Return a page with everything on it moved to the right; a turned run's baseline is what counts across the paper."""
    runs = [
        replace(run, baseline=round(run.baseline + aside, 4)) if run.turned else replace(run, xs=tuple(round(x + aside, 4) for x in run.xs))
        for run in page.runs
    ]
    rules = [replace(rule, x1=rule.x1 + aside, x2=rule.x2 + aside) for rule in page.rules]
    pictures = [replace(picture, x=picture.x + aside) for picture in page.pictures]
    return replace(page, runs=tuple(runs), rules=tuple(rules), pictures=tuple(pictures))


def _rule(rule: Rule, y: float) -> Rule:
    return Rule(rule.x1, rule.y1 + y, rule.x2, rule.y2 + y, rule.width, rule.color)


def _turned_rule(rule: Rule, y: float) -> Rule:
    return Rule(rule.y1 + y, PAPER_HEIGHT - rule.x1, rule.y2 + y, PAPER_HEIGHT - rule.x2, rule.width, rule.color)


def _picture(drawn: Picture, y: float, *, turned: bool) -> Picture:
    if not turned:
        return Picture(drawn.x, drawn.y + y, drawn.width, drawn.height, drawn.png, drawn.what, drawn.seal)
    top = PAPER_HEIGHT - drawn.x - drawn.width
    return Picture(drawn.y + y, top, drawn.height, drawn.width, drawn.png, drawn.what, drawn.seal, turned=True)
