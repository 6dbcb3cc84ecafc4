"""What stands at a place of the page whatever the text does: a box of text at its foot that grows upwards, and lines.

Written as shapes of DrawingML, and beside them as shapes of VML for programs that know no other (ECMA-376 part 3, 9.3: who knows the first
keeps to it). Frames of paragraphs would be simpler, but LibreOffice lets one go whose paragraphs are ruled in different ways.
"""

from copy import deepcopy
from typing import TYPE_CHECKING

from xzt.docs.layout.measures import POINT
from xzt.docs.layout.pages import Rule

if TYPE_CHECKING:
    from lxml.etree import _Element

_EMU = 36000
"""What DrawingML counts a millimetre in."""
_BOX, _FIRST_LINE = 1000, 1001
"""Ids of shapes, of which a file has each once."""
_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "w10": "urn:schemas-microsoft-com:office:word",
}
_SHAPE = """
<w:r {names}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1"
 allowOverlap="0">
<wp:simplePos x="0" y="0"/>
{place}<wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrap{wrap}/>
<wp:docPr id="{number}" name="{name}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr rot="0" vert="{flow}" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}" anchorCtr="0"><a:{fit}/></wps:bodyPr>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:rect id="box{number}" filled="f" stroked="f" style="position:absolute;width:{width:.2f}pt;height:{height:.2f}pt;
{old_place}"><v:textbox inset="0,0,0,0" style="{old_flow}"><w:txbxContent/></v:textbox><w10:wrap type="{old_wrap}"/></v:rect></w:pict>
</mc:Fallback></mc:AlternateContent></w:r>
"""
_FOOT = {
    "place": '<wp:positionH relativeFrom="margin"><wp:align>center</wp:align></wp:positionH>'
    '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>',
    "wrap": "TopAndBottom",
    "flow": "horz",
    "anchor": "b",
    "fit": "spAutoFit",
    "old_place": "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    "mso-position-vertical:bottom;mso-position-vertical-relative:margin",
    "old_flow": "mso-fit-shape-to-text:t",
    "old_wrap": "topAndBottom",
}
_TURNED = {
    "place": '<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>',
    "wrap": "None",
    "flow": "vert",
    "anchor": "t",
    "fit": "noAutofit",
    "old_place": "margin-left:{left:.2f}pt;margin-top:{top:.2f}pt;"
    "mso-position-horizontal-relative:page;mso-position-vertical-relative:page",
    "old_flow": "layout-flow:vertical",
    "old_wrap": "none",
}
_RULE = """
<w:r {names}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="1" locked="0" layoutInCell="1"
 allowOverlap="1">
<wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>
<wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="{number}" name="红色双线"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></wps:spPr><wps:bodyPr/>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:rect id="line{number}" fillcolor="#{colour}" stroked="f" style="position:absolute;margin-left:{left:.2f}pt;
margin-top:{top:.2f}pt;width:{width:.2f}pt;height:{height:.2f}pt;z-index:-1;mso-position-horizontal-relative:page;
mso-position-vertical-relative:page"/></w:pict></mc:Fallback></mc:AlternateContent></w:r>
"""


def ruled_on_page(line: Rule, colour: str, number: int) -> "_Element":
    """Return the run that draws a level line of a page as a filled shape: as thick as it is, which borders are not."""
    from docx.oxml import parse_xml

    x, y, width, height = line.x1, line.y1 - line.width / 2, line.x2 - line.x1, line.width
    metric = {name: round(length * _EMU) for name, length in (("x", x), ("y", y), ("cx", width), ("cy", height))}
    points = {name: length / POINT for name, length in (("left", x), ("top", y), ("width", width), ("height", height))}
    text = _RULE.format(names=_declared(), number=_FIRST_LINE + number, colour=colour[1:], **metric, **points)
    return parse_xml("".join(text.splitlines()))  # type: ignore[no-any-return]  # an element of lxml, untyped in python-docx


def _declared() -> str:
    return " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMES.items())


def box_at_foot(content: "list[_Element]", name: str, width: float, height: float) -> "_Element":
    """Return the run that holds blocks in a box, so many mm wide and high, that ends where the type area of the page does."""
    return _boxed(content, name, _BOX, (width, height), _FOOT)


def turned_box(content: "list[_Element]", name: str, number: int, place: tuple[float, float, float, float]) -> "_Element":
    """Return the run that holds blocks in a box a quarter turned to the right at a ``place`` of the page: left, top, width, height (mm)."""
    left, top, width, height = place
    where = {"x": round(left * _EMU), "y": round(top * _EMU), "left": left / POINT, "top": top / POINT}
    return _boxed(content, name, number, (width, height), {key: value.format(**where) for key, value in _TURNED.items()})


def _boxed(content: "list[_Element]", name: str, number: int, size: tuple[float, float], kind: dict[str, str]) -> "_Element":
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    width, height = size
    lengths = {"cx": round(width * _EMU), "cy": round(height * _EMU), "width": width / POINT, "height": height / POINT}
    run = parse_xml("".join(_SHAPE.format(names=_declared(), name=name, number=number, **lengths, **kind).splitlines()))
    ours, other = run.iter(qn("w:txbxContent"))
    other.extend(deepcopy(block) for block in content)
    ours.extend(content)
    return run  # type: ignore[no-any-return]  # an element of lxml, untyped in python-docx
