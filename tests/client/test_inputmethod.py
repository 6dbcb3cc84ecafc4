"""Chinese can be typed where the desktop asks for a module that our Qt does not have (AE-24)."""

from pathlib import Path

import pytest

from xzt.client import doctor, inputmethod


@pytest.mark.parametrize(
    ("asked", "used", "replaced"),
    [("fcitx", "ibus", "fcitx"), ("fcitx5", "ibus", "fcitx5"), ("ibus", "ibus", ""), ("compose", "compose", ""), ("", "", "")],
)
def test_ibus_stands_in_for_a_module_that_is_not_there(monkeypatch: pytest.MonkeyPatch, asked: str, used: str, replaced: str) -> None:
    monkeypatch.setenv("QT_IM_MODULE", asked)
    monkeypatch.delenv("QT_IM_MODULES", raising=False)
    assert inputmethod.settle() == replaced
    assert inputmethod.module() == used


def test_a_module_that_a_release_brings_is_used(tmp_path: Path) -> None:
    (tmp_path / "libfcitx5platforminputcontextplugin.so").touch()
    assert inputmethod.loads("fcitx5", tmp_path)
    assert inputmethod.loads("fcitx", tmp_path)
    assert not inputmethod.loads("ibus", tmp_path)


def test_a_list_of_modules_is_left_to_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_IM_MODULE", "fcitx")
    monkeypatch.setenv("QT_IM_MODULES", "fcitx;ibus")
    assert inputmethod.settle() == ""


@pytest.mark.parametrize(("asked", "code"), [("fcitx", "input_module_replaced"), ("ibus", "present"), ("", "present")])
def test_the_examination_says_what_is_used(monkeypatch: pytest.MonkeyPatch, asked: str, code: str) -> None:
    monkeypatch.setenv("QT_IM_MODULE", asked)
    found = doctor._input_method()
    assert (found.ok, found.code, found.found) == (True, code, asked or "-")
