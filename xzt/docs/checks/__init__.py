"""Checks of form, marks, words and rules between organs.

``check`` finds, ``Checker`` checks again what changed,
``check_pages`` finds on the pages, ``mend`` applies fixes; the words are data in ``findings``.

The names are looked up when they are first used, so that whoever needs only a module of values does not load the rest (AE-19).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xzt.docs.checks.again import Checker as Checker
    from xzt.docs.checks.checking import check as check
    from xzt.docs.checks.checking import mend as mend
    from xzt.docs.checks.findings import Finding as Finding
    from xzt.docs.checks.findings import Level as Level
    from xzt.docs.checks.findings import Spot as Spot
    from xzt.docs.checks.given import Given as Given
    from xzt.docs.checks.pages import check_pages as check_pages

_HOMES = {
    "Checker": "again",
    "Finding": "findings",
    "Given": "given",
    "Level": "findings",
    "Spot": "findings",
    "check": "checking",
    "check_pages": "pages",
    "mend": "checking",
}


def __getattr__(name: str) -> object:
    """Fetch a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
