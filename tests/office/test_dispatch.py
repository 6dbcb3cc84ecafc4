"""Every transition of a dispatch, and the rules of flow (W), numbers (N) and handling (G) that it keeps."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.office.world import (
    FILE,
    OTHER,
    ROUTE,
    SEALED,
    SERIES,
    STRAIGHT,
    THIRD,
    UNIT,
    Case,
    archived,
    closed,
    countersigning,
    distributed,
    document,
    drafted,
    number,
    numbered,
    raw,
    sealed,
    signed_off,
    stamps,
    submitted,
    to_sign,
)
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.office import registry
from xzt.office.act import ItemNumber, Number, SealedFile
from xzt.office.dispatch import commands as d
from xzt.office.dispatch import events as e
from xzt.office.dispatch.decision import number_year
from xzt.office.dispatch.guards import OFFICE_ACTS, STEERING
from xzt.office.dispatch.state import ORDER, Route, Step
from xzt.office.policy import MAX_TEXT_BYTES, MAX_WORDS

TEXT = sm3(bytes(document()))
"""The digest of the text that every case here submits."""


def actions_of(case: Case) -> list[str]:
    return [entry.action for entry in case.dispatch.course]


def test_whole_life() -> None:
    """G1: draft, review, countersign, sign off, number, seal, distribute, close, archive, package; each step leaves its line."""
    case = archived().do("archivist", d.RecordPackage("c" * 64))
    assert case.dispatch.step is Step.ARCHIVED
    assert case.dispatch.tasks == ()
    assert case.dispatch.archival is not None
    assert case.dispatch.archival.package == "c" * 64
    expected = ["draft", "submit", "review", "sign_off", "number", "seal", "distribute", "close", "archive", "package"]
    assert actions_of(case) == expected
    assert case.refuse("archivist", d.RecordPackage("d" * 64)) == "packaged_already"
    assert encode(case.state) == case.replayed()


def test_draft_belongs_to_its_drafter() -> None:
    case = Case()
    assert case.refuse("reviewer", d.StartDraft(document())) == "not_drafter"
    assert case.refuse("clerk", d.SaveDraft(document())) == "absent"
    case.do("clerk", d.StartDraft(document())).do("clerk", d.SaveDraft(document(text="又一稿。")))
    assert b"\xe5\x8f\x88" in bytes(case.dispatch.document)
    assert case.refuse("clerk2", d.SaveDraft(document())) == "not_holder"
    assert case.refuse("clerk", d.StartDraft(document())) == "exists"


def test_those_whom_the_drafter_asks_write_with_him() -> None:
    """共同起草: they see the draft, have it to do and save it; they neither send it nor ask others, and do not review their own text."""
    case = drafted()
    views = registry.kind_of("dispatch")
    assert case.refuse("ann", d.SaveDraft(document())) == "not_holder"
    case.do("clerk", d.Share(("ann", "reviewer")))
    assert views.audience(case.state) == {"p:clerk", "p:ann", "p:reviewer"}
    assert views.place(case.state, case.context("ann")).box == "todo"
    case.do("ann", d.SaveDraft(document(text="二人写的。")))
    assert case.refuse("ann", d.Submit(STRAIGHT)) == "not_holder"
    assert case.refuse("ann", d.Share(("bob",))) == "not_holder"
    assert case.refuse("clerk", d.Submit(STRAIGHT)) == "own_matter"
    case.do("clerk", d.Share(("ann",)))
    assert views.audience(case.state) == {"p:clerk", "p:ann"}
    assert case.refuse("reviewer", d.SaveDraft(document())) == "not_holder"
    case.do("clerk", d.Submit(STRAIGHT))
    assert case.refuse("ann", d.SaveDraft(document())) == "step_passed"
    assert case.refuse("clerk", d.Share(())) == "step_passed"
    assert "p:ann" in views.audience(case.state)
    assert views.place(case.state, case.context("ann")).box == "none"


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (("nobody",), "person_unknown"),
        (("stranger",), "person_unknown"),
        (("ann", "ann"), "person_twice"),
        (("clerk",), "person_twice"),
    ],
)
def test_only_others_of_the_unit_write_with_the_drafter(people: tuple[str, ...], code: str) -> None:
    assert drafted().refuse("clerk", d.Share(people)) == code


def test_every_stretch_of_drafting_has_its_own_name_and_its_first_text() -> None:
    """What is written offline in one stretch of drafting must not get into the next."""
    case = drafted()
    first = case.dispatch.drafting
    assert first
    assert first.text == sm3(bytes(case.dispatch.document))
    case.do("clerk", d.SaveDraft(document(text="第二稿。")))
    assert case.dispatch.drafting == first
    case.do("clerk", d.Submit(STRAIGHT))
    assert case.dispatch.drafting is None
    case.do("clerk", d.Withdraw())
    second = case.dispatch.drafting
    assert second
    assert second.id != first.id
    assert second.text == sm3(bytes(case.dispatch.document))
    case.do("clerk", d.Submit(STRAIGHT)).do("reviewer", d.Return(Step.DRAFT, "请改。", case.dispatch.text))
    third = case.dispatch.drafting
    assert third
    assert third.id not in {first.id, second.id}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "text_malformed"),
        (b"{", "text_malformed"),
        (b"[]", "text_malformed"),
        (b'{"kind":"x","title":1,"series":"s"}', "text_malformed"),
        (b'{"kind":"x","title":"t"}', "text_malformed"),
        (b'{"kind":"x","title":"t","series":"s","blocks":"\xff\xfe"}', "text_malformed"),
        (b'{"kind":"x","title":"t","series":"s","blocks":' + b"[" * 5000 + b"]" * 5000 + b"}", "text_malformed"),
        (b'{"kind":"x","title":"t","series":"s","blocks":"' + b"x" * MAX_TEXT_BYTES + b'"}', "text_too_large"),
    ],
)
def test_text_that_is_no_document_is_refused(body: bytes, code: str) -> None:
    """AE-04: whatever stands in the place of the document, the rules answer with a refusal and do not raise."""
    assert Case().refuse("clerk", d.StartDraft(msgspec.Raw(body))) == code
    assert drafted().refuse("clerk", d.SaveDraft(msgspec.Raw(body))) == code


@pytest.mark.parametrize(
    ("route", "code"),
    [
        (Route("ann", "leader"), "out_of_range"),
        (Route("reviewer", "ann"), "out_of_range"),
        (Route("nobody", "leader"), "person_unknown"),
        (Route("reviewer", "leader", ("nobody",)), "person_unknown"),
        (Route("reviewer", "stranger"), "person_unknown"),
        (Route("reviewer", "leader", ("ann", "ann")), "person_twice"),
        (Route("reviewer", "leader", ("stranger",)), "person_unknown"),
    ],
)
def test_route_names_people_of_the_unit_who_may(route: Route, code: str) -> None:
    assert drafted().refuse("clerk", d.Submit(route)) == code


def test_nobody_reviews_or_signs_his_own_matter() -> None:
    case = Case().do("clerk2", d.StartDraft(document()))
    assert case.refuse("clerk2", d.Submit(Route("clerk2", "leader"))) == "own_matter"


def test_submission_needs_a_title() -> None:
    case = Case().do("clerk", d.StartDraft(document(title="  ")))
    assert case.refuse("clerk", d.Submit(STRAIGHT)) == "title_missing"


def test_w1_countersigning_is_parallel_one_opinion_each() -> None:
    """W1: everyone named has one task at once; the step ends with the last of them; nobody answers twice."""
    case = countersigning()
    assert case.holders == ["p:ann", "p:bob"]
    case.do("bob", d.Countersign("同意", case.text))
    assert case.holders == ["p:ann"]
    assert case.refuse("bob", d.Countersign("再说一次", case.text)) == "not_holder"
    case.do("ann", d.Countersign("同意", case.text))
    assert case.dispatch.step is Step.SIGN_OFF


def test_w1_disagreement_is_advice_and_must_say_why() -> None:
    """W1, policy (c): a countersigner's no is recorded with its words and does not stop the flow; he cannot return it himself."""
    case = countersigning()
    assert case.refuse("ann", d.Countersign("", case.text, agree=False)) == "words_missing"
    assert case.refuse("ann", d.Return(Step.DRAFT, "不妥", TEXT)) == "countersigner_advises"
    case.do("ann", d.Countersign("第三条不妥", case.text, agree=False)).do("bob", d.Countersign("", case.text))
    assert case.dispatch.step is Step.SIGN_OFF
    said = [(entry.words, entry.agree) for entry in case.dispatch.course if entry.action == "countersign"]
    assert said == [("第三条不妥", False), ("", True)]


def test_w2_return_needs_a_reason_and_a_passed_step() -> None:
    """W2: the reason is mandatory, and the step must be one that this passage of the case has gone through."""
    case = to_sign()
    assert case.refuse("leader", d.Return(Step.DRAFT, " ", TEXT)) == "words_missing"
    assert case.refuse("leader", d.Return(Step.COUNTERSIGN, "请会签", TEXT)) == "not_passed"
    assert case.refuse("leader", d.Return(Step.SIGN_OFF, "原地", TEXT)) == "not_passed"
    assert case.refuse("leader", d.Return(Step.SEAL, "往前", TEXT)) == "not_passed"
    assert case.refuse("reviewer", d.Return(Step.DRAFT, "不在手上", TEXT)) == "not_holder"
    case.do("leader", d.Return(Step.DRAFT, "请改第二条", TEXT))
    assert case.dispatch.step is Step.DRAFT
    assert case.holders == ["p:clerk"]
    assert case.dispatch.course[-1].words == "请改第二条"


def test_w2_return_cancels_siblings_and_opens_a_fresh_round() -> None:
    """W2: opinions given stay with their round; going into countersigning again asks everybody anew in round 2."""
    case = to_sign(ROUTE).do("leader", d.Return(Step.COUNTERSIGN, "请再议", TEXT))
    assert case.holders == ["p:ann", "p:bob"]
    assert case.dispatch.round == 2
    assert {task.round for task in case.dispatch.tasks} == {2}
    case.do("bob", d.Countersign("维持", case.text))
    rounds = [(entry.act.person, entry.round) for entry in case.dispatch.course if entry.action == "countersign"]
    assert rounds == [("ann", 1), ("bob", 1), ("bob", 2)]


def test_w2_return_into_a_step_that_the_new_route_does_not_have() -> None:
    """Faults of others (RuoYi 668): a case must not vanish by a return to a step that nobody holds any more."""
    case = to_sign(ROUTE).do("leader", d.Return(Step.DRAFT, "不必会签", TEXT))
    case.do("clerk", d.Submit(STRAIGHT))
    case.do("reviewer", d.Review("已核", case.text))
    assert case.refuse("leader", d.Return(Step.COUNTERSIGN, "还是会签", TEXT)) == "not_passed"
    assert case.holders == ["p:leader"]


@pytest.mark.parametrize("step", [Step.DRAFT, Step.REVIEW, Step.SIGN_OFF])
@pytest.mark.parametrize("holder", ["registrar", "sealer", "keeper"])
def test_w2_return_after_sign_off_takes_back_what_followed(holder: str, step: Step) -> None:
    """W2 and N3: a return behind the sign-off ends the sign-off, the seal and the number; the number goes to the gap pool."""
    case = {"registrar": signed_off, "sealer": numbered, "keeper": sealed}[holder]()
    given = case.dispatch.number
    decision = case.decide(holder, d.Return(step, "有错字", TEXT))
    assert isinstance(decision, list)
    assert [event.number for event in decision if isinstance(event, e.NumberReleased)] == ([given] if given else [])
    case.do(holder, d.Return(step, "有错字", TEXT))
    state = case.dispatch
    assert (state.step, state.signed_off, state.number, state.seal, state.pending) == (step, None, None, None, "")
    assert len(state.tasks) == 1


def test_no_return_after_it_went_out() -> None:
    """G5, N3: what was distributed is not taken back by a return."""
    assert distributed().refuse("registrar", d.Return(Step.DRAFT, "晚了", TEXT)) == "not_returnable"
    assert closed().refuse("archivist", d.Return(Step.DRAFT, "晚了", TEXT)) == "not_returnable"


def test_w3_withdraw_while_unopened() -> None:
    """W3: only the sender, only while nobody has opened it; it comes back to him alone."""
    case = submitted()
    assert case.refuse("reviewer", d.Withdraw()) == "not_sender"
    case.do("clerk", d.Withdraw("改一处"))
    assert (case.dispatch.step, case.holders) == (Step.DRAFT, ["p:clerk"])
    assert case.refuse("clerk", d.Withdraw()) == "not_withdrawable"


def test_w3_opened_is_by_the_person() -> None:
    """W3: delivery is not opening; the holder's opening is an act of his own, once."""
    case = submitted()
    assert case.refuse("clerk", d.Open()) == "not_holder"
    case.do("reviewer", d.Open())
    assert case.refuse("reviewer", d.Open()) == "opened_already"
    assert case.refuse("clerk", d.Withdraw()) == "opened_by_next"


def test_w3_all_next_handlers_must_be_unopened() -> None:
    """W3: with several next handlers, one who has opened or answered closes the withdrawal."""
    assert countersigning().do("bob", d.Open()).refuse("reviewer", d.Withdraw()) == "opened_by_next"
    case = countersigning()
    case.do("bob", d.Countersign("同意", case.text))
    assert case.refuse("reviewer", d.Withdraw()) == "opened_by_next"
    case = countersigning().do("reviewer", d.Withdraw())
    assert (case.dispatch.step, case.holders) == (Step.REVIEW, ["p:reviewer"])


def test_w3_last_countersigner_takes_back_his_own_word_only() -> None:
    """W3: his opinion stays in the course, a new one follows it; the others are not asked again."""
    case = to_sign(ROUTE).do("bob", d.Withdraw())
    assert (case.dispatch.step, case.holders) == (Step.COUNTERSIGN, ["p:bob"])
    assert case.refuse("bob", d.Withdraw()) == "not_sender"
    case.do("bob", d.Countersign("改为不同意", case.text, agree=False))
    assert case.dispatch.step is Step.SIGN_OFF
    assert [entry.words for entry in case.dispatch.course if entry.action == "countersign"] == ["同意", "同意", "改为不同意"]


def test_w3_sign_off_withdrawn_before_registration() -> None:
    case = signed_off().do("leader", d.Withdraw())
    assert (case.dispatch.step, case.dispatch.signed_off) == (Step.SIGN_OFF, None)
    assert signed_off().do("registrar", d.Open()).refuse("leader", d.Withdraw()) == "opened_by_next"
    assert numbered().refuse("leader", d.Withdraw()) == "not_withdrawable"


def test_w3_a_return_is_not_withdrawn() -> None:
    """W3 speaks of what one has sent on. A return cancelled its siblings: taking it back is refused, and never raises (AE-04)."""
    case = to_sign(ROUTE).do("leader", d.Return(Step.REVIEW, "请核", TEXT))
    assert case.refuse("leader", d.Withdraw()) == "not_sender"
    assert case.actions("leader")["Withdraw"] == Refusal("not_sender")
    case = to_sign(ROUTE).do("leader", d.Return(Step.COUNTERSIGN, "再议", TEXT))
    assert case.refuse("leader", d.Withdraw()) == "not_sender"
    case = signed_off().do("registrar", d.Return(Step.SIGN_OFF, "缺附件", TEXT))
    assert case.refuse("registrar", d.Withdraw()) == "not_sender"
    assert case.refuse("leader", d.Withdraw()) == "not_sender"


def test_w13_opinion_is_bound_to_the_text_seen() -> None:
    """W13: the digest of the version stands with the opinion. What binds is on the very text; advice on an older one is kept as such."""
    case = submitted()
    first = case.text
    assert first == sm3(bytes(case.dispatch.document))
    case.do("clerk", d.Withdraw()).do("clerk", d.SaveDraft(document(text="第二稿。"))).do("clerk", d.Submit(ROUTE))
    assert [version.n for version in case.dispatch.versions] == [1, 2]
    assert case.refuse("reviewer", d.Review("同意", first)) == "text_changed"
    case.do("reviewer", d.Review("同意", case.text))
    assert case.dispatch.course[-1].text == case.text != first
    assert case.refuse("ann", d.Countersign("同意", "0" * 64)) == "text_changed"
    case.do("ann", d.Countersign("同意", first))
    assert case.dispatch.course[-1].text == first
    case.do("bob", d.Countersign("同意", case.text))
    assert case.refuse("leader", d.SignOff("同意", first)) == "text_changed"


def test_w13_same_text_again_is_the_same_version() -> None:
    case = submitted().do("clerk", d.Withdraw()).do("clerk", d.Submit(ROUTE))
    assert [version.n for version in case.dispatch.versions] == [1]


def test_w13_words_have_an_end() -> None:
    case = submitted()
    assert case.refuse("reviewer", d.Review("长" * (MAX_WORDS + 1), case.text)) == "words_too_long"
    case.do("reviewer", d.Review("长" * MAX_WORDS, case.text))


def test_w14_number_seal_and_everything_after_leave_the_text_alone() -> None:
    """W14: the digest of the text is the same before sign-off and after number, seal, distribution and archiving."""
    before = to_sign().dispatch
    after = archived().dispatch
    assert (bytes(after.document), after.text, after.versions) == (bytes(before.document), before.text, before.versions)
    assert sm3(bytes(after.document)) == after.text


def test_w14_text_is_locked_outside_the_draft() -> None:
    for case in (submitted(), countersigning(), to_sign(), signed_off(), numbered(), sealed(), distributed(), closed(), archived()):
        assert case.refuse("clerk", d.SaveDraft(document(text="改。"))) == "step_passed"


@pytest.mark.parametrize("sequence", [1, 8, 23, 10000])
def test_n1_printed_form(sequence: int) -> None:
    """N1: 代字〔year〕n号, brackets U+3014 and U+3015, four-digit year, no leading zeros, no 第."""
    assert Number(SERIES, 2026, sequence).printed() == f"{SERIES}\u30142026\u3015{sequence}号"


def test_n2_never_without_a_grant() -> None:
    """N2: what a client can do offline is to ask; the number is pending until the server gives it, and asking twice is refused."""
    case = signed_off()
    assert case.decide("registrar", d.AssignNumber()) == [e.Requested("number")]
    case.do("registrar", d.AssignNumber())
    assert (case.dispatch.number, case.dispatch.pending, case.dispatch.step) == (None, "number", Step.REGISTER)
    assert case.refuse("registrar", d.AssignNumber()) == "asked_already"
    case.do("registrar", d.AssignNumber(), number())
    assert (case.dispatch.number, case.dispatch.pending, case.dispatch.step) == (number(), "", Step.SEAL)


def test_n2_not_before_sign_off() -> None:
    """N2: before the sign-off there is no number, even with a grant in hand."""
    for case in (drafted(), submitted(), countersigning(), to_sign()):
        assert case.refuse("keeper", d.AssignNumber(), number()) == "step_not_reached"
    assert signed_off().refuse("clerk", d.AssignNumber(), number()) == "not_holder"
    assert numbered().refuse("keeper", d.AssignNumber(), number(9)) == "step_passed"


@pytest.mark.parametrize("given", [number(series="湘政发"), number(year=2025), SealedFile(FILE, SEALED, "印"), ItemNumber("x")])
def test_n1_grant_must_be_of_this_series_and_year(given: Number | SealedFile | ItemNumber) -> None:
    assert signed_off().refuse("registrar", d.AssignNumber(), given) == "grant_mismatch"


def test_n3_n4_year_is_that_of_the_sign_off_in_beijing() -> None:
    """N4: a draft of December signed in January (Beijing) takes the new series, to the minute."""
    turn = datetime(2026, 12, 31, 15, 58, tzinfo=UTC)
    old, new = signed_off(turn), signed_off(turn + timedelta(minutes=1))
    assert (number_year(old.dispatch), number_year(new.dispatch)) == (2026, 2027)
    assert old.refuse("registrar", d.AssignNumber(), number(year=2027)) == "grant_mismatch"
    new.do("registrar", d.AssignNumber(), number(1, year=2027))


def test_n7_chosen_number_needs_right_and_reason() -> None:
    """N7: a number chosen by hand needs the keeper's right and a reason, and the grant must be that very number."""
    assert signed_off().refuse("registrar", d.AssignNumber(5, "补空号"), number(5)) == "not_number_keeper"
    assert signed_off().refuse("keeper", d.AssignNumber(5), number(5)) == "words_missing"
    assert signed_off().refuse("keeper", d.AssignNumber(0, "补空号"), number(5)) == "number_malformed"
    assert signed_off().refuse("keeper", d.AssignNumber(5, "补空号"), number(6)) == "grant_mismatch"
    case = signed_off().do("keeper", d.AssignNumber(5, "补空号"), number(5))
    assert case.dispatch.course[-1].words == "补空号"


def test_seal_is_on_exactly_the_file_asked_for() -> None:
    """G5: the seal names the file before and after by digest; without a grant it is only asked for."""
    case = numbered()
    assert case.refuse("registrar", d.Seal(FILE, stamps())) == "not_holder"
    assert case.refuse("sealer", d.Seal(FILE, ())) == "file_missing"
    assert case.refuse("sealer", d.Seal("ab", stamps())) == "file_missing"
    assert case.refuse("sealer", d.Seal(FILE, stamps()), SealedFile("c" * 64, SEALED, "印")) == "grant_mismatch"
    assert case.decide("sealer", d.Seal(FILE, stamps())) == [e.Requested("seal")]
    case.do("sealer", d.Seal(FILE, stamps())).do("sealer", d.Seal(FILE, stamps()), SealedFile(FILE, SEALED, "印"))
    assert case.dispatch.seal == SealedFile(FILE, SEALED, "印")
    assert case.dispatch.step is Step.DISTRIBUTE


@pytest.mark.parametrize(
    ("units", "copies", "code"),
    [
        ((), (), "units_missing"),
        ((), (OTHER,), "units_missing"),
        ((OTHER, OTHER), (), "unit_twice"),
        ((OTHER,), (OTHER,), "unit_twice"),
        ((UNIT,), (), "unit_unknown"),
        (("u9",), (), "unit_unknown"),
    ],
)
def test_distribution_names_other_units_once(units: tuple[str, ...], copies: tuple[str, ...], code: str) -> None:
    assert sealed().refuse("registrar", d.Distribute(units, copies)) == code


def test_g4_ledger_per_receiving_unit() -> None:
    """G4: one line a unit, copies marked; the server alone writes it, with the words of a refusal; it closes when all have answered."""
    case = distributed()
    assert [(entry.unit, entry.copy, entry.state) for entry in case.dispatch.ledger] == [(OTHER, False, "sent"), (THIRD, True, "sent")]
    assert case.refuse("registrar", d.NoteDelivery(OTHER, "signed_for")) == "server_only"
    assert case.refuse("system", d.NoteDelivery("u9", "signed_for")) == "unit_unknown"
    assert case.refuse("registrar", d.Close()) == "deliveries_open"
    case.do("system", d.NoteDelivery(OTHER, "delivered")).do("system", d.NoteDelivery(OTHER, "signed_for"))
    assert case.refuse("registrar", d.Close()) == "deliveries_open"
    case.do("system", d.NoteDelivery(THIRD, "refused", "不属本单位"))
    assert [(entry.state, entry.words) for entry in case.dispatch.ledger] == [("signed_for", ""), ("refused", "不属本单位")]
    case.do("registrar", d.Close())
    assert case.dispatch.step is Step.CLOSED


def test_archive_code_comes_from_the_server() -> None:
    case = closed()
    assert case.refuse("registrar", d.Archive("D30")) == "not_holder"
    assert case.refuse("archivist", d.Archive("D99")) == "retention_unknown"
    assert case.refuse("archivist", d.Archive("D30"), number()) == "grant_mismatch"
    assert case.refuse("archivist", d.RecordPackage("c" * 64)) == "step_not_reached"
    case.do("archivist", d.Archive("D30"))
    assert case.dispatch.pending == "code"
    assert case.refuse("archivist", d.Archive("D30")) == "asked_already"
    case.do("archivist", d.Archive("Y"), ItemNumber("X"))
    assert case.refuse("registrar", d.RecordPackage("c" * 64)) == "not_holder"


MARKED = ["秘密★10年", "机密★", "绝密 ★ 长期", "机 密★5年", "机密☆", "秘密\n正文", "请阅\n机密", "绝密", " 秘密 "]
TALK = [
    "应当保守国家秘密，防止失密泄密。",
    "涉及商业秘密的部分不公开。",
    "保证数据的机密性、完整性。",
    '标题中的"秘密"二字请删去',
    "机密级以上的另行发送",
    "严禁谈论秘密",
]


@pytest.mark.parametrize("words", MARKED)
def test_g3_marks_of_state_secrets_are_refused_everywhere(words: str) -> None:
    """G3, RS-30: a level with its star, or a level alone on a line, in text or in words; the refusal does not repeat it."""
    case = submitted()
    refusal = case.offer("reviewer", d.Review(words, case.text))
    assert refusal == Refusal("state_secret")
    assert case.refuse("reviewer", d.Return(Step.DRAFT, words, TEXT)) == "state_secret"
    assert case.refuse("clerk", d.Withdraw(words)) == "state_secret"
    assert Case().refuse("clerk", d.StartDraft(document(text=words))) == "state_secret"
    assert drafted().refuse("clerk", d.SaveDraft(document(note=words))) == "state_secret"
    assert signed_off().refuse("keeper", d.AssignNumber(5, words), number(5)) == "state_secret"
    assert signed_off().refuse("keeper", d.AssignNumber(None, words), number(5)) == "state_secret"


@pytest.mark.parametrize("words", TALK)
def test_g3_talk_about_secrecy_is_not_a_mark(words: str) -> None:
    """G3: speaking of secrecy is an office's daily work."""
    case = submitted()
    case.do("reviewer", d.Review(words, case.text))
    Case().do("clerk", d.StartDraft(document(text=words)))
    Case().do("clerk", d.StartDraft(document(title=words)))


def test_g3_escaped_bytes_hide_nothing() -> None:
    """G3: a text that spells the mark with JSON escapes is the same text."""
    escaped = b'{"kind":"x","title":"t","series":"s","blocks":["\\u79d8\\u5bc6\\u2605"]}'
    assert Case().refuse("clerk", d.StartDraft(msgspec.Raw(escaped))) == "state_secret"
    assert Case().refuse("clerk", d.StartDraft(raw({"kind": "x", "title": "t", "series": "s", "blocks": ["秘密★"]}))) == "state_secret"


def test_every_command_has_a_guard() -> None:
    """AE-05: each command but the first is offered, or says why not."""
    names = {kind.__name__ for kind in d.Command.__args__} - {"StartDraft", "Steer", "AskJoint"}
    by_the_case = {kind.__name__ for kind in STEERING}
    assert not names & by_the_case
    assert set(drafted().actions("clerk")) == names | by_the_case | set(OFFICE_ACTS)


def test_steps_are_in_the_order_of_the_regulation() -> None:
    expected = "draft review allot countersign joint sign_off proofread register seal distribute follow closed archived"
    assert " ".join(ORDER) == expected


def test_audience_grows_along_the_flow() -> None:
    """Least knowledge: only those who take part; the document office from sign-off on; the archivist from closing on."""
    audience = registry.kind_of("dispatch").audience
    assert audience(drafted().state) == {"p:clerk"}
    assert audience(submitted().state) == {"p:clerk", "p:reviewer"}
    assert audience(submitted().do("clerk", d.Withdraw()).state) == {"p:clerk"}
    assert audience(countersigning().state) == {"p:clerk", "p:reviewer", "p:ann", "p:bob"}
    office = {"r:registrar", "r:seal_keeper"}
    assert audience(signed_off().state) == {"p:clerk", "p:reviewer", "p:leader"} | office
    assert "r:archivist" not in audience(distributed().state)
    assert "r:archivist" in audience(closed().state)


def test_lists() -> None:
    """POR-01: to do while it lies with the person, done afterwards, nowhere for others; the number shows once it is there."""
    rules = registry.kind_of("dispatch")

    def box(case: Case, who: str) -> str:
        return rules.place(case.state, case.context(who)).box

    case = submitted()
    assert [box(case, who) for who in ("clerk", "reviewer", "ann")] == ["done", "todo", "none"]
    assert [box(signed_off(), who) for who in ("leader", "registrar", "sealer")] == ["done", "todo", "none"]
    assert rules.line(signed_off().state).number == ""
    assert rules.line(numbered().state).number == "湘政办函〔2026〕8号"
    assert rules.line(Case().do("clerk", d.StartDraft(document(title="两行\n标题"))).state).title == "两行标题"


def test_w13_a_return_is_bound_to_the_text_that_was_read() -> None:
    """W13: who returns a document says which version was read; another version is not returned unread."""
    case = to_sign(ROUTE)
    assert case.refuse("leader", d.Return(Step.DRAFT, "第二条不妥", "0" * 64)) == "text_changed"
    case.do("leader", d.Return(Step.DRAFT, "第二条不妥", case.text))


def test_a_package_is_recorded_by_a_whole_digest_only() -> None:
    assert archived().refuse("archivist", d.RecordPackage("")) == "file_missing"
