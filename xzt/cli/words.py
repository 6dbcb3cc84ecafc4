"""The words that ``argparse`` itself says, in the language of the interface: usage, headings, what is wrong with a command line.

``argparse`` takes every word of its own from the hook for translations that is set here. What a command and its options are for is said
where they are declared.
"""

import argparse

_WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这些说明",
    "%(prog)s: error: %(message)s\n": "%(prog)s：命令写得不对：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "还缺 %s",
    "one of the arguments %s is required": "%s 要写一个",
    "unrecognized arguments: %s": "不认识 %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)s；可以是 %(choices)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "没有 %(parser_name)s；可以是 %(choices)s",
    "invalid %(type)s value: %(value)r": "“%(value)s”不对",
    "expected one argument": "后面要写一个值",
    "expected at most one argument": "后面最多写一个值",
    "expected at least one argument": "后面至少写一个值",
    "ignored explicit argument %r": "后面不能写 %s",
    "not allowed with argument %s": "不能和 %s 一起用",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 可以是几个选项：%(matches)s",
}
_SEVERAL = {"expected %s argument": "后面要写 %s 个值"}


def speak() -> None:
    """Let ``argparse`` speak so; what it says in other words stays as it is."""
    setattr(argparse, "_", _said)  # noqa: B010  the module does not declare its hook
    setattr(argparse, "ngettext", _counted)  # noqa: B010  as above


def _said(text: str) -> str:
    return _WORDS.get(text, text)


def _counted(one: str, many: str, count: int) -> str:
    return _SEVERAL.get(one, one if count == 1 else many)
