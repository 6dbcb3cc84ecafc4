"""``xzt demo``: a sample server and the client on it. Everything is sample data and is gone when the demonstration ends."""

import sys
import tempfile
from pathlib import Path

from xzt.app.display import has_display
from xzt.app.sample_server import DemonstrationClock, SampleServer, sample_accounts, sample_password, seed


def run_demo(*, headless: bool, forms: bool, out: Path | None) -> int:
    """Open the client on a sample server; without a display, or when asked, walk the whole journey without one, or show the forms."""
    if forms:
        from xzt.app.forms import run_forms

        return run_forms(out or Path("out") / "forms")
    if headless or not has_display():
        if not headless:
            print("没有可用的显示器，改为无显示器演示（等同于 xzt demo --headless）。")  # noqa: T201
        from xzt.app.journey import run_journey

        return run_journey(out or Path("out") / "demo")
    return _run_windows()


def _run_windows() -> int:
    from xzt.ui.collecting import take_over
    from xzt.ui.desktop import Desktop, make_application
    from xzt.ui.pages.unlock import Account

    application = make_application()
    take_over(application)
    with tempfile.TemporaryDirectory(prefix="xzt-demo-") as folder:
        data = Path(folder) / "server"
        data.mkdir()
        clock = DemonstrationClock()
        seed(data, clock.offset)
        server = SampleServer(data)
        server.start()
        print(f"演示服务器：{server.url}（示例数据；口令是 sample- 加人员代码）", file=sys.stderr)  # noqa: T201
        accounts = [Account(person, words, sample_password(person)) for person, words in sample_accounts()]
        desktop = Desktop(Path(folder) / "stores", server.url, accounts, clock)
        try:
            desktop.start()
            return application.exec()
        finally:
            desktop.stop()
            server.stop()
