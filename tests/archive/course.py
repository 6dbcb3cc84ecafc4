"""A whole dispatch by the real rules, with real keys: what the server would hand to the archivist. People and units are sample data."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from xzt.archive.contents import Contents, Facts, LogEntry
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.errors import Refusal
from xzt.docs.layout.composing import lay_out
from xzt.docs.layout.fonts import FontBook
from xzt.docs.layout.signatures import SealPicture
from xzt.docs.model import Attachment, Heading, Issuance, ItemList, Kind, OfficialDocument, Paragraph, Table
from xzt.docs.render.ofd import seal_place, write_ofd
from xzt.docs.render.pdf import write_pdf
from xzt.office.act import Act, AttachedFile, Context, Grant, ItemNumber, Number, SealedFile
from xzt.office.act import Stamp as OfficeStamp
from xzt.office.dispatch import commands as c
from xzt.office.dispatch.decision import decide
from xzt.office.dispatch.evolution import evolve
from xzt.office.dispatch.state import Dispatch, Route, Step
from xzt.office.envelope import Envelope, Signed
from xzt.office.log import chain
from xzt.office.people import Directory, Person, Role, Unit
from xzt.signing.authority import SampleAuthority
from xzt.signing.certs import Subject
from xzt.signing.keys import PrivateKey, SoftwareKey
from xzt.signing.ofd import Stamp, seal_ofd
from xzt.signing.seals import read_seal

BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
RECORD = "0199aaaa-0000-7000-8000-000000000001"
UNIT = Unit("u-office", "示例市人民政府办公室", ("示政办发",), (), "Z109", "BGS")
OTHERS = (Unit("u-finance", "示例市财政局"), Unit("u-health", "示例市卫生健康委员会"), Unit("u-far", "示例市气象局"))
FACTS = Facts(unit_name=UNIT.name, fonds="Z109", fonds_name="示例市人民政府办公室全宗", archives_name="示例市档案馆")
PEOPLE = (
    Person("drafter", "示例甲", UNIT.id, "秘书科", "科员", (Role.DRAFTER,)),
    Person("reviewer", "示例乙", UNIT.id, "秘书科", "科长", (Role.REVIEWER,)),
    Person("other", "示例丙", UNIT.id, "综合科", "科长", ()),
    Person("third", "示例丁", UNIT.id, "法规科", "科长", ()),
    Person("leader", "示例戊", UNIT.id, "", "主任", (Role.LEADER,)),
    Person("registrar", "示例己", UNIT.id, "文书科", "文书", (Role.REGISTRAR, Role.NUMBER_KEEPER)),
    Person("keeper", "示例庚", UNIT.id, "文书科", "监印", (Role.SEAL_KEEPER,)),
    Person("archivist", "示例辛", UNIT.id, "档案室", "档案员", (Role.ARCHIVIST,)),
    Person("stranger", "示例壬", UNIT.id, "", "", ()),
)
FONT = Path(__file__).parents[2] / "resources" / "fonts" / "FandolSong-Bold.otf"


def document(title: str = "示例市人民政府办公室关于印发\n示例事项工作方案的通知", word: str = "认真") -> OfficialDocument:
    return OfficialDocument(
        kind=Kind.NOTICE,
        title=title,
        mark="示例市人民政府办公室文件",
        signers=("示例市人民政府办公室",),
        series="示政办发",
        recipients="各县区人民政府，市直各单位",
        blocks=(
            Heading(1, "一、总体要求", "坚持问题导向。"),
            Paragraph(f"现将《示例事项工作方案》印发给你们，请{word}贯彻执行。" * 12),
            ItemList(("1. 明确分工。", "2. 按月报送。")),
            Table((("序号", "事项"), ("1", "一件要写两行才写得完的事项" * 4), ("2", "另一件")), 1, (1.0, 4.0)),
        ),
        attachments=(
            Attachment("示例事项工作方案", (Heading(1, "一、目标"), Paragraph("提高效率。"))),
            Attachment("任务清单", (Paragraph("略。"),), "附件1"),
        ),
        copies_to="市委办公室，市人大常委会办公室",
        printer="示例市人民政府办公室",
        note="此件公开发布",
        urgency="加急",
        openness="主动公开",
    )


class Course:
    """Runs commands through the rules and keeps the chained log, as the server does."""

    def __init__(self, authority: SampleAuthority, record: str = RECORD) -> None:
        self.authority, self.record = authority, record
        self.keys = {person.id: self.key_of(person) for person in PEOPLE}
        self.directory = Directory(
            (UNIT, *OTHERS),
            tuple(
                msgspec.structs.replace(person, certificate=base64.b64encode(self.keys[person.id].certificate).decode())
                for person in PEOPLE
            ),
            7,
            sample=True,
        )
        self.state: Dispatch | None = None
        self.log: list[LogEntry] = []
        self.at = BEGIN

    def key_of(self, person: Person) -> SoftwareKey:
        key = PrivateKey.generate()
        return SoftwareKey(key, self.authority.issue_person(key.public, Subject(person.name, UNIT.name, person.id), BEGIN))

    def give(self, who: str, command: c.Command, grant: Grant | None = None, unit: str = UNIT.id) -> None:
        self.at += timedelta(minutes=17)
        person = self.directory.person(who)
        roles = person.roles if person else (Role.SYSTEM,)
        device = "server" if who == "system" else f"pc-{who}"
        act = Act(f"command-{len(self.log) + 1:04d}", who, unit, device, self.at)
        decision = decide(self.state, command, Context(act, roles, self.directory, grant))
        assert not isinstance(decision, Refusal), decision
        for event in decision:
            self.state = evolve(self.state, event, act)
        envelope = Envelope(
            act.command, "dispatch", self.record, unit, who, device, 1, len(self.log), self.at, msgspec.Raw(encode(command))
        )
        self.enter(act, encode(decision), self.sign(who, encode(envelope), signed=isinstance(command, c.SIGNED)))

    def enter(self, act: Act, events: bytes, signed: Signed) -> None:
        previous = self.log[-1].digest if self.log else ""
        n = len(self.log) + 1
        self.log.append(LogEntry(n, act, msgspec.Raw(events), signed, previous, chain(self.record, n, act, events, signed, previous)))

    def sign(self, who: str, data: bytes, *, signed: bool) -> Signed:
        if not signed:
            return Signed(msgspec.Raw(data))
        key = self.keys[who]
        return Signed(msgspec.Raw(data), base64.b64encode(key.sign(data)).decode(), base64.b64encode(key.certificate).decode())

    @property
    def text(self) -> str:
        assert self.state is not None
        return self.state.text


class Made(Struct, frozen=True):
    """A finished course: what the archivist packs, with which key, trusting whom."""

    contents: Contents
    key: SoftwareKey
    root: bytes
    course: Course


def drafted(course: Course, route: Route, attached: dict[str, bytes], said: dict[str, bytes]) -> None:
    """Draft, send back once for a better text, go through all the opinions and the sign-off."""
    course.give("drafter", c.StartDraft(msgspec.Raw(encode(document(word="抓紧")))))
    course.give("drafter", c.Submit(route))
    course.give("reviewer", c.Open())
    course.give("reviewer", c.Return(Step.DRAFT, "第二段措辞请再斟酌，“抓紧”改为“认真”。", course.text))
    course.give("drafter", c.SaveDraft(msgspec.Raw(encode(document()))))
    for name, data in attached.items():
        course.give("drafter", c.Attach(AttachedFile(name, sm3(data), len(data))))
    course.give("drafter", c.Submit(route))
    course.give("reviewer", c.Review("内容与现行规定一致，建议印发。", course.text))
    course.give("other", c.Countersign("同意。", course.text))
    course.give("third", c.Countersign("建议将报送时间由按周改为按月，以减轻基层负担。", course.text, agree=False))
    files = tuple(AttachedFile(name, sm3(data), len(data)) for name, data in said.items())
    course.give("leader", c.SignOff("同意印发。", course.text, files=files))


def make(authority: SampleAuthority, attached: dict[str, bytes] | None = None, said: dict[str, bytes] | None = None) -> Made:
    """Walk one dispatch from the first draft to its archival code, with files that go with it."""
    course = Course(authority)
    drafted(course, Route("reviewer", "leader", ("other", "third")), attached or {}, said or {})
    course.give("registrar", c.AssignNumber(), Number("示政办发", 2026, 23))
    number = Number("示政办发", 2026, 23).printed()
    organ = authority.organ_seal(UNIT.id, UNIT.name, BEGIN, FONT)
    issuance = Issuance(number=number, signed_on="2026-11-23", printed_on="2026-11-23", sealed=True)
    picture = SealPicture(read_seal(organ.esl).picture.data, 42.0, "示例印章")
    model = lay_out(document(), issuance, FontBook(system=False), picture)
    plain = write_ofd(model, document(), issuance, course.at)
    place = seal_place(model)
    assert place is not None
    sealed = seal_ofd(plain, organ.esl, organ.key, organ.cert, course.at, [Stamp(*place)])
    grant = SealedFile(sm3(plain), sm3(sealed), read_seal(organ.esl).name)
    page, *box = place
    course.give("keeper", c.Seal(sm3(plain), (OfficeStamp(page, *box),)), grant)
    course.give("registrar", c.Distribute((OTHERS[0].id,), (OTHERS[1].id,)))
    course.give("system", c.NoteDelivery(OTHERS[0].id, "signed_for"))
    course.give("system", c.NoteDelivery(OTHERS[1].id, "refused", "不属本单位职责"))
    course.give("registrar", c.Close())
    course.give("archivist", c.Archive("D30"), ItemNumber("Z109-WS·2026-D30-BGS-0001"))
    assert course.state is not None
    log = tuple(course.log)
    contents = Contents(
        record=course.record,
        state=course.state,
        ofd=sealed,
        pdf=write_pdf(model, document().title, course.at),
        log=log,
        directory=course.directory,
        roots=(authority.root,),
        facts=FACTS,
        attached=attached or {},
        said={f"{sm3(data)[:8]}_{name}": data for name, data in (said or {}).items()},
    )
    return Made(contents, course.keys["archivist"], authority.root, course)
