"""Fonts by their own names, lent characters, and nothing silent (AE-20, AE-22, PRN-02)."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.docs.conftest import ISSUED, WHEN, bare, poppler
from tests.docs.little_fonts import families, little_font
from tests.docs.test_pages import plain
from tests.docs.test_same_page import MOST_DIFFERENT, compared
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.fontreport import Lent, lenders, report_fonts, report_machine
from xzt.docs.layout.installed import families_in
from xzt.docs.layout.pages import Place
from xzt.docs.layout.roles import ROLES
from xzt.docs.model import Paragraph
from xzt.docs.render.ofd import write_ofd
from xzt.docs.render.ofd_reading import ofd_text
from xzt.docs.render.pdf import write_pdf

RARE = "𬭸㙓𠀀\U00031350"
"""Characters of names: of the second plane (general use), of extension A, B and H."""


def test_a_font_is_found_by_its_own_name_whatever_its_file_is_called(tmp_path: Path) -> None:
    """UOS and 麒麟 call the files of 方正 as they please; the name table has the family, in Chinese or English."""
    little_font(tmp_path / "a001.ttf", "FZXiaoBiaoSong-B05S", "国")
    path = little_font(tmp_path / "b002.ttf", "Something", "国", chinese="仿宋_GB2312")
    assert families(path) <= families_in(path)[0]
    book = FontBook(folders=(tmp_path,))
    assert (book.face("小标宋").family, book.face("小标宋").substitute_for) == ("方正小标宋简体", "")
    assert Path(book.face("仿宋").path).name == "b002.ttf"
    assert [face.role for face in book.substitutes()] == [role for role in ROLES if role not in {"小标宋", "仿宋"}]
    found = book.find("小标宋", "王")
    assert found is not None
    assert book.faces[found[0]].spare


@pytest.mark.parametrize("data", [b"", b"\0", b"OTTO" + b"\xff" * 60, b"ttcf" + b"\xff" * 40, b"\0\1\0\0\0\1" + b"\0" * 200])
def test_a_file_that_is_no_font_stops_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "broken.ttf").write_bytes(data)
    little_font(tmp_path / "whole.ttf", "SimHei", "国")
    assert FontBook(folders=(tmp_path,)).face("黑体").family == "黑体"


def test_any_font_of_the_machine_lends_a_character_but_none_that_draws_boxes_or_pictures(tmp_path: Path) -> None:
    without, having = tmp_path / "without", tmp_path / "having"
    for folder in (without, having):
        folder.mkdir()
        little_font(folder / "AAA-Emoji.ttf", "Pictures", RARE)
        little_font(folder / "LastResort.ttf", "Boxes", RARE)
    assert FontBook(folders=(without,)).find("仿宋", RARE[0]) is None
    little_font(having / "office-names.ttf", "Office Names", RARE)
    book = FontBook(folders=(having,))
    model = lay_out(plain(blocks=(Paragraph(f"请{RARE}参加。"),)), ISSUED, book)
    report = report_fonts(model)
    assert report.lent == (Lent("Office Names", RARE),)
    assert report.lost == ()
    assert model.missing == ""


def test_what_nothing_covers_is_named_with_its_place_and_what_would_bring_it(fonts: FontBook) -> None:
    model = lay_out(plain(title="关于𠀀某任职的通知", blocks=(Paragraph(f"任命{RARE}同志。"),)), ISSUED, fonts)
    report = report_fonts(model)
    lost = {one.char: one for one in report.lost}
    assert lost["𠀀"].place == Place("title", -1, 2)
    assert lost["\U00031350"].place == Place("body", 0, 2 + RARE.index("\U00031350"))
    assert (lost["\U00031350"].page, lost["\U00031350"].package) == (0, "fonts-babelstone-han")
    assert lost["𠀀"].package in {"fonts-hanazono", ""}
    assert set(lost) <= set(RARE)
    assert [(stand.role, stand.wanted) for stand in report.stands][:2] == [("仿宋", "仿宋_GB2312"), ("小标宋", "方正小标宋简体")]
    assert [stand.role for stand in report_machine(fonts).stands] == list(ROLES)
    assert lenders(fonts) == (("fonts-noto-cjk", False), ("fonts-hanazono", False), ("fonts-babelstone-han", False))


def test_nothing_is_said_where_all_is_as_the_standard_names_it(tmp_path: Path) -> None:
    """A machine with the fonts, a text that they cover."""
    chars = "".join(
        sorted(
            set(
                "关于任职的通知各处室：请示复函张某某研究〔2026〕一、印发机关年月日—0123456789（）。，附件某省财政厅文字第号主送落款单位公开"
            )
        )
    )
    for name, family in (("1", "FangSong_GB2312"), ("2", "KaiTi_GB2312"), ("3", "SimHei"), ("4", "FZXiaoBiaoSong-B05S"), ("5", "SimSun")):
        little_font(tmp_path / f"{name}.ttf", family, chars)
    model = lay_out(plain(title="关于任职的通知", blocks=(Paragraph("请研究。"),)), ISSUED, FontBook(folders=(tmp_path,)))
    assert report_fonts(model).stands == ()
    assert report_fonts(model).lost == ()


def test_rare_characters_are_drawn_and_read_alike_on_screen_in_pdf_and_in_ofd(qtbot: QtBot, tmp_path: Path) -> None:
    """AE-20: the glyph is the lending font's in all three, and what is read out of the files is the character itself."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    little_font(folder / "office-names.ttf", "Office Names", RARE)
    document = plain(title=f"关于{RARE[0]}某任职的通知", blocks=(Paragraph(f"任命{RARE}同志为处长。"),))
    model = lay_out(document, ISSUED, FontBook(folders=(folder,)))
    assert max(max(pair) for pair in compared(qtbot, document, model)) < MOST_DIFFERENT
    wanted = f"任命{RARE}同志为处长。"
    assert wanted in bare(poppler("pdftotext", write_pdf(model, document.title, WHEN), tmp_path))
    assert wanted in bare(ofd_text(write_ofd(model, document, ISSUED, WHEN)))
