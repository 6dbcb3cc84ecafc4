"""The composition root of everything with windows: builds the parts and hands them to each other."""

import argparse


def run(chosen: argparse.Namespace) -> int:
    """Open the desktop client, or the demonstration; the parts are loaded only when one of them is wanted."""
    if chosen.command is None:
        from xzt.app.desktop import run_desktop

        return run_desktop()
    from xzt.app.demo import run_demo

    return run_demo(headless=chosen.headless, forms=chosen.forms, out=chosen.out)
