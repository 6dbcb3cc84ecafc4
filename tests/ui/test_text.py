"""Words: every refusal and trouble code of the tree has its sentence of three parts (AE-04), every command, step and entry its name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.stage import ROOT
from xzt.core.errors import Refusal, Trouble
from xzt.office.dispatch.guards import GUARDS as DISPATCH
from xzt.office.dispatch.state import Step as DispatchStep
from xzt.office.people import Directory, Person, Role
from xzt.office.receipt.decision import GUARDS as RECEIPT
from xzt.office.receipt.state import Step as ReceiptStep
from xzt.office.style.commands import Adopt
from xzt.ui import actions, sentences
from xzt.ui.text import REFUSALS, Names, refusal_words, trouble_words
from xzt.ui.troubles import TROUBLES

ROOMS = ("office", "client", "store", "sync", "archive", "docs", "signing", "core", "server")
HERE = ("office", "client", "store", "sync", "archive", "docs", "signing", "core", "app", "cli", "ui")


def _calls(room: str, names: tuple[str, ...], at: int = 0) -> Iterator[tuple[str, str]]:
    place = ROOT / "xzt" / room
    for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
            if isinstance(node, ast.Call) and name in names and len(node.args) > at:
                for code in _literals(node.args[at]):
                    yield code, f"{path.relative_to(ROOT)}:{node.lineno}"


def _literals(node: ast.expr) -> list[str]:
    """Both ends of ``a if b else c`` count."""
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def codes(name: str, rooms: tuple[str, ...], at: int = 0) -> dict[str, str]:
    """Every literal code given to ``Refusal`` or ``Trouble``, with one place where it stands."""
    return {code: place for room in rooms for code, place in _calls(room, (name,), at)}


def said_by_the_server() -> dict[str, str]:
    """Codes that the server answers with and the client passes on."""
    return {**codes("Failure", ("server",), 1), **codes("Again", ("server",), 1), **codes("Trouble", ("server",))}


def test_every_refusal_has_its_sentence() -> None:
    found = codes("Refusal", ROOMS)
    assert len(found) > 35
    missing = {code: place for code, place in found.items() if code not in REFUSALS}
    assert missing == {}


def test_every_trouble_has_its_sentence() -> None:
    found = {**codes("Trouble", HERE), **said_by_the_server()}
    assert len(found) > 50
    missing = {code: place for code, place in found.items() if code not in TROUBLES}
    assert missing == {}


def test_no_sentence_stands_for_nothing() -> None:
    assert sorted(set(REFUSALS) - set(codes("Refusal", ROOMS))) == []
    assert sorted(set(TROUBLES) - set(codes("Trouble", HERE)) - set(said_by_the_server()) - {"bug"}) == []


@pytest.mark.parametrize("code", [*REFUSALS, *TROUBLES])
def test_sentences_say_what_happened_what_was_kept_what_to_do(code: str) -> None:
    sentence = REFUSALS.get(code) or TROUBLES[code]
    for part in (sentence.what, sentence.kept, sentence.next):
        assert part.endswith("。"), (code, part)
        assert len(part) >= 4


def test_params_become_words() -> None:
    names = Names(Directory(people=(Person("p1", "测试一", "u"),)), "dispatch")
    assert "用印" in refusal_words(Refusal("not_holder", {"step": "seal"}), names).what
    assert "测试一" in refusal_words(Refusal("out_of_range", {"person": "p1", "step": "sign_off"}), names).what
    assert "{" not in trouble_words(Trouble("malformed")).whole()
    assert "{" not in refusal_words(Refusal("unread"), names).whole()


def test_names_are_complete() -> None:
    assert {f"dispatch.{step}" for step in DispatchStep} | {f"receipt.{step}" for step in ReceiptStep} == {
        f"{kind}.{step}" for kind, step in sentences.STEPS
    }
    assert {role.value for role in Role} == set(sentences.ROLES)
    for command in (*DISPATCH, *RECEIPT, Adopt):
        assert command.__name__ in sentences.COMMANDS


def test_every_command_of_a_person_has_an_action() -> None:
    offered = {spec.command for spec in actions.ALL}
    given_by_others = {
        "NoteRelation",
        "Unrelate",
        "Open",
        "NoteDelivery",
        "Deliver",
        "AskBack",
        "NoteReply",
        "NoteMention",
        "AskJoint",
        "NoteJoint",
        "RecallJoint",
        "Uncover",
        "NoteScope",
        "NoteScopeRequest",
        "Surface",
        "Lapse",
        "AskSeal",
        "NoteSeal",
    }
    for command in (*DISPATCH, *RECEIPT, Adopt):
        assert command.__name__ in offered | given_by_others, command


def test_every_entry_of_the_course_has_a_name() -> None:
    for kind in ("dispatch", "receipt"):
        path = Path(ROOT / "xzt" / "office" / kind / "evolution.py")
        noted = {code for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for code in _noted(node)}
        assert noted
        assert noted <= set(sentences.ACTIONS)


def _noted(node: ast.AST) -> list[str]:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_note"
    return _literals(node.args[2]) if called and isinstance(node, ast.Call) and len(node.args) > 2 else []


def test_no_formatted_string_inside_tr() -> None:
    """AE-27: an f-string would be looked up with its braces filled."""
    for path in (ROOT / "xzt" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), f"{path}:{node.lineno}"
