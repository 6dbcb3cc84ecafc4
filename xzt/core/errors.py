"""The three families of failure, and no others.

    Refusal    a value: the rules said no. Returned, never raised.
    Trouble    an exception: the world failed (disk, network, damaged file, wrong password). Carries a code.
    (a bug)    any other exception. Reported once per traceback by the one funnel of the program that runs.

Neither holds a sentence: the words that a person reads stand in ``xzt.ui.text``, one entry a code.
"""

from msgspec import Struct, field


class Refusal(Struct, frozen=True):
    """The rules said no: ``code`` names why, ``params`` what the sentence needs (plain text)."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


class Trouble(Exception):  # noqa: N818  the word of the house, see DESIGN
    """The world failed. ``code`` names how, ``params`` what the sentence needs; ``retry`` says whether trying again may help."""

    def __init__(self, code: str, *, retry: bool = False, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
        self.retry = retry

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code
