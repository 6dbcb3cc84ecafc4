"""Letters on removable media in the settings: written to a file, a wrong file explained, the state told."""

from pathlib import Path

from tests.ui.stage import Stage, until
from xzt.ui.pages.settings import SettingsPage
from xzt.ui.widgets.controls import Label


def test_export_and_a_wrong_receipt(stage: Stage, tmp_path: Path) -> None:
    """The file is there and closed to everybody else, the line says so; what is no receipt is refused in words and changes nothing."""
    window = stage.window("jia-1")
    window.hub.page_asked.emit("settings")
    page = window.current()
    assert isinstance(page, SettingsPage)
    panel = page.airgap
    assert panel
    state = panel.findChild(Label, "settings.airgap.state")
    assert state
    assert state.text() == "还没有导出过。"
    out = tmp_path / "out.xzt"
    panel.export(out)
    until(lambda: "还没有读入回执" in state.text())
    assert out.stat().st_mode & 0o077 == 0
    panel.bring_in(out)
    until(lambda: "写给别的机器" in window.strip.words.text())
    (tmp_path / "cut.xzt").write_bytes(out.read_bytes()[:-1])
    panel.bring_in(tmp_path / "none.xzt")
    until(lambda: "读不出来" in window.strip.words.text())
    assert "还没有读入回执" in state.text()
