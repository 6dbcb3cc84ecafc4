"""Every field of a unit's profile against the number that it gives, on the pages and in the DOCX; any profile keeps the page whole.

As in ``test_numbers`` nothing is taken from the layout's own measures.
"""

import io
from collections.abc import Callable
from itertools import pairwise

import docx
import msgspec
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.docs import test_numbers as numbers
from tests.docs.conftest import ISSUED, seal_picture
from tests.docs.test_numbers import black, dash, first, foot, full, left, mark_ink, red, right, top
from tests.docs.test_pages import part, plain
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.pages import GlyphRun, PageModel
from xzt.docs.model import Attachment, Form, Heading, Kind, OfficialDocument, Paragraph
from xzt.docs.render.docx import write_docx
from xzt.office.profile import STANDARD, Profile, refuse_profile

POINT = 25.4 / 72
FONTS = FontBook(system=False)
Measure = Callable[[PageModel], float]


def ordinary() -> OfficialDocument:
    return replace(numbers.sample(Kind.NOTICE), blocks=(Heading(3, "1.标题", "2022年国"), Paragraph("国" * 1700)))


def letter() -> OfficialDocument:
    return numbers.sample(Kind.LETTER)


def heading(model: PageModel) -> GlyphRun:
    return part(model.pages[0], "body")[0]


def pitch(model: PageModel) -> float:
    return max(after.baseline - before.baseline for before, after in pairwise(full(model.pages[1])))


def red_of(model: PageModel) -> float:
    (colour,) = {rule.color for rule in model.pages[0].rules if rule.color} | {first(model, "mark").color}
    return colour


def strokes(model: PageModel) -> list[float]:
    return [rule.width for rule in model.pages[0].rules if rule.color]


def middle_of_number(model: PageModel) -> float:
    run = model.pages[1].runs[-1]
    return (run.xs[0] + run.xs[-1] + run.size) / 2


def note_drop(model: PageModel) -> float:
    return top(first(model, "note")) - top(first(model, "signed_on"))


def latin(model: PageModel) -> float:
    return float(sum(model.faces[run.face].role == "西文" for page in model.pages for run in page.runs))


TABLE: list[tuple[str, object, Callable[[], OfficialDocument], Measure, float, float]] = [
    ("top_margin", 28.0, ordinary, lambda model: top(full(model.pages[1])[0]), 28, 0.1),
    ("top_margin", 28.0, ordinary, lambda model: mark_ink(model)[0], 28 + 35, 0.05),
    ("bottom_margin", 27.0, ordinary, lambda model: foot(full(model.pages[1])[-1]), 270, 0.1),
    ("bottom_margin", 27.0, ordinary, lambda model: black(model.pages[-1])[-1], 270, 0.001),
    ("bottom_margin", 27.0, ordinary, lambda model: dash(model, model.pages[1]), 277, 0.01),
    ("left_margin", 31.0, ordinary, lambda model: left(part(model.pages[1], "body")[0]), 31, 0.1),
    ("left_margin", 31.0, ordinary, lambda model: red(model)[0] - foot(first(model, "number")), 4, 0.1),
    ("right_margin", 20.0, ordinary, lambda model: max(rule.x2 for rule in model.pages[-1].rules), 190, 0.001),
    ("right_margin", 20.0, ordinary, lambda model: float(max(len(run.text) for run in part(model.pages[1], "body"))), 29, 0),
    ("mirrored", True, ordinary, lambda model: left(full(model.pages[1])[0]), 26, 0.1),
    ("mirrored", True, ordinary, lambda model: left(part(model.pages[2], "body")[0]), 28, 0.1),
    ("pitch", 33.0, ordinary, pitch, 33 * POINT, 0.001),
    ("pitch", 33.0, ordinary, lambda model: float(len(full(model.pages[1]))), 19, 0),
    ("bold_third", True, ordinary, lambda model: float(heading(model).bold), 1, 0),
    ("latin_face", True, ordinary, lambda model: float(latin(model) > 0), 1, 0),
    ("mark_size", 10.0, ordinary, lambda model: first(model, "mark").size, 10, 0.001),
    ("letter_mark_size", 9.0, letter, lambda model: first(model, "mark").size, 9, 0.001),
    ("red", "#E60012", ordinary, red_of, 0xE60012, 0),
    ("red", "#E60012", letter, red_of, 0xE60012, 0),
    ("red_line", 1.0, ordinary, lambda model: strokes(model)[0], 1, 0),
    ("red_line", 1.0, ordinary, lambda model: red(model)[0] - foot(first(model, "number")), 4, 0.1),
    ("double_thick", 1.0, letter, lambda model: max(strokes(model)), 1, 0),
    ("double_thick", 1.0, letter, lambda model: red(model)[0] - mark_ink(model)[1], 4, 0.05),
    ("double_thin", 0.15, letter, lambda model: min(strokes(model)), 0.15, 0),
    ("double_on", "text", letter, lambda model: min(rule.x1 for rule in model.pages[0].rules if rule.color), 106 - 85, 0.001),
    ("urgency_line", 3, ordinary, lambda model: top(first(model, "urgency")), 37 + 2 * (225 - 5.54) / 21, 0.1),
    ("first_number", False, ordinary, lambda model: float(model.pages[0].number), 0, 0),
    ("centred_numbers", True, ordinary, middle_of_number, 106, 0.05),
    ("number_dashes", False, ordinary, lambda model: float(len(model.pages[1].runs[-1].text)), 1, 0),
    ("number_inset", "text", ordinary, lambda model: left(model.pages[1].runs[-1]) - 28, 156 / 28, 0.05),
    ("note_apart", True, ordinary, note_drop, 2 * 219.46 / 21, 0.01),
    ("imprint_thick", 0.5, ordinary, lambda model: max(rule.width for rule in model.pages[-1].rules), 0.5, 0),
    ("imprint_thin", 0.15, ordinary, lambda model: min(rule.width for rule in model.pages[-1].rules), 0.15, 0),
    ("even_imprint", True, ordinary, lambda model: float(len(model.pages) % 2), 0, 0),
]
ELSEWHERE = {"word_filled", "quoted_attachments"}
"""Fields that change no page: one the DOCX, one what the checks say."""


@pytest.mark.parametrize(("name", "value", "document", "measure", "number", "tolerance"), TABLE)
def test_a_choice_gives_its_number(
    name: str, value: object, document: Callable[[], OfficialDocument], measure: Measure, number: float, tolerance: float
) -> None:
    profile = replace(STANDARD, **{name: value})
    model = lay_out(document(), ISSUED, FONTS, seal_picture(), profile)
    assert abs(measure(model) - number) <= tolerance + 1e-9
    assert abs(measure(lay_out(document(), ISSUED, FONTS, seal_picture())) - number) > tolerance or name in UNMOVED


UNMOVED = {"left_margin", "red_line", "double_thick", "mirrored", "even_imprint"}
"""Fields with a row in the table that says what does not move with them."""


def test_the_table_has_every_field() -> None:
    assert {row[0] for row in TABLE} | ELSEWHERE == set(Profile.__struct_fields__)


def test_the_standard_is_no_choice() -> None:
    """No field: the same pages as without a profile, in every form."""
    for kind in (Kind.NOTICE, Kind.LETTER, Kind.ORDER, Kind.MINUTES):
        document = numbers.sample(kind)
        assert lay_out(document, ISSUED, FONTS, None, Profile()) == lay_out(document, ISSUED, FONTS)


PROFILES = st.builds(
    Profile,
    top_margin=st.floats(25, 45),
    bottom_margin=st.floats(25, 45),
    left_margin=st.floats(20, 35),
    right_margin=st.floats(20, 35),
    mirrored=st.booleans(),
    pitch=st.none() | st.floats(24, 40),
    bold_third=st.booleans(),
    latin_face=st.booleans(),
    double_on=st.sampled_from(["paper", "text"]),
    note_apart=st.booleans(),
    even_imprint=st.booleans(),
    centred_numbers=st.booleans(),
    urgency_line=st.integers(1, 3),
)


@settings(max_examples=25, deadline=None)
@given(PROFILES, st.sampled_from([Form.ORDINARY, Form.LETTER, Form.ORDER, Form.MINUTES]), st.integers(0, 900))
def test_any_profile_keeps_the_text_inside_its_type_area(profile: Profile, form: Form, length: int) -> None:
    """Nothing is lost, nothing stands outside the type area of its page, the imprint's last line is its edge."""
    assert refuse_profile(profile) is None
    document = plain(form=form, blocks=(Paragraph("国" * length), Heading(3, "1.标题")), attachments=(Attachment("名单", (), "附件"),))
    model = lay_out(document, ISSUED, FONTS, None, profile)
    body = "".join(run.text for page in model.pages for run in part(page, "body"))
    assert body == "国" * length + "1.标题"
    for number, page in enumerate(model.pages, 1):
        aside = profile.right_margin - profile.left_margin if profile.mirrored and number % 2 == 0 else 0.0
        for run in part(page, "body") + part(page, "attachment:0:title"):
            assert run.xs[0] >= profile.left_margin + aside - 0.2
            assert right(run) <= 210 - profile.right_margin + aside + 0.3
            assert profile.top_margin - 0.1 <= top(run) <= 297 - profile.bottom_margin - 5.5 + 0.1


@pytest.mark.parametrize(
    "values",
    [
        {"left_margin": 5.0},
        {"pitch": 3.0},
        {"pitch": float("nan")},
        {"red": "#00FF00"},
        {"red": "red"},
        {"urgency_line": 9},
        {"mark_size": 60.0},
        {"double_on": "x"},
    ],
)
def test_a_value_out_of_range_is_refused(values: dict[str, object]) -> None:
    refusal = refuse_profile(replace(STANDARD, **values))
    assert refusal is not None
    assert refusal.code == "profile_malformed"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(msgspec.to_builtins(STANDARD) | values, Profile)


def test_the_docx_has_the_profile_too() -> None:
    """Margins, pitch, numbers, red, bold third level, Latin digits: what Word and WPS show follows the unit as well."""
    chosen = Profile(
        top_margin=30,
        left_margin=30,
        pitch=33,
        first_number=False,
        centred_numbers=True,
        number_dashes=False,
        red="#E60012",
        bold_third=True,
        latin_face=True,
        mirrored=True,
        red_line=1.0,
    )
    file = docx.Document(io.BytesIO(write_docx(ordinary(), ISSUED, chosen)))
    section = file.sections[0]
    assert section.top_margin is not None
    assert section.top_margin.mm == pytest.approx(30 - 5.54 * 7 / 16, abs=0.02)
    assert section.left_margin is not None
    assert section.left_margin.mm == pytest.approx(30, abs=0.02)
    assert file.styles["Normal"].paragraph_format.line_spacing.pt == 33
    assert section.different_first_page_header_footer
    assert "—" not in section.footer.paragraphs[0].text
    assert section.footer.paragraphs[0].alignment == 1
    assert [child.tag for child in file.settings.element].count(qn("w:mirrorMargins")) == 1
    runs = {run.text: run for line in file.paragraphs for run in line.runs}
    assert runs["1.标题"].bold
    assert not any(run.bold for text, run in runs.items() if text != "1.标题")
    assert str(next(run for text, run in runs.items() if text.endswith("文件")).font.color.rgb) == "E60012"
    fonts = runs["1.标题"]._r.rPr.rFonts
    assert (fonts.get(qn("w:ascii")), fonts.get(qn("w:eastAsia"))) == ("Times New Roman", "仿宋_GB2312")


@pytest.mark.parametrize(("profile", "twips"), [(Profile(), 589), (Profile(word_filled=True), 592), (Profile(pitch=28), 560)])
def test_the_line_of_the_docx(profile: Profile, twips: int) -> None:
    """33476.2: 10.39 mm a line; by choice the pitch that fills the type area, or the unit's own."""
    file = docx.Document(io.BytesIO(write_docx(plain(), ISSUED, profile)))
    assert file.styles["Normal"].paragraph_format.line_spacing.pt * 20 == twips
