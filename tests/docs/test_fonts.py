"""The font book: roles, reported substitutes, characters from other faces (AE-22)."""

import time
from pathlib import Path

import pytest
import uharfbuzz as hb

from tests.docs.conftest import ROOT
from xzt.docs.layout import FontBook
from xzt.docs.layout.fonts import open_font
from xzt.docs.layout.installed import face_bytes, installed_fonts
from xzt.docs.layout.pages import Face
from xzt.docs.layout.roles import ROLES

NOTO = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")


def test_every_role_has_a_shipped_face_and_says_what_it_stands_for() -> None:
    book = FontBook(system=False)
    assert [face.role for face in book.substitutes()] == list(ROLES)
    assert {Path(face.path).parent for face in book.faces.values()} == {ROOT / "resources" / "fonts"}
    assert book.face("小标宋").substitute_for == "方正小标宋简体"


def test_a_font_of_the_standard_is_taken_where_it_is_installed(tmp_path: Path) -> None:
    own = tmp_path / "SimFang.ttf"
    own.write_bytes((ROOT / "resources/fonts/FandolKai-Regular.otf").read_bytes())
    book = FontBook(folders=(tmp_path,))
    assert (book.face("仿宋").path, book.face("仿宋").substitute_for) == (str(own), "")
    assert "仿宋" not in {face.role for face in book.substitutes()}


@pytest.mark.skipif(not NOTO.exists(), reason="needs the collection of fonts-noto-cjk")
def test_rare_characters_come_from_a_face_of_a_collection() -> None:
    book = FontBook()
    for char in "䶮㛃𠮷":
        found = book.find("仿宋", char)
        assert found is not None
        face = book.faces[found[0]]
        assert open_font(face.path, face.index).face.get_name(1) != ""
    face = Face("noto", "宋体", str(NOTO), "Noto Serif CJK SC", index=2)
    single = hb.Face(hb.Blob(face_bytes(face)))
    whole = open_font(str(NOTO), 2)
    assert single.get_name(1) == whole.face.get_name(1) == "Noto Serif CJK SC"
    assert hb.Font(single).get_nominal_glyph(ord("䶮")) == (whole.glyph("䶮") or (0,))[0]


def test_characters_of_no_face_are_none() -> None:
    assert FontBook(system=False).find("仿宋", "𠮷") is None


def test_opening_is_quick() -> None:
    installed_fonts.cache_clear()
    open_font.cache_clear()
    start = time.thread_time()
    book = FontBook(system=False)
    for role in ROLES:
        assert book.find(role, "国") is not None
    assert time.thread_time() - start < 0.2
