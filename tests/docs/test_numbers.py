"""Every element's place against a table of the standard's numbers, for all fifteen kinds and the three special forms (must-show 1).

A row of the table is a clause, the element, what is measured, and the number in mm that the clause gives; nothing here is taken from the
layout's own measures. Characters are measured as the standard does: 5.54 mm high, 156/28 mm wide.
"""

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.docs.conftest import ISSUED, seal_picture
from tests.docs.test_pages import part, plain
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.fonts import open_font
from xzt.docs.layout.pages import GlyphRun, Page, PageModel
from xzt.docs.model import Attachment, Form, Kind, OfficialDocument, Paragraph

CELL = 156 / 28
LINE = 5.54 * 15 / 8
MM = {"2号": 22 * 25.4 / 72, "3号": 16 * 25.4 / 72, "4号": 14 * 25.4 / 72}
FORMS = {Kind.LETTER: Form.LETTER, Kind.ORDER: Form.ORDER, Kind.MINUTES: Form.MINUTES}
SPECIAL = set(FORMS.values())


def top(run: GlyphRun) -> float:
    """Upper edge of a text's characters."""
    return run.baseline - 0.38 * run.size - 5.54 / 2


def foot(run: GlyphRun) -> float:
    return top(run) + 5.54


def left(run: GlyphRun) -> float:
    return run.xs[0]


def right(run: GlyphRun) -> float:
    return run.xs[-1] + CELL


def first(model: PageModel, name: str) -> GlyphRun:
    return next(run for page in model.pages for run in part(page, name))


def ink(model: PageModel, run: GlyphRun) -> tuple[float, float]:
    """Upper and lower edge of the ink of a run."""
    face = model.faces[run.face]
    boxes = [open_font(face.path, face.index).ink(glyph) for glyph in run.glyphs]
    return run.baseline - max(box[1] for box in boxes) * run.size, run.baseline - min(box[1] - box[3] for box in boxes) * run.size


def mark_ink(model: PageModel) -> tuple[float, float]:
    return ink(model, first(model, "mark"))


def red(model: PageModel) -> list[float]:
    """Upper and lower edges of the red lines of the first page, from above."""
    rules = sorted((rule for rule in model.pages[0].rules if rule.color), key=lambda rule: rule.y1)
    return [edge for rule in rules for edge in (rule.y1 - rule.width / 2, rule.y1 + rule.width / 2)]


def black(page: Page) -> list[float]:
    return sorted(rule.y1 + rule.width / 2 for rule in page.rules if not rule.color)


def title_top(model: PageModel) -> float:
    """Upper edge of the first line box of the title, whose characters are as high as their em."""
    run = first(model, "title")
    return run.baseline - 0.88 * run.size + (run.size - MM["2号"]) / 2


def dash(model: PageModel, page: Page) -> float:
    run = page.runs[-1]
    face = model.faces[run.face]
    return run.baseline - open_font(face.path, face.index).ink(run.glyphs[0])[1] * run.size


def full(page: Page) -> list[GlyphRun]:
    return [run for run in part(page, "body") if len(run.text) == 28]


def order_gap(model: PageModel) -> float:
    return top(first(model, "recipients")) - foot(first(model, "number"))


def off_middle(model: PageModel) -> float:
    signer, date = first(model, "signers"), first(model, "signed_on")
    return (left(signer) + right(signer) - left(date) - right(date)) / 2


def note(model: PageModel) -> GlyphRun:
    return next(run for page in model.pages for run in page.runs if run.text == "附件：")


def last_body(model: PageModel) -> GlyphRun:
    return [run for page in model.pages for run in part(page, "body")][-1]


def attended(model: PageModel) -> GlyphRun:
    return next(run for page in model.pages for run in page.runs if run.text == "出席：")


def copied(model: PageModel) -> GlyphRun:
    return next(run for run in model.pages[-1].runs if run.text == "抄送：")


def printed_gap(model: PageModel) -> float:
    run = [run for run in model.pages[-1].runs if run.place and run.place.part == "printed_on"][-1]
    return 184 - run.xs[-1] - run.size


def seal_gap(model: PageModel) -> float:
    page = next(page for page in model.pages if page.pictures)
    lines = [run for run in page.runs if run.place and (run.place.part == "body" or run.place.part.endswith(":title"))]
    return page.pictures[0].y - max(foot(run) for run in lines if run.baseline < part(page, "signers")[0].baseline)


def red_width(model: PageModel) -> float:
    (width,) = {round(rule.x2 - rule.x1, 3) for rule in model.pages[0].rules if rule.color}
    return width


Measure = Callable[[PageModel], float]
EVERY: list[tuple[str, str, Measure, float, float]] = [
    ("5.1", "paper, width", lambda model: model.pages[0].width, 210, 0),
    ("5.1", "paper, height", lambda model: model.pages[0].height, 297, 0),
    ("5.2.1", "天头", lambda model: top(full(model.pages[1])[0]), 37, 0.1),
    ("5.2.1", "订口", lambda model: left(full(model.pages[1])[0]), 28, 0.1),
    ("5.2.1", "right edge of the type area", lambda model: right(full(model.pages[1])[0]), 184, 0.1),
    ("5.2.1", "foot of the type area", lambda model: foot(full(model.pages[1])[-1]), 262, 0.1),
    ("5.2.3", "lines a page", lambda model: len(full(model.pages[1])), 22, 0),
    ("5.2.3", "characters a line", lambda model: max(len(run.text) for run in full(model.pages[1])), 28, 0),
    ("5.2.2", "三号", lambda model: full(model.pages[1])[0].size, MM["3号"], 0.001),
    ("5.2.3", "pitch", lambda model: max(b.baseline - a.baseline for a, b in pairwise(full(model.pages[1]))), (225 - 5.54) / 21, 0.001),
    ("7.3.3", "first line in", lambda model: left(first(model, "body")) - 28, 2 * CELL, 0.1),
    ("7.5", "page number, size", lambda model: model.pages[1].runs[-1].size, MM["4号"], 0.001),
    ("7.5", "page number, below the type area", lambda model: dash(model, model.pages[1]) - 262, 7, 0.01),
    ("7.5", "even page number, one character in", lambda model: left(model.pages[1].runs[-1]) - 28, MM["4号"], 0.05),
    (
        "7.5",
        "odd page number, one character in",
        lambda model: 184 - model.pages[2].runs[-1].xs[-1] - model.pages[2].runs[-1].size,
        MM["4号"],
        0.05,
    ),
    ("7.3.7", "attachment, label on the first line", lambda model: top(first(model, "attachment:0:label")), 37, 0.1),
    ("7.3.7", "attachment, label flush left", lambda model: left(first(model, "attachment:0:label")), 28, 0.1),
    (
        "7.3.7",
        "attachment, title on the third line",
        lambda model: part(model.pages[-1], "attachment:0:title")[0].baseline - 0.88 * MM["2号"],
        37 + 2 * (225 - 5.54) / 21,
        0.1,
    ),
    ("7.3.4", "attachments' note, two characters in", lambda model: left(note(model)), 28 + 2 * CELL, 0.1),
    ("7.3.4", "attachments' note, a blank line above", lambda model: top(note(model)) - top(last_body(model)), 2 * (225 - 5.54) / 21, 0.01),
    ("7.4.2", "imprint, 四号", lambda model: first(model, "copies_to").size, MM["4号"], 0.001),
]
SIGNED: list[tuple[str, str, Measure, float, float]] = [
    ("7.3.5.1", "date, four characters in", lambda model: 184 - right(first(model, "signed_on")), 4 * CELL, 0.1),
    (
        "7.3.5.1",
        "signer in the middle of the date",
        off_middle,
        0,
        0.1,
    ),
    ("7.3.5.1", "seal below the text, at most a line", lambda model: max(0.0, seal_gap(model) - LINE), 0, 0.01),
    ("7.3.6", "note, the line below the date", lambda model: top(first(model, "note")) - top(first(model, "signed_on")), 219.46 / 21, 0.01),
]
ORDINARY: list[tuple[str, str, Measure, float, float]] = [
    ("7.2.4", "mark, 35 mm below the type area's edge", lambda model: mark_ink(model)[0], 72, 0.05),
    ("7.2.5", "number, two lines below the mark", lambda model: top(first(model, "number")) - mark_ink(model)[1], 2 * LINE, 0.1),
    ("7.2.7", "red line, 4 mm below the number", lambda model: red(model)[0] - foot(first(model, "number")), 4, 0.1),
    ("7.2.7", "red line, as wide as the type area", red_width, 156, 0.001),
    ("7.2.3", "urgency, first line", lambda model: top(first(model, "urgency")), 37, 0.1),
    ("7.2.3", "urgency, flush left", lambda model: left(first(model, "urgency")), 28, 0.1),
    ("7.3.1", "title, two lines below the red line", lambda model: title_top(model) - red(model)[1], 2 * LINE, 0.1),
    ("7.3.1", "title, 二号", lambda model: first(model, "title").size, MM["2号"], 0.001),
]
LINED: list[tuple[str, str, Measure, float, float]] = [
    ("7.4.1", "imprint, last line on the type area's edge", lambda model: black(model.pages[-1])[-1], 262, 0.001),
    ("7.4.2", "copies, one character in", lambda model: left(copied(model)) - 28, MM["4号"], 0.1),
    ("7.4.3", "printing date, one character in", printed_gap, MM["4号"], 0.1),
    ("7.4.1", "imprint, thick lines", lambda model: max(rule.width for rule in model.pages[-1].rules), 0.35, 0.001),
    ("7.4.1", "imprint, thin line", lambda model: min(rule.width for rule in model.pages[-1].rules), 0.25, 0.001),
]
LETTER: list[tuple[str, str, Measure, float, float]] = [
    ("10.1", "mark, 30 mm below the paper's edge", lambda model: mark_ink(model)[0], 30, 0.05),
    ("10.1", "first double line, 4 mm below the mark", lambda model: red(model)[0] - mark_ink(model)[1], 4, 0.05),
    ("10.1", "second double line, 20 mm above the paper's edge", lambda model: red(model)[4], 277, 0.05),
    ("10.1", "double lines, length", red_width, 170, 0.001),
    ("10.1", "number, flush right", lambda model: right(first(model, "number")), 184, 0.1),
    ("10.1", "number, 7/8 of a character below the line", lambda model: top(first(model, "number")) - red(model)[3], 5.54 * 7 / 8, 0.06),
    ("10.1", "urgency, flush left", lambda model: left(first(model, "urgency")), 28, 0.1),
    ("10.1", "title, two lines below what is above it", lambda model: title_top(model) - foot(first(model, "number")), 2 * LINE, 0.1),
    ("10.1", "first page without a number", lambda model: model.pages[0].number, 0, 0),
    ("10.1", "imprint without lines", lambda model: len(black(model.pages[-1])), 0, 0),
]
ORDER: list[tuple[str, str, Measure, float, float]] = [
    ("10.2", "mark, 20 mm below the type area's edge", lambda model: mark_ink(model)[0], 57, 0.05),
    ("10.2", "number, two lines below the mark", lambda model: top(first(model, "number")) - mark_ink(model)[1], 2 * LINE, 0.1),
    (
        "10.2",
        "text, two lines below the number, box to box",
        order_gap,
        2 * LINE + 5.54 * 7 / 8,
        0.1,
    ),
]
MINUTES: list[tuple[str, str, Measure, float, float]] = [
    ("10.3", "出席, two characters in", lambda model: left(attended(model)) - 28, 2 * CELL, 0.1),
    ("10.3", "names, after the head", lambda model: left(first(model, "attended")) - left(attended(model)), 3 * CELL, 0.1),
]


def sample(kind: Kind) -> OfficialDocument:
    """A document of a kind, long enough for full pages, with every element that its form has."""
    form = FORMS.get(kind, Form.ORDINARY)
    return plain(
        kind=kind,
        form=form,
        title=f"某市人民政府关于测试的{kind.value}",
        urgency="特急",
        blocks=(Paragraph("国" * 1700),),
        attachments=(Attachment("测试名单", (Paragraph("文"),), "附件"),),
        attended="张某某　李某" if form is Form.MINUTES else "",
    )


def table(form: Form) -> list[tuple[str, str, Measure, float, float]]:
    """What holds for a form."""
    rows = list(EVERY)
    rows += {Form.LETTER: LETTER, Form.ORDER: ORDER, Form.MINUTES: [*ORDINARY, *MINUTES], Form.ORDINARY: ORDINARY}[form]
    rows += SIGNED if form is not Form.MINUTES else []
    return rows + (LINED if form is not Form.LETTER else [])


@pytest.mark.parametrize("kind", list(Kind))
def test_every_element_stands_where_the_standard_puts_it(fonts: FontBook, kind: Kind) -> None:
    document = sample(kind)
    model = lay_out(document, ISSUED, fonts, seal_picture())
    wrong = []
    for clause, what, measure, number, tolerance in table(document.form):
        found = measure(model)
        if abs(found - number) > tolerance + 1e-9:
            wrong.append(f"{clause} {what}: {found:.3f}, not {number:.3f}")
    assert not wrong


def test_the_table_covers_all_kinds_and_forms() -> None:
    assert len(Kind) == 15
    assert set(Form) == SPECIAL | {Form.ORDINARY}
    assert sum(len(table(FORMS.get(kind, Form.ORDINARY))) for kind in Kind) > 500
