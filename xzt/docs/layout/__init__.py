"""Page layout in millimetres: ``lay_out`` makes the page model, ``hit`` finds the text under a point.

The names are looked up when they are first used, so that whoever needs only a module of values does not load the rest (AE-19).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xzt.docs.layout.composing import lay_out as lay_out
    from xzt.docs.layout.composing import lay_out_again as lay_out_again
    from xzt.docs.layout.finding import hit as hit
    from xzt.docs.layout.fonts import FontBook as FontBook
    from xzt.docs.layout.signatures import SealPicture as SealPicture
    from xzt.office.profile import Profile as Profile

_HOMES = {
    "FontBook": "fonts",
    "Profile": "composing",
    "SealPicture": "signatures",
    "hit": "finding",
    "lay_out": "composing",
    "lay_out_again": "composing",
}


def __getattr__(name: str) -> object:
    """Fetch a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
