"""Numbers as Word's automatic numbering prints them (ECMA-376 17.18.59 ST_NumberFormat), the formats that Chinese offices meet."""

from collections.abc import Callable

_HAN = "〇一二三四五六七八九"
_TRADITIONAL = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"))
_ROMAN_ONES = ((4, "iv"), (1, "i"))
_LARGEST = 9999


def printed_number(value: int, form: str) -> str:
    """Return a number in a format; unknown formats and numbers out of range are printed as decimals."""
    return _FORMATS.get(form, str)(value) if 0 < value <= _LARGEST else str(value)


def _counted(value: int) -> str:
    """Return 1 to 9999 as they are spoken: 一, 十, 十一, 二十, 一百零一."""
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            words += ("〇" if gap and words else "") + _HAN[digit] + name
            gap = False
        else:
            gap = bool(words)
    words = words.replace("〇", "零")
    return words[1:] if words.startswith("一十") else words


def _roman(value: int) -> str:
    words = ""
    for unit, letters in (*_ROMAN, *_ROMAN_ONES):
        words += letters * (value // unit)
        value %= unit
    return words


def _digits(value: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(value))


def _stem(value: int) -> str:
    return _TRADITIONAL[(value - 1) % 10]


def _circled(value: int) -> str:
    return chr(0x2460 + value - 1) if value <= 20 else str(value)


def _wide(value: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))


def _letter(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting"), _counted),
    **dict.fromkeys(("taiwaneseCounting", "taiwaneseCountingThousand"), _counted),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digits),
    "ideographTraditional": _stem,
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _wide),
    "decimalZero": "{:02}".format,
    "lowerLetter": _letter,
    "upperLetter": lambda value: _letter(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
}
