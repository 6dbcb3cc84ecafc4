"""The table of kinds, the templates, their placeholders, and the offices' own forms (DOC-01, DOC-03, DOC-05, DOC-19)."""

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from tests.docs.conftest import ISSUED
from tests.docs.test_numbers import first, left, right, top
from tests.docs.test_pages import part, plain
from xzt.docs.checks import Level, check
from xzt.docs.importing import read_docx, read_text
from xzt.docs.kinds.elements import missing_elements, shown_elements, unusual_elements
from xzt.docs.kinds.filling import House, filled, turned_into
from xzt.docs.kinds.placeholders import blanks
from xzt.docs.kinds.table import TABLE, KindFacts, all_kinds, facts_of, find_kind, kind_facts
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Closing, Custom, Form, Kind, OfficialDocument, Paragraph, text_of
from xzt.docs.render.docx import write_docx
from xzt.office.act import Number

FONTS = FontBook(system=False)
HOUSE = House(organ="某市人民政府", series=("某政发", "某政函", "某市人民政府令"), letter_series=("某政函",), printer="某市人民政府办公室")
REQUIRED: dict[str, set[str]] = {
    "决议": set(),
    "决定": set(),
    "命令": {"series", "posts"},
    "公报": set(),
    "公告": set(),
    "通告": set(),
    "意见": set(),
    "通知": set(),
    "通报": set(),
    "报告": {"recipients", "approver"},
    "请示": {"recipients", "approver"},
    "批复": {"recipients"},
    "议案": {"recipients", "posts"},
    "函": {"recipients"},
    "纪要": set(),
    "便函": {"recipients"},
    "签报": {"recipients"},
    "电报": {"recipients", "urgency"},
}
"""What a kind asks beside its title, read off 条例 articles 8 and 9 and custom; held here apart from the table."""
NAMES = {field.name for field in fields(OfficialDocument)}


def drawn(model: PageModel) -> str:
    """All that the pages show but their numbers, which stand between the lines of two pages."""
    return "".join(run.text for page in model.pages for run in page.runs if run.text[:1] != "—")


def test_every_kind_stands_in_the_table_once() -> None:
    assert [facts.kind for facts in all_kinds()[:15]] == list(Kind)
    assert [facts.custom for facts in all_kinds()[15:]] == [Custom.NOTE, Custom.SHEET, Custom.TELEGRAM]
    assert {facts.name for facts in all_kinds()} == set(REQUIRED)
    assert all(find_kind(facts.name) is facts for facts in all_kinds())
    assert find_kind("命令（令）") is find_kind("令") is kind_facts(Kind.ORDER)
    assert find_kind("方案") is None


def test_the_table_names_elements_of_the_model_and_marks_its_sources() -> None:
    for facts in all_kinds():
        assert {*facts.required, *facts.usual, *facts.unusual} <= NAMES, facts.name
        assert set(facts.sources.values()) <= {"V", "GK"}
        assert set(facts.sources) <= {field.name for field in fields(KindFacts)}
        assert {"purpose", "direction", "closing", "blocks"} <= set(facts.sources)
        assert facts.custom or facts.sources["purpose"] == "V"


def test_a_table_with_a_mistake_is_refused() -> None:
    text = TABLE.read_text("utf-8")
    for wrong in (text.replace('"决议"', '"方案"', 1), text.replace('"purpose"', '"purposes"', 1), text.replace('"down"', '"below"', 1)):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(wrong.encode(), type=tuple[KindFacts, ...])


@pytest.mark.parametrize("facts", all_kinds(), ids=lambda facts: facts.name)
def test_what_a_kind_requires_is_asked_for_where_it_is_missing(facts: KindFacts) -> None:
    document = filled(facts, HOUSE)
    assert missing_elements(document) == []
    assert unusual_elements(document) == []
    asked = set()
    for name in shown_elements(document):
        emptied = replace(document, **{name: type(getattr(document, name))()}) if name != "closing" else document
        asked |= {finding.place.part for finding in check(emptied) if finding.rule in {"M02", "F12"}}
    assert asked - {"title"} - ({"approver"} if facts.kind is Kind.MOTION else set()) == REQUIRED[facts.name]


@pytest.mark.parametrize("facts", all_kinds(), ids=lambda facts: facts.name)
def test_a_template_has_no_error_but_what_is_to_be_filled_in(facts: KindFacts) -> None:
    """DOC-05: the checker says what is left, at its place, and nothing else is wrong."""
    document = filled(facts, HOUSE)
    errors = [finding for finding in check(document) if finding.level is Level.ERROR]
    assert {finding.rule for finding in errors} == {"M01"}
    open_ = blanks(document)
    assert len(open_) > 2
    assert {error.place.part for error in errors} == {blank.part for blank in open_}
    assert sum(int(error.explanation.split("：")[1].removesuffix("处")) for error in errors) == len(open_)


WORD = st.text(st.sampled_from("样例事项工作服务"), min_size=1, max_size=12)


def _without_blanks(document: OfficialDocument, word: str) -> OfficialDocument:
    """Fill every placeholder in with a word."""

    def fill(value: object) -> object:
        if isinstance(value, str) and not isinstance(value, Kind | Form | Closing | Custom):
            return re.sub("【[^】]+】|…+", word, value)
        if isinstance(value, tuple):
            return tuple(fill(item) for item in value)
        if isinstance(value, msgspec.Struct):
            return replace(value, **{field.name: fill(getattr(value, field.name)) for field in fields(value)})
        return value

    made = fill(document)
    assert isinstance(made, OfficialDocument)
    return made


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(all_kinds()), st.sampled_from(all_kinds()), WORD)
def test_a_filled_template_is_laid_out_and_without_error(facts: KindFacts, other: KindFacts, word: str) -> None:
    """DOC-01: whatever the kind, and after a change to another kind, the page shows every word, and no error is left when all is filled."""
    document = _without_blanks(filled(facts, HOUSE), word)
    assert blanks(document) == []
    assert not [finding for finding in check(document) if finding.level is Level.ERROR]
    turned = turned_into(document, other, HOUSE)
    assert (turned.kind, turned.form, turned.custom) == (other.kind, other.form, other.custom)
    assert text_of(turned.blocks[0]) == text_of(document.blocks[0])
    for one in (document, turned):
        shown = drawn(lay_out(one, ISSUED, FONTS))
        assert all(text_of(block) in shown for block in one.blocks)
        assert (ISSUED.number in shown) is facts_of(one).numbered
        assert ("印发" in shown) is (one.form is not Form.LETTER and facts_of(one).imprint and bool(one.printer))


def test_minutes_show_the_names_and_no_seal() -> None:
    document = filled(kind_facts(Kind.MINUTES), HOUSE)
    assert {"attended", "excused", "observed"} <= shown_elements(document)
    assert not {"signers", "posts", "closing"} & shown_elements(document)
    assert not any(page.pictures for page in lay_out(document, ISSUED, FONTS).pages)


def test_an_order_counts_its_own_way() -> None:
    """10.2: 令号 is 第N号, without year."""
    document = filled(kind_facts(Kind.ORDER), HOUSE)
    assert document.series == "某市人民政府令"
    assert Number(document.series, 2026, 3).printed() == "第3号"


@pytest.mark.parametrize("form", list(Form))
def test_copy_number_stands_above_the_urgency(form: Form) -> None:
    """7.2.1, 7.2.3, 10.1: flush left on the first line; the urgency goes below it."""
    document = plain(form=form, urgency="特急")
    model = lay_out(document, replace(ISSUED, copy_number="000012"), FONTS)
    copy, urgency = first(model, "copy_number"), first(model, "urgency")
    assert (copy.text, round(left(copy), 1), round(left(urgency), 1)) == ("000012", 28.0, 28.0)
    assert top(urgency) - top(copy) == pytest.approx((225 - 5.54) / 21, abs=0.01)
    if form is not Form.LETTER:
        assert top(copy) == pytest.approx(37, abs=0.1)
    without = lay_out(document, ISSUED, FONTS)
    assert not part(without.pages[0], "copy_number")
    assert top(first(without, "urgency")) == pytest.approx(top(copy), abs=0.01)


def test_copy_number_goes_out_and_comes_in() -> None:
    issued = replace(ISSUED, copy_number="000012")
    for document in (plain(), plain(urgency="特急"), plain(form=Form.LETTER, urgency="特急")):
        imported = read_docx(write_docx(document, issued))
        assert imported.found.issuance().copy_number == "000012"
        assert imported.document.urgency == document.urgency
    assert read_text("000012\n某市人民政府关于样例的通知\n正文。").found.copy_number == "000012"


def test_a_telegram_shows_its_grade_beside_the_number() -> None:
    """条例 article 9 (3) names four grades; where they stand is custom."""
    facts = kind_facts(Kind.NOTICE, Custom.TELEGRAM)
    assert facts.urgencies == ("平急", "加急", "特急", "特提")
    model = lay_out(replace(filled(facts, HOUSE), urgency="特提"), ISSUED, FONTS)
    grade, number = first(model, "urgency"), first(model, "number")
    assert top(grade) == pytest.approx(top(number), abs=0.01)
    assert right(number) == pytest.approx(184 - 156 / 28, abs=0.1)
    assert "等级　特提" in drawn(model)


def test_an_internal_sheet_is_not_held_to_the_rules_between_organs() -> None:
    document = replace(filled(kind_facts(Kind.NOTICE, Custom.SHEET), HOUSE), blocks=(Paragraph("妥否，请批示。"),), recipients="张某某同志")
    assert not [finding for finding in check(document) if finding.rule != "M01"]
    assert read_text("关于样例的签报\n正文。").document.custom is Custom.SHEET


@pytest.mark.parametrize("facts", [facts for facts in all_kinds() if facts.custom is not Custom.NOTE], ids=lambda facts: facts.name)
def test_a_filled_template_comes_back_from_docx(facts: KindFacts) -> None:
    """Must show 5 for every kind: lists of minutes, posts, closings, the offices' own forms. 便函 cannot be told from a letter."""
    document = _without_blanks(filled(facts, HOUSE), "样例事项")
    if facts.kind is Kind.ORDER or not facts.numbered:
        document = replace(document, series="")  # no page shows it
    number = f"{document.series}〔2026〕3号" if document.series else ""
    back = read_docx(write_docx(document, replace(ISSUED, number=number, printed_on="2022-03-24")), letter_series=frozenset({"某政函"}))
    assert back.document == document


def test_a_joint_document_comes_back_from_docx() -> None:
    organs = ("某省教育厅", "某省财政厅", "某省审计厅")
    document = plain(mark="某省教育厅文件", mark_organs=organs, signers=organs)
    back = read_docx(write_docx(document, ISSUED)).document
    assert (back.mark, back.mark_organs, back.signers) == (document.mark, organs, organs)
