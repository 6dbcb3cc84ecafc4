"""Round trip, must show 5: content -> DOCX -> import gives the same content, for everything that the DOCX carries."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image as Pictures

from xzt.core.encoding import encode
from xzt.docs.importing import read_docx
from xzt.docs.importing.reading import LETTER_SERIES
from xzt.docs.model import Attachment, Block, Closing, Form, Heading, Image, Issuance, ItemList, Kind, OfficialDocument, Paragraph, Table
from xzt.docs.render.docx import write_docx

HAN = st.sampled_from("国政府办公厅湖南省数字建设通知要求落实会议资金项目安全服务\U00020bb7㐂")
INSIDE = HAN | st.sampled_from("abcXYZ0123456789，、；“”（）《》%—…· ＋&<>\"'")
NUMBERS = ("{}、", "（{}）", "{}.", "（{}）")
HAN_NUMBERS = "一二三四五六七八九十"


def words(least: int, most: int) -> st.SearchStrategy[str]:
    """Text that begins and ends with a character, as sentences do."""
    return st.builds(lambda first, rest, last: first + rest + last, HAN, st.text(INSIDE, min_size=max(0, least - 2), max_size=most), HAN)


def heading(level: int, number: int, text: str, body: str) -> Heading:
    mark = NUMBERS[level - 1].format(HAN_NUMBERS[number - 1] if level < 3 else number)
    return Heading(level, mark + text + ("。" if body else ""), body)


SENTENCES = st.lists(words(3, 30), min_size=1, max_size=3).map("。".join).map(lambda text: text + "。")
HEADINGS = st.builds(heading, st.integers(1, 4), st.integers(1, 10), words(2, 20), st.just("") | SENTENCES)
CELLS = st.just("") | words(1, 6) | st.builds(lambda a, b: f"{a}\n{b}", words(1, 4), words(1, 4))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(CELLS, min_size=columns, max_size=columns).map(tuple), min_size=1, max_size=4))
    widths = draw(st.just(()) | st.lists(st.sampled_from([1.0, 1.5, 2.0, 3.0]), min_size=columns, max_size=columns).map(tuple))
    if widths and (min(widths) != 1.0 or max(widths) == 1.0):
        widths = ()
    return Table(tuple(rows), draw(st.integers(1, len(rows))), widths)


def picture(width: int) -> bytes:
    out = io.BytesIO()
    Pictures.new("L", (width, 30), 128).save(out, "PNG", dpi=(96, 96))
    return out.getvalue()


IMAGES = st.builds(Image, st.sampled_from([picture(60), picture(200)]), st.just("") | words(2, 10), st.sampled_from([0.0, 80.0, 120.0]))
BLOCKS: st.SearchStrategy[Block] = st.one_of(SENTENCES.map(Paragraph), HEADINGS, tables(), IMAGES)
BODY = st.lists(BLOCKS, min_size=1, max_size=6).map(tuple)
ITEMS = st.lists(words(2, 20), min_size=2, max_size=5).map(
    lambda texts: (ItemList(tuple(f"{at}.{text}" for at, text in enumerate(texts, 1))),)
)
ORGANS = st.builds(lambda name, end: f"{name}{end}", words(1, 4), st.sampled_from(["人民政府", "水利局", "办公厅"]))
ATTACHED = st.builds(
    Attachment, st.builds(lambda a: a, words(2, 15)) | st.builds(lambda a, b: f"{a}\n{b}", words(2, 8), words(2, 8)), BODY | ITEMS
)


@st.composite
def documents(draw: st.DrawFn) -> OfficialDocument:
    kind = draw(st.sampled_from([Kind.NOTICE, Kind.REPORT, Kind.REQUEST, Kind.OPINION, Kind.LETTER, Kind.REPLY, Kind.DECISION]))
    form = Form.LETTER if kind is Kind.LETTER else draw(st.sampled_from([Form.ORDINARY, Form.LETTER]))
    series = draw(st.sampled_from(sorted(LETTER_SERIES))) if form is Form.LETTER else "某政发"
    issued = draw(st.booleans())
    annexes = draw(st.lists(ATTACHED, max_size=3))
    labelled = [replace(item, label=f"附件{at}" if len(annexes) > 1 else "附件") for at, item in enumerate(annexes, 1)]
    organ = draw(ORGANS)
    note = draw(st.sampled_from(["", "此件公开发布", "联系人：某某（办公室），电话：0731-00000000", "此件主动公开"]))
    return OfficialDocument(
        kind=kind,
        form=form,
        title=draw(st.sampled_from(["", "某市人民政府\n"])) + "关于" + draw(words(2, 20)) + "的" + kind.value,
        mark=organ if form is Form.LETTER else f"{organ}文件",
        signers=tuple(draw(st.lists(ORGANS, min_size=1, max_size=3))),
        series=series,
        recipients=draw(st.just("") | st.lists(ORGANS, min_size=1, max_size=4).map("，".join)),
        blocks=draw(BODY),
        attachments=((replace(draw(ATTACHED), label=""),) if issued else ()) + tuple(labelled),
        urgency=draw(st.sampled_from(["", "特急", "加急"])),
        approver=draw(st.sampled_from(["", "张某", "张某、李某某"])),
        note=note,
        copies_to=draw(st.just("") | st.lists(ORGANS, min_size=1, max_size=3).map("，".join)),
        printer="" if form is Form.LETTER else draw(st.just("") | ORGANS),
        openness="主动公开" if "主动公开" in note else "",
    )


@settings(max_examples=150, deadline=None)
@given(documents(), st.booleans())
def test_content_comes_back_from_docx(document: OfficialDocument, printed: bool) -> None:  # noqa: FBT001  Hypothesis gives it
    issuance = Issuance(
        number=f"{document.series}〔2026〕3号", signed_on="2026-08-01", printed_on="2026-08-02" if printed and document.printer else ""
    )
    back = read_docx(write_docx(document, issuance))
    assert encode(back.document) == encode(document)
    assert back.found.issuance() == issuance
    assert back.remarks == ()


NAMES = st.lists(words(2, 3), min_size=1, max_size=4).map("　".join)


@st.composite
def special(draw: st.DrawFn) -> OfficialDocument:
    """Minutes with their lists, orders that a person signs, documents of several organs under a joint mark."""
    plain = replace(draw(documents()), form=Form.ORDINARY, series="某政发", approver="")
    match draw(st.sampled_from(["minutes", "order", "joint"])):
        case "minutes":
            name = draw(ORGANS) + "常务会议纪要"
            lists = {"attended": draw(NAMES), "excused": draw(st.just("") | NAMES), "observed": draw(st.just("") | NAMES)}
            minutes = replace(plain, kind=Kind.MINUTES, form=Form.MINUTES, title=name, mark=name, **lists)
            bound = tuple(item for item in plain.attachments if item.label)  # minutes issue no text
            return replace(minutes, signers=(), recipients="", closing=Closing.UNSEALED, attachments=bound)
        case "order":
            organ = draw(ORGANS)
            order = replace(plain, kind=Kind.ORDER, form=Form.ORDER, title=f"{organ}命令", mark=f"{organ}令", recipients="")
            return replace(order, signers=(organ,), closing=Closing.SIGNED, posts=("市长",))
        case _:
            organs = tuple(draw(st.lists(ORGANS, min_size=2, max_size=4, unique=True)))
            return replace(plain, signers=organs, mark=f"{organs[0]}文件", mark_organs=organs)


@settings(max_examples=40, deadline=None)
@given(special())
def test_special_forms_and_joint_documents_come_back(document: OfficialDocument) -> None:
    """GB/T 9704 7.2.4, 10.2, 10.3. Minutes show no date of their own."""
    issuance = Issuance(number="某政发〔2026〕3号", signed_on="2026-08-01", printed_on="2026-08-02" if document.printer else "")
    back = read_docx(write_docx(document, issuance))
    assert encode(back.document) == encode(document)
    assert back.found.issuance() == (replace(issuance, signed_on="") if document.kind is Kind.MINUTES else issuance)
