"""``xzt flow``: a flow goes to a drawing tool and back by the command line, and what is wrong is said (FLW-18)."""

from pathlib import Path

import pytest

from xzt import cli
from xzt.office.dispatch.flows import FLOWS, flows


def run(*words: str) -> int:
    return cli.run(cli.parse(["flow", *words]))


def test_out_changed_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exported, renamed in a tool, checked, and taken as the file that the program reads; nothing is written over."""
    drawn, made = tmp_path / "流程.bpmn", tmp_path / "ordinary.json"
    assert run("list") == 0
    assert flows()["ordinary"].name in capsys.readouterr().out
    assert run("export", "ordinary", "--out", str(drawn)) == 0
    assert run("export", "ordinary", "--out", str(drawn)) == 1
    assert run("export", "nobody", "--out", str(tmp_path / "none")) == 2
    drawn.write_text(drawn.read_text("utf-8").replace('name="核稿"', 'name="初核"'), "utf-8")
    assert run("check", str(drawn), "--out", str(made)) == 0
    assert "可以用" in capsys.readouterr().out
    assert run("check", str(made)) == 0
    assert run("check", str(FLOWS / "parallel.json")) == 0


def test_what_could_let_a_document_out_unsigned_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = tmp_path / "流程.bpmn"
    assert run("export", "ordinary", "--out", str(drawn)) == 0
    drawn.write_text(drawn.read_text("utf-8").replace('sourceRef="sign_off" targetRef="register"', 'sourceRef="sign_off" targetRef="seal"'))
    assert run("check", str(drawn), "--out", str(tmp_path / "none")) == 1
    assert "流程定义有误" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
    drawn.write_text("<a/>")
    assert run("check", str(drawn)) == 1
    assert "不是本系统写出的流程" in capsys.readouterr().err
    assert run("check", str(tmp_path / "nothing")) == 1
