"""Pages of the real notice and of made-up ones by the figures of GB/T 9704-2012 (AE-21; sections 5, 7, 10)."""

import time
from collections import Counter
from itertools import pairwise

import pytest
from msgspec.structs import replace

from tests.docs.conftest import ISSUED, bare, seal_picture
from xzt.docs.importing import Imported
from xzt.docs.layout import FontBook, hit, lay_out
from xzt.docs.layout.lines import NO_END
from xzt.docs.layout.measures import CELL, LEFT, PITCH, RIGHT
from xzt.docs.layout.pages import RED, GlyphRun, Page, PageModel
from xzt.docs.layout.titles import balance
from xzt.docs.model import Attachment, Form, Heading, Issuance, ItemList, Kind, OfficialDocument, Paragraph, Table, text_of


def plain(**changes: object) -> OfficialDocument:
    base = OfficialDocument(
        kind=Kind.NOTICE,
        title="某市人民政府关于做好测试工作的通知",
        mark="某市人民政府文件",
        signers=("某市人民政府",),
        series="某政发",
        recipients="各县（市、区）人民政府，市政府各部门",
        blocks=(Paragraph("国" * 300),),
        copies_to="市委各部门，市人大常委会办公室，市政协办公室，市中级人民法院，市人民检察院，某某军分区，各民主党派市委",
        printer="某市人民政府办公室",
        note="此件公开发布",
    )
    return replace(base, **changes)


def part(page: Page, name: str) -> list[GlyphRun]:
    return [run for run in page.runs if run.place is not None and run.place.part == name]


def words(runs: list[GlyphRun]) -> str:
    return "".join(run.text for run in runs)


def test_a_full_page_is_22_lines_of_28_characters(fonts: FontBook) -> None:
    model = lay_out(plain(blocks=(Paragraph("国" * 2000),)), ISSUED, fonts)
    page = model.pages[1]
    runs = part(page, "body")
    assert len(runs) == 22
    assert {len(run.text) for run in runs} == {28}
    steps = [second.baseline - first.baseline for first, second in pairwise(runs)]
    assert steps == pytest.approx([PITCH] * 21, abs=2e-4)
    assert pytest.approx(10.45, abs=0.01) == PITCH
    middle = [x + run.size / 2 for run in runs[:1] for x in run.xs]
    assert middle == pytest.approx([LEFT + CELL * (number + 0.5) for number in range(28)], abs=2e-4)
    assert runs[0].baseline - 0.88 * runs[0].size == pytest.approx(37.0, abs=0.1)
    assert runs[-1].baseline + 0.12 * runs[-1].size == pytest.approx(262.0, abs=0.1)
    assert [run.size for run in runs] == pytest.approx([16 * 25.4 / 72] * 22)


def test_no_text_leaves_the_type_area(seed_pages: PageModel) -> None:
    for page in seed_pages.pages:
        assert (page.width, page.height) == (210.0, 297.0)
        for run in page.runs:
            if run.place and run.place.part.startswith(("body", "attachment")):
                blank = CELL / 2 if run.text[0] in NO_END else 0.0  # the empty half of an opening mark
                assert run.xs[0] > LEFT - blank - 0.1
                assert run.xs[-1] < RIGHT
                assert 37 < run.baseline < 262


def test_every_text_of_the_notice_stands_on_the_pages_in_order(seed: Imported, seed_pages: PageModel) -> None:
    """AE-20's ground: the runs hold the content, character by character, and each run knows where it comes from."""
    document = seed.document
    texts = {"body": document.blocks} | {f"attachment:{number}": item.blocks for number, item in enumerate(document.attachments)}
    for name, blocks in texts.items():
        runs = [run for page in seed_pages.pages for run in part(page, name)]
        assert bare(words(runs)) == bare("".join(text_of(block) for block in blocks))
        for run in runs:
            assert run.place is not None
            text = text_of(blocks[run.place.block])
            assert text[run.place.start : run.place.start + len(run.text)] == run.text


def test_the_letter_form_of_the_notice(seed_pages: PageModel) -> None:
    """GB/T 9704 10.1: mark 30 mm down, double lines 170 mm long, number flush right, first page without number."""
    first = seed_pages.pages[0]
    rules = sorted(first.rules, key=lambda rule: rule.y1)
    assert [round(rule.x2 - rule.x1, 3) for rule in rules] == [170.0] * 4
    assert {rule.color for rule in rules} == {RED}
    assert rules[0].width > rules[1].width
    assert rules[2].width < rules[3].width
    assert rules[2].y1 - rules[2].width / 2 == pytest.approx(277.0)
    mark = part(first, "mark")[0]
    assert mark.color == RED
    assert mark.xs[0] + mark.xs[-1] + mark.size == pytest.approx(212.0, abs=0.01)
    number = part(first, "number")[0]
    assert number.text == "湘政办函〔2022〕23号"
    assert number.xs[-1] + CELL == pytest.approx(RIGHT, abs=0.1)
    assert (number.baseline - 0.88 * number.size) - (rules[1].y1 + rules[1].width / 2) == pytest.approx(4.84, abs=0.06)
    assert [page.number for page in seed_pages.pages[:4]] == [0, 2, 3, 4]
    assert not any(page.rules for page in seed_pages.pages[1:])


def test_page_numbers_stand_outside_odd_right_even_left(seed_pages: PageModel) -> None:
    """GB/T 9704 7.5."""
    for page in seed_pages.pages[1:]:
        run = page.runs[-1]
        assert run.text == f"— {page.number} —"
        assert run.place is None
        assert run.size == pytest.approx(14 * 25.4 / 72)
        if page.number % 2:
            assert run.xs[-1] + run.size == pytest.approx(RIGHT - run.size, abs=0.05)
        else:
            assert run.xs[0] == pytest.approx(LEFT + run.size, abs=0.05)


def test_signature_and_seal(seed_pages: PageModel) -> None:
    """GB/T 9704 7.3.5.1: date four characters in, signer centred over it, seal on both, not more than a line below the text."""
    page = seed_pages.pages[0]
    date, signer = part(page, "signed_on")[0], part(page, "signers")[0]
    assert date.text == "2022年3月23日"
    assert date.xs[-1] + CELL == pytest.approx(RIGHT - 4 * CELL, abs=0.05)
    assert signer.xs[0] + signer.xs[-1] + CELL == pytest.approx(date.xs[0] + date.xs[-1] + CELL, abs=0.1)
    (seal,) = page.pictures
    assert seal.seal
    assert seal.x + seal.width / 2 == pytest.approx((signer.xs[0] + signer.xs[-1] + CELL) / 2, abs=0.1)
    text_foot = part(page, "body")[-1].baseline + 0.12 * date.size
    assert 0 < seal.y - text_foot <= 10.39
    assert seal.y < signer.baseline < date.baseline < seal.y + seal.height
    assert (signer.baseline + date.baseline) / 2 > seal.y + seal.height / 2


def test_the_ordinary_form(fonts: FontBook) -> None:
    """GB/T 9704 7.2, 7.4: mark 72 mm down, line 4 mm under the number, imprint on the foot of the type area."""
    model = lay_out(plain(approver="某某", urgency="特急"), ISSUED, fonts)
    page, last = model.pages[0], model.pages[-1]
    line = next(rule for rule in page.rules if rule.color == RED)
    assert (line.x1, line.x2) == (LEFT, RIGHT)
    number, approver = part(page, "number")[0], part(page, "approver")[0]
    assert line.y1 - line.width / 2 - (number.baseline - 0.88 * number.size + 5.54 + 0.05) == pytest.approx(4.0, abs=0.1)
    assert number.baseline == approver.baseline
    assert number.xs[0] == pytest.approx(LEFT + CELL, abs=0.05)
    assert model.faces[approver.face].role == "楷体"
    ruled = sorted(rule.y1 + rule.width / 2 for rule in last.rules if rule.color != RED)
    assert ruled[-1] == pytest.approx(262.0)
    assert sorted(Counter(rule.width for rule in last.rules if rule.color != RED).items()) == [(0.25, 1), (0.35, 2)]
    assert words(part(last, "printed_on")) == "2022年3月24日印发"
    assert words(part(page, "recipients")) == plain().recipients


def test_without_a_number_its_place_stays_empty_and_nothing_moves(fonts: FontBook) -> None:
    """N1: the number comes from the server; nothing jumps when it comes."""
    before, after = lay_out(plain(), Issuance(), fonts), lay_out(plain(), ISSUED, fonts)
    assert not part(before.pages[0], "number")
    assert part(before.pages[0], "body") == part(after.pages[0], "body")


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("length", [0, 1, 30, 250, 271, 290, 330, 700])
def test_the_signature_never_stands_alone(fonts: FontBook, form: Form, length: int) -> None:
    document = plain(form=form, blocks=(Paragraph("国" * length),) if length else ())
    for page in lay_out(document, ISSUED, fonts, seal_picture()).pages:
        if part(page, "signers"):
            assert part(page, "body") or length == 0
        for picture in page.pictures:
            assert 0 < picture.y < picture.y + picture.height < 297


def test_attachments_begin_pages_of_their_own(fonts: FontBook) -> None:
    """GB/T 9704 7.3.4, 7.3.7."""
    both = (Attachment("测试情况统计表", (Paragraph("文"),), "附件1"), Attachment("测试名单", (ItemList(("1.甲", "2.乙")),), "附件2"))
    model = lay_out(plain(attachments=both), ISSUED, fonts)
    named = [run for page in model.pages[:-2] for run in page.runs if run.place and run.place.part.endswith(":title")]
    assert [run.text for run in named] == ["测试情况统计表", "测试名单"]
    assert named[0].xs[0] == pytest.approx(named[1].xs[0], abs=0.01)
    for number, page in enumerate(model.pages[-2:]):
        label, title = part(page, f"attachment:{number}:label")[0], part(page, f"attachment:{number}:title")[0]
        assert model.faces[label.face].role == "黑体"
        assert label.xs[0] == pytest.approx(LEFT, abs=0.05)
        third = 37 + 2 * PITCH
        assert title.baseline - 0.88 * title.size == pytest.approx(third, abs=0.2)


def test_heads_of_tables_repeat_on_every_page(fonts: FontBook) -> None:
    rows = (("序号", "名称"), *((str(number), f"第{number}项") for number in range(1, 81)))
    model = lay_out(plain(blocks=(Table(rows, 1, (1.0, 4.0)),)), ISSUED, fonts)
    pages = [page for page in model.pages if part(page, "body")]
    assert len(pages) > 2
    for page in pages:
        assert part(page, "body")[0].text == "序号"
        assert all(run.baseline < 262 for run in part(page, "body"))
    assert words([run for page in pages for run in part(page, "body")]).count("第80项") == 1


def test_a_heading_stays_with_its_text(fonts: FontBook) -> None:
    for length in range(250, 600, 14):
        blocks = (Paragraph("国" * length), Heading(1, "一、测试"), Paragraph("文" * 60))
        for page in lay_out(plain(blocks=blocks), ISSUED, fonts).pages:
            runs = part(page, "body")
            assert not runs or not runs[-1].text.startswith("一、")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "某省人民政府办公厅关于进一步加强“十四五”数字政府建设实施方案有关事项的通知",
            ["某省人民政府办公厅", "关于进一步加强“十四五”", "数字政府建设实施方案有关事项的通知"],
        ),
        (
            "某省人民政府关于“放管服”改革的意见和建议实施办法细则通知等事项",
            ["某省人民政府关于“放管服”改革的", "意见和建议实施办法细则通知等事项"],
        ),
        ("某市人民政府关于做好测试工作的通知", ["某市人民政府关于做好测试工作的通知"]),
    ],
)
def test_a_title_tears_no_name_in_quotation_marks(title: str, lines: list[str]) -> None:
    """7.3.1: the words of a line are whole; one line more rather than a torn “十四五”, and 关于 begins a line rather than ends one."""
    assert [title[first:last] for first, last in balance(title, 20)] == lines


def test_a_title_tears_no_name_of_an_organ_that_signs() -> None:
    """7.3.1: a joint document names its organs in the title, each whole."""
    title, names = (
        "示例省发展和改革委员会示例省财政厅示例省数据局关于开展政务数据共享试点工作的通知",
        ("示例省发展和改革委员会", "示例省财政厅", "示例省数据局"),
    )
    lines = [title[first:last] for first, last in balance(title, 20, names)]
    assert lines == ["示例省发展和改革委员会", "示例省财政厅示例省数据局", "关于开展政务数据共享试点工作的通知"]


@pytest.mark.parametrize("most", [8, 20])
def test_titles_are_balanced_and_end_with_more_than_one_character(most: int) -> None:
    """GB/T 9704 7.3.1."""
    title = "某省人民政府办公厅关于印发《某省“十四五”数字政府建设实施方案》的通知"
    for end in range(most + 1, len(title)):
        lines = balance(title[:end], most)
        assert "".join(title[first:last] for first, last in lines) == title[:end]
        assert max(last - first for first, last in lines) <= most
        assert lines[-1][1] - lines[-1][0] > 1


def test_the_notice_is_laid_out_in_well_under_a_second(seed: Imported, fonts: FontBook) -> None:
    start = time.thread_time()
    model = lay_out(seed.document, ISSUED, fonts)
    assert time.thread_time() - start < 0.8
    assert model.missing == ""
    assert 20 <= len(model.pages) <= 26


def test_a_click_finds_the_text(seed: Imported, seed_pages: PageModel) -> None:
    for index, page in enumerate(seed_pages.pages[:6]):
        for run in page.runs:
            if run.place is None or run.place.part != "attachment:0":
                continue
            for number in (0, len(run.xs) - 1):
                place = hit(seed_pages, index, run.xs[number] + 0.5, run.baseline - 1.0)
                assert place is not None
                assert (place.block, place.start) == (run.place.block, run.place.start + number)
    assert hit(seed_pages, 0, 100.0, 290.0) is None


def test_missing_characters_are_named(fonts: FontBook) -> None:
    model = lay_out(plain(recipients="某某县𠮷㛃"), ISSUED, fonts)
    assert model.missing == "𠮷㛃"


@pytest.mark.parametrize(
    "signers",
    [("某市财政局", "某市数据局"), ("某市发展和改革委员会", "某市财政局", "某市人力资源和社会保障局", "某市数据局"), ("某局",) * 7],
)
def test_joint_signers_neither_touch_nor_leave_the_page(fonts: FontBook, signers: tuple[str, ...]) -> None:
    """GB/T 9704 7.3.5.1: in order, seals side by side do not touch; the last signer stands over the date."""
    model = lay_out(plain(signers=signers), ISSUED, fonts, seal_picture())
    runs = [run for page in model.pages for run in part(page, "signers")]
    assert tuple(run.text for run in runs) == signers
    for run in runs:
        assert run.xs[0] >= LEFT - 0.1
        assert run.xs[-1] + CELL <= RIGHT + 0.1
    centres = [(run.xs[0] + run.xs[-1] + CELL) / 2 for run in runs]
    for (first, left), (second, right) in pairwise(zip(runs, centres, strict=True)):
        if first.baseline == second.baseline:
            assert right - left >= 48
            assert first.xs[-1] + CELL < second.xs[0]
    page = next(page for page in model.pages if part(page, "signed_on"))
    date = part(page, "signed_on")[0]
    assert centres[-1] == pytest.approx((date.xs[0] + date.xs[-1] + CELL) / 2, abs=0.2)
    assert [picture.seal for picture in page.pictures] == [True]


@pytest.mark.parametrize("mark", ["某局", "某市人民政府办公室文件", "某某自治州某某县人民政府发展和改革局办公室文件"])
def test_the_mark_fits_and_its_ink_begins_at_its_height(fonts: FontBook, mark: str) -> None:
    """GB/T 9704 7.2.4: centred, upper edge 35 mm below the upper edge of the type area."""
    page = lay_out(plain(mark=mark), ISSUED, fonts).pages[0]
    run = part(page, "mark")[0]
    assert run.xs[0] >= LEFT - 0.01
    assert run.xs[0] + run.xs[-1] + run.size == pytest.approx(212.0, abs=0.1)
    assert 72 + run.size * 0.6 < run.baseline < 72 + run.size


def test_many_recipients_leave_room_for_the_text_on_the_first_page(fonts: FontBook) -> None:
    page = lay_out(plain(recipients="各县（市、区）人民政府，" * 10), ISSUED, fonts).pages[0]
    assert part(page, "body")
