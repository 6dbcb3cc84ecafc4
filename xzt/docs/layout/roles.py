"""Which fonts may stand for 仿宋, 楷体, 黑体, 小标宋 and 宋体, and which may lend a single character. Data, no file is opened here.

The standard names kinds of face (GB/T 9704-2012 5.2.2, 7.2.4, 7.3.1). Names are those of fonts on Windows, UOS, 麒麟 and Debian, Chinese
and English, as a font's own name table has them. What brings a font: the packages of Debian 12, which others take over.
"""

from msgspec import Struct

FANGSONG = "仿宋"
KAI = "楷体"
HEI = "黑体"
TITLE = "小标宋"
SONG = "宋体"
ROLES = (FANGSONG, KAI, HEI, TITLE, SONG)
LATIN = "西文"
"""Not a face of the standard: letters and digits, where a unit's profile wants them in a Latin face."""


class Alias(Struct, frozen=True):
    """A font that may stand for a role: its family, the names its file goes by (lower case), its index there, its family's other names."""

    family: str
    files: tuple[str, ...]
    index: int = 0
    names: tuple[str, ...] = ()


OWN: dict[str, tuple[Alias, ...]] = {
    FANGSONG: (
        Alias("仿宋_GB2312", ("simfang_gb2312.ttf", "fangsong_gb2312.ttf", "仿宋_gb2312.ttf", "fs_gb2312.ttf"), names=("FangSong_GB2312",)),
        Alias("仿宋", ("simfang.ttf", "fangsong.ttf"), names=("FangSong",)),
        Alias("方正仿宋_GBK", ("fzfsk.ttf", "fzfangsong-z02.ttf"), names=("FZFangSong-Z02", "方正仿宋简体", "FZFangSong-Z02S")),
        Alias("华文仿宋", ("stfangso.ttf",), names=("STFangsong",)),
    ),
    KAI: (
        Alias("楷体_GB2312", ("simkai_gb2312.ttf", "kaiti_gb2312.ttf", "楷体_gb2312.ttf", "kt_gb2312.ttf"), names=("KaiTi_GB2312",)),
        Alias("楷体", ("simkai.ttf", "kaiti.ttf"), names=("KaiTi",)),
        Alias("方正楷体_GBK", ("fzktk.ttf", "fzkai-z03.ttf"), names=("FZKai-Z03", "方正楷体简体", "FZKai-Z03S")),
        Alias("华文楷体", ("stkaiti.ttf",), names=("STKaiti",)),
    ),
    HEI: (
        Alias("黑体", ("simhei.ttf",), names=("SimHei",)),
        Alias("方正黑体_GBK", ("fzhtk.ttf", "fzhei-b01.ttf"), names=("FZHei-B01", "方正黑体简体", "FZHei-B01S")),
        Alias("华文黑体", ("stheiti.ttf",), names=("STHeiti",)),
    ),
    TITLE: (
        Alias("方正小标宋简体", ("fzxbsjw.ttf", "fzxiaobiaosong-b05s.ttf", "方正小标宋简体.ttf"), names=("FZXiaoBiaoSong-B05S",)),
        Alias(
            "方正小标宋_GBK", ("fzxbsk.ttf", "fzxiaobiaosong-b05.ttf", "方正小标宋_gbk.ttf"), names=("FZXiaoBiaoSong-B05", "FZXBSK--GBK1-0")
        ),
    ),
    SONG: (
        Alias("宋体", ("simsun.ttc", "simsun.ttf"), names=("SimSun",)),
        Alias("方正书宋_GBK", ("fzssk.ttf", "fzshusong-z01.ttf"), names=("FZShuSong-Z01", "方正书宋简体", "FZShuSong-Z01S")),
        Alias("华文宋体", ("stsong.ttf",), names=("STSong",)),
    ),
    LATIN: (Alias("Times New Roman", ("times.ttf",)), Alias("Liberation Serif", ("liberationserif-regular.ttf",))),
}

SHIPPED: dict[str, Alias] = {
    FANGSONG: Alias("FandolFang", ("FandolFang-Regular.otf",)),
    KAI: Alias("FandolKai", ("FandolKai-Regular.otf",)),
    HEI: Alias("FandolHei", ("FandolHei-Regular.otf",)),
    TITLE: Alias("FandolSong Bold", ("FandolSong-Bold.otf",)),
    SONG: Alias("FandolSong", ("FandolSong-Regular.otf",)),
    LATIN: Alias("FandolSong", ("FandolSong-Regular.otf",)),
}

_SERIF = (
    Alias("Noto Serif CJK SC", ("notoserifcjk-regular.ttc",), 2),
    Alias("SimSun-18030", ("simsun18030.ttc", "simsun18030.ttf"), names=("宋体-18030",)),
    Alias("HanaMinA", ("hanamina.ttf",)),
    Alias("HanaMinB", ("hanaminb.ttf",)),
    Alias("SimSun-ExtB", ("simsunb.ttf",)),
    Alias("SimSun-ExtG", ("simsunextg.ttf",)),
    Alias("方正宋体超大字符集", ("sursong.ttf",), names=("FZSong-Extended", "Simsun (Founder Extended)")),
    Alias("BabelStone Han", ("babelstonehan.ttf",)),
)
_SANS = (Alias("Noto Sans CJK SC", ("notosanscjk-regular.ttc",), 2),)
_LAST = (Alias("DejaVu Sans", ("dejavusans.ttf",)),)
LENDERS: dict[str, tuple[Alias, ...]] = {
    FANGSONG: (*_SERIF, *_SANS, *_LAST),
    SONG: (*_SERIF, *_SANS, *_LAST),
    LATIN: (*_SERIF, *_SANS, *_LAST),
    TITLE: (Alias("Noto Serif CJK SC Bold", ("notoserifcjk-bold.ttc",), 2), *_SERIF, *_SANS, *_LAST),
    KAI: (Alias("霞鹜文楷", ("lxgwwenkai-regular.ttf",), names=("LXGW WenKai",)), *_SERIF, *_SANS, *_LAST),
    HEI: (*_SANS, *_SERIF, *_LAST),
}
"""Fonts that lend single characters which the role's own face lacks, in this order."""

KEYS = dict(zip((*ROLES, LATIN), ("fangsong", "kai", "hei", "title", "song", "latin"), strict=True))

NO_LENDERS = ("emoji", "lastresort", "blank", "barcode", "symbol")
"""Parts of the names of font files that lend no character: pictures, boxes for everything, nothing."""

PACKAGES = (
    ("fonts-noto-cjk", "notoserifcjk-regular.ttc", 0x3400, 0x9FFF),
    ("fonts-hanazono", "hanaminb.ttf", 0x20000, 0x2EBE0),
    ("fonts-babelstone-han", "babelstonehan.ttf", 0x3400, 0x323AF),
)
"""Debian packages with the file they bring and the range of characters they are asked for, the one with the finest glyphs first."""
EXTRA_PACKAGES = {KAI: "fonts-lxgw-wenkai"}
"""Packages whose font covers far more characters than the one that is shipped for a role."""
