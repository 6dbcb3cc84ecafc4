"""The unit's house style between machines: offline and on, and a document that keeps its page (issue 3, unit profiles)."""

from msgspec.structs import replace

from tests.sync.town import Desk, Town, document
from tests.waiting import PATIENCE, until
from xzt.client import sealing
from xzt.client.commands import Accepted
from xzt.client.documents import pages_of, profile_of
from xzt.core.encoding import encode
from xzt.core.notices import NeedsAttention
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.office.profile import STANDARD, Profile
from xzt.office.style.commands import Adopt
from xzt.office.style.state import style_id
from xzt.signing.zips import read_zip

RECORD = style_id("hn-bgt")
BOLD, WIDE = Profile(bold_third=True, mark_size=11.0), Profile(top_margin=28.0, pitch=33.0)


def look(desk: Desk, record: str) -> bytes:
    """The pages that this machine shows of a dispatch now."""
    state = desk.state(record)
    assert state is not None
    return encode(pages_of(state, None, profile_of(state, desk.client.unit_profile())).pages)


def test_a_profile_reaches_every_machine(town: Town) -> None:
    """Adopted offline, it holds at once on that machine and waits; online it comes to the others, who may be away meanwhile."""
    registrar, clerk = town.desk("wu-1").begin(), town.desk("jia-1").begin()
    registrar.quiet()
    clerk.quiet()
    town.server.stop()
    registrar.do(RECORD, Adopt(BOLD, 0, "按本省要求"), "style")
    assert registrar.client.unit_profile() == BOLD
    assert clerk.client.unit_profile() == STANDARD
    clerk.leave()
    town.server.start()
    registrar.client.sync_now()
    registrar.quiet()
    clerk.come_back(online=False)
    assert clerk.client.unit_profile() == STANDARD
    clerk.client.start()
    until(lambda: clerk.client.unit_profile() == BOLD, "the profile arrives")
    clerk.leave()
    clerk.come_back(online=False)
    assert clerk.client.unit_profile() == BOLD, "it works offline"
    assert [row.kind for box in ("todo", "done", "mine", "archive") for row in registrar.client.rows(box)] == []


def test_two_registrars_apart(town: Town) -> None:
    """Who comes second is told, with all that he chose kept; nothing is written over unseen."""
    first, second = town.desk("wu-1").begin(), town.desk("wu-2").begin()
    second.quiet()
    second.leave()
    first.do(RECORD, Adopt(BOLD, 0), "style")
    first.quiet()
    second.come_back(online=False)
    second.do(RECORD, Adopt(WIDE, 0), "style")
    assert second.client.unit_profile() == WIDE
    second.client.start()
    until(second.client.attention, "the refusal")
    (kept,) = second.client.attention()
    assert kept.refusal.code == "style_changed"
    assert '"pitch":33.0' in kept.mine_json
    assert any(isinstance(notice, NeedsAttention) for notice in second.notices)
    until(lambda: second.client.unit_profile() == BOLD, "what holds")


def test_what_was_submitted_keeps_its_page(town: Town) -> None:
    """A draft follows the unit; from its submission on the page stays, whatever the unit chooses, on every machine."""
    registrar, clerk, reviewer = (town.desk(person).begin() for person in ("wu-1", "jia-1", "yi-1"))
    record = clerk.draft()
    plain = look(clerk, record)
    registrar.do(RECORD, Adopt(BOLD, 0), "style")
    until(lambda: clerk.client.unit_profile() == BOLD, "the profile arrives")
    bold = look(clerk, record)
    assert bold != plain
    clerk.do(record, d.Submit(Route("yi-1", "ding-1"), clerk.client.unit_profile()))
    registrar.do(RECORD, Adopt(WIDE, 1), "style")
    reviewer.sees(record, "review")
    until(lambda: {desk.client.unit_profile() for desk in (clerk, reviewer)} == {WIDE}, "the next one arrives")
    assert look(clerk, record) == look(reviewer, record) == bold
    other = clerk.draft("关于另一事项的函")
    assert look(clerk, other) not in {bold, plain}


def test_the_sealed_file_and_the_receiver_have_the_sender_s_page(town: Town) -> None:
    """From submission to the receiving unit one look, in the final file and on the receipt's page, though the unit changes its mind."""
    names = ("wu-1", "jia-1", "yi-1", "ding-1", "ji-1", "xin-1")
    desks = {person: town.desk(person).begin() for person in names}
    registrar, clerk = desks["wu-1"], desks["jia-1"]
    registrar.do(RECORD, Adopt(BOLD, 0), "style")
    until(lambda: clerk.client.unit_profile() == BOLD, "the profile arrives")
    outcome = clerk.client.start_draft(replace(document(), signers=("样例机关",))).result(PATIENCE)
    assert isinstance(outcome, Accepted)
    record = outcome.record
    clerk.do(record, d.Submit(Route("yi-1", "ding-1"), clerk.client.unit_profile()))
    registrar.do(RECORD, Adopt(WIDE, 1), "style")
    for person, step, command in (("yi-1", "review", d.Review), ("ding-1", "sign_off", d.SignOff)):
        desks[person].sees(record, step)
        desks[person].do(record, command("同意", desks[person].text(record)))
    registrar.sees(record, "register")
    registrar.do(record, d.AssignNumber())
    desks["ji-1"].sees(record, "seal")
    until(lambda: desks["ji-1"].client.unit_profile() == WIDE, "the next one arrives")
    assert isinstance(sealing.seal(desks["ji-1"].client, record).future.result(PATIENCE), Accepted)
    desks["ji-1"].sees(record, "distribute")
    sealed = desks["ji-1"].state(record)
    assert sealed is not None
    assert sealed.seal is not None
    plain = desks["ji-1"].client.blob(sealed.seal.plain)
    assert plain is not None
    pages = [data.decode() for name, data in read_zip(plain).items() if name.endswith("Content.xml")]
    assert f'Size="{BOLD.mark_size:g}"' in pages[0]
    registrar.sees(record, "distribute")
    registrar.do(record, d.Distribute(("cs",)))
    receiver = desks["xin-1"].client
    until(lambda: receiver.count("receipts") == 1, "arrival")
    receipt = receiver.record("receipt", receiver.rows("receipts")[0].id)
    assert receipt is not None
    assert receipt.profile == BOLD
    shown = pages_of(receipt, None, profile_of(receipt, receiver.unit_profile()))
    assert {run.size for run in shown.pages[0].runs if run.place and run.place.part == "mark"} == {BOLD.mark_size}
