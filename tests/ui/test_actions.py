"""Actions as data: ids and keys are unique (AE-15), icons exist, the bar shows what is open or due, the shortcut page shows every key."""

from itertools import chain

from PySide6.QtGui import QKeySequence

from tests.ui.stage import ROOT
from xzt.ui import actions


def test_ids_are_unique_and_have_titles() -> None:
    assert len(actions.BY_ID) == len(actions.ALL)
    assert all(spec.title and spec.context in actions.CONTEXTS for spec in actions.ALL)


def test_keys_are_unique_in_their_context_with_those_of_the_window() -> None:
    window = [spec.key for spec in actions.ALL if spec.context == "window" and spec.key]
    for context in actions.CONTEXTS:
        beside = ["page"] if context in {"drafting", "record", "list", "style"} else []
        keys = [spec.key for spec in actions.ALL if spec.context in {context, *beside} and spec.key and context != "window"]
        together = [QKeySequence(key).toString() for key in chain(window, keys)]
        assert len(set(together)) == len(together), context
        assert "" not in together


def test_icons_exist() -> None:
    for spec in actions.ALL:
        assert not spec.icon or (ROOT / "resources" / "icons" / f"{spec.icon}.svg").exists(), spec.id


def test_bar_shows_what_is_open_and_what_is_due() -> None:
    due = [spec.id for spec in actions.offered("dispatch", "sign_off", frozenset())]
    assert due == ["dispatch.withdraw", "dispatch.return", "dispatch.sign"]
    opened = [spec.id for spec in actions.offered("receipt", "handle", frozenset({"MarkRead"}))]
    assert opened == ["receipt.read", "receipt.pass_on", "receipt.close"]
    assert not any(spec.id.startswith("receipt") for spec in actions.offered("dispatch", "review", frozenset({"Close"})))
