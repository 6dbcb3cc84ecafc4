"""The one funnel for what nobody caught: trouble becomes a sentence, cancelling is silent, a bug is logged once a traceback (AE-11)."""

import hashlib
import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from xzt.client.jobs import Cancelled
from xzt.core.errors import Trouble
from xzt.ui.text import tr, trouble_words

_log = logging.getLogger(__name__)


class Funnel:
    """Takes the place of ``sys.excepthook``; ``say`` shows a sentence to the person."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._known: set[str] = set()

    def install(self) -> None:
        """Become the program's hook."""
        sys.excepthook = self.take

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Deal with one exception."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if isinstance(error, Trouble):
            self._say(trouble_words(error).whole())
            return
        places = "".join(f"{frame.filename}:{frame.lineno};" for frame in traceback.extract_tb(trace))
        mark = hashlib.sha256(f"{kind.__name__}{places}".encode()).hexdigest()[:8]
        if mark not in self._known:
            self._known.add(mark)
            _log.error("bug %s", mark, exc_info=(kind, error, trace))
            self._say(tr("程序出错（{mark}）。已办的内容都在本机。请重试；再出现时把这个代码告诉系统管理员。").format(mark=mark))
