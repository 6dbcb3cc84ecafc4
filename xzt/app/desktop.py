"""The desktop client, put together."""

import sys

from xzt.app.display import has_display
from xzt.client.profiles import default_root


def run_desktop() -> int:
    """Open the desktop client; without a display say so, and what works without one."""
    if not has_display():
        print("没有可用的显示器。图形界面需要显示器；可以用 xzt demo --headless、xzt verify、xzt doctor。", file=sys.stderr)  # noqa: T201
        return 2
    from xzt.ui.collecting import take_over
    from xzt.ui.desktop import Desktop, make_application
    from xzt.ui.pages.settings import kept_look

    application = make_application(look=kept_look())
    take_over(application)
    desktop = Desktop(default_root())
    application.aboutToQuit.connect(desktop.stop)
    desktop.start()
    return application.exec()
