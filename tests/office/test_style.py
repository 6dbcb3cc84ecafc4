"""The unit's house style: who may change it, that nothing is written over unseen, that a document keeps the page it was submitted with."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.office.world import SERIES, Case, document, drafted
from xzt.core.encoding import decode, encode
from xzt.office import registry
from xzt.office.act import Number, SealedFile, Stamp
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route, Step
from xzt.office.exchange import consequences
from xzt.office.people import EVERYBODY, Role
from xzt.office.profile import STANDARD, Profile
from xzt.office.receipt import commands as r
from xzt.office.style.commands import SIGNED, Adopt
from xzt.office.style.state import KEPT, HouseStyle, style_id

BOLD = Profile(bold_third=True)
STRAIGHT = Route("reviewer", "leader")


def style(case: Case) -> HouseStyle:
    assert isinstance(case.state, HouseStyle)
    return case.state


def test_the_document_office_adopts_a_profile() -> None:
    case = Case("style").do("registrar", Adopt(BOLD, 0, "按省里的要求"))
    assert style(case).current.profile == BOLD
    assert (style(case).current.n, style(case).current.act.person, style(case).current.words) == (1, "registrar", "按省里的要求")
    case.do("keeper", Adopt(STANDARD, 1))
    assert [edition.n for edition in style(case).editions] == [1, 2]
    assert case.replayed() == encode(case.state)


def test_nobody_else_does() -> None:
    case = Case("style")
    for who in ("clerk", "reviewer", "leader", "ann", "sealer", "archivist"):
        assert case.refuse(who, Adopt(BOLD, 0)) == "not_registrar"
    case.do("registrar", Adopt(BOLD, 0))
    assert case.refuse("receiver", Adopt(STANDARD, 1)) == "not_registrar", "another unit's registrar"
    assert case.actions("registrar") == {"Adopt": None}
    refusal = case.actions("clerk")["Adopt"]
    assert refusal is not None
    assert refusal.code == "not_registrar"


def test_nothing_is_written_over_unseen() -> None:
    """Two change it apart: the second one, who has not seen the first one's, is refused and keeps his choices."""
    case = Case("style").do("registrar", Adopt(BOLD, 0))
    assert case.refuse("keeper", Adopt(Profile(latin_face=True), 0)) == "style_changed"
    assert case.refuse("keeper", Adopt(BOLD, 1)) == "style_same"
    assert Case("style").refuse("keeper", Adopt(STANDARD, 0)) == "style_same"


def test_values_out_of_range_are_refused() -> None:
    case = Case("style")
    assert case.refuse("registrar", Adopt(Profile(left_margin=3.0), 0)) == "profile_malformed"
    assert case.refuse("registrar", Adopt(BOLD, 0, "机密★1年")) == "state_secret"
    assert drafted().refuse("clerk", d.Submit(STRAIGHT, Profile(pitch=2.0))) == "profile_malformed"


def test_the_whole_unit_has_it_and_no_list_shows_it() -> None:
    rules = registry.kind_of("style")
    case = Case("style").do("registrar", Adopt(BOLD, 0))
    assert rules.audience(case.state) == {EVERYBODY}
    assert {rules.place(case.state, case.context(who)).box for who in ("registrar", "clerk", "ann")} == {"none"}
    assert (Adopt,) == SIGNED
    assert style_id("u1") != style_id("u2")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["registrar", "keeper", "clerk", "ann"]), st.integers(0, 30), st.floats(8, 22)), max_size=40))
def test_any_course_keeps_its_editions(moves: list[tuple[str, int, float]]) -> None:
    """Numbers grow by one, the newest are kept, what was refused leaves nothing, the log gives the same state."""
    case, count = Case("style"), 0
    for who, back, size in moves:
        before = case.state
        refusal = case.offer(who, Adopt(Profile(mark_size=size), max(0, count - back // 10)))
        if refusal is None:
            count += 1
            assert Role.REGISTRAR in case.context(who).roles
            assert style(case).current.n == count
            assert style(case).current.profile.mark_size == size
        else:
            assert case.state is before
    if case.state is not None:
        numbers = [edition.n for edition in style(case).editions]
        assert numbers == list(range(max(1, count - KEPT + 1), count + 1))
        assert case.replayed() == encode(case.state)
        assert decode(encode(case.state), HouseStyle) == case.state


def test_a_submitted_document_keeps_its_page() -> None:
    """The profile is frozen with the submission; only another submission changes it; the digest of the text is not touched by it."""
    plain, bold = drafted().do("clerk", d.Submit(STRAIGHT)), drafted().do("clerk", d.Submit(STRAIGHT, BOLD))
    assert plain.dispatch.profile is None
    assert bold.dispatch.profile == BOLD
    assert bold.text == plain.text
    bold.do("reviewer", d.Review("已核", bold.text)).do("leader", d.SignOff("同意", bold.text))
    assert bold.dispatch.profile == BOLD
    bold.do("registrar", d.Return(Step.DRAFT, "请改", bold.text)).do("clerk", d.SaveDraft(document(text="第二稿。")))
    bold.do("clerk", d.Submit(STRAIGHT, STANDARD))
    assert bold.dispatch.profile == STANDARD


def test_an_older_document_reads_as_before() -> None:
    """A state of a time without profiles is the standard's page."""
    old = {name: value for name, value in decode(encode(drafted().dispatch), dict).items() if name != "profile"}
    assert decode(encode(old), Dispatch).profile is None


def test_the_receiver_sees_the_sender_s_page() -> None:
    case = signed_off_with(BOLD)
    number, file = Number(SERIES, 2026, 1), SealedFile("a" * 64, "b" * 64, "样例章")
    case.do("registrar", d.AssignNumber(), number).do("sealer", d.Seal("a" * 64, (Stamp(1, 0, 0, 45, 45),)), file)
    by = case.context("registrar")
    decision = registry.decide("dispatch", case.state, d.Distribute(("u2",)), by)
    assert isinstance(decision, list)
    state = registry.evolve("dispatch", case.state, decision, by.act)
    assert state is not None
    (asked,) = consequences("r1", state, decision[-1], by.act)
    assert isinstance(asked.command, r.Deliver)
    assert asked.command.profile == BOLD
    receipt = Case("receipt", "u2").do("system", asked.command).receipt
    assert receipt.profile == BOLD


def signed_off_with(profile: Profile) -> Case:
    case = drafted().do("clerk", d.Submit(STRAIGHT, profile))
    return case.do("reviewer", d.Review("已核", case.text)).do("leader", d.SignOff("同意", case.text))


def test_every_field_stands_in_the_record() -> None:
    """What is frozen is written out, so that another default of a later version changes no older page."""
    case = drafted().do("clerk", d.Submit(STRAIGHT, STANDARD))
    assert set(decode(encode(case.dispatch), dict)["profile"]) == set(Profile.__struct_fields__)
