"""Page layout in millimetres: ``lay_out`` makes the page model, ``hit`` finds the text under a point."""

from xzt.docs.layout.closings import SealPicture as SealPicture
from xzt.docs.layout.composing import hit as hit
from xzt.docs.layout.composing import lay_out as lay_out
from xzt.docs.layout.fonts import FontBook as FontBook
