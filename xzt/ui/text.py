"""The words a person reads: sentences for every code, names for steps, actions, boxes, roles. No other place has them (AE-04, AE-27).

A sentence about a failure has three parts: what happened, what was kept, what to do next. Texts are Chinese source texts wrapped by ``tr``,
with named fields that are filled afterwards, so that a translator sees the same text that the program looks up.
"""

from msgspec import Struct

from xzt.core.calendar import BEIJING
from xzt.core.errors import Refusal, Trouble
from xzt.office.people import Directory
from xzt.ui import sentences
from xzt.ui.flowrefusals import FLOW_REFUSALS
from xzt.ui.outgoingwords import OUTGOING_REFUSALS
from xzt.ui.receiptwords import FIELDS, RECEIPT_REFUSALS, SCOPES
from xzt.ui.sentences import ACTIONS, BOXES, COMMANDS, DELIVERIES, RETENTIONS, ROLES, STEPS, Sentence, tr
from xzt.ui.troubles import TROUBLES

REFUSALS: dict[str, Sentence] = {**sentences.REFUSALS, **FLOW_REFUSALS, **RECEIPT_REFUSALS, **OUTGOING_REFUSALS}
"""Every refusal of the rules, whichever table it stands in."""

"""Times are shown as the office's clock has them, wherever the machine's own time zone may be set."""

__all__ = ["BEIJING", "Names", "refusal_words", "step_name", "tr", "trouble_words"]


class Names(Struct, frozen=True):
    """Turns ids into names for one record kind; an id that the directory does not know stays as it is."""

    directory: Directory
    kind: str = "dispatch"

    def person(self, person: str) -> str:
        """Return a person's name."""
        found = self.directory.person(person)
        return found.name if found else person

    def unit(self, unit: str) -> str:
        """Return a unit's name."""
        found = self.directory.unit(unit)
        return found.name if found else unit

    def holder(self, holder: str) -> str:
        """Name the holder of a task: a person, whoever has a role, or another unit."""
        who, _, name = holder.partition(":")
        if who == "u":
            return self.unit(name)
        return self.person(name) if who == "p" else tr(ROLES.get(name, name))

    def fill(self, params: dict[str, str]) -> dict[str, str]:
        """Replace codes among a sentence's parameters by words."""
        words = dict(params)
        if "step" in words:
            words["step"] = step_name(self.kind, words["step"])
        if "person" in words:
            words["person"] = self.person(words["person"])
        if "unit" in words:
            words["unit"] = self.unit(words["unit"])
        if "scope" in words:
            words["scope"] = tr(SCOPES.get(words["scope"], words["scope"]))
        if "field" in words:
            words["field"] = tr(FIELDS.get(words["field"], words["field"]))
        return words


class _Kept(dict[str, str]):
    """Fields that a sentence names and the code did not bring are left out rather than shown as braces."""

    def __missing__(self, key: str) -> str:
        return ""


def step_name(kind: str, step: str) -> str:
    """Name a step of a kind of record."""
    return tr(STEPS.get((kind, step), step))


def course_name(action: str) -> str:
    """Name an entry of a record's course."""
    return tr(ACTIONS.get(action, action))


def command_name(command: str) -> str:
    """Name a command by its class name."""
    return tr(COMMANDS.get(command, command))


def box_name(box: str) -> str:
    """Name a list."""
    return tr(BOXES.get(box, box))


def role_name(role: str) -> str:
    """Name a role."""
    return tr(ROLES.get(role, role))


def delivery_name(state: str) -> str:
    """Name the state of a delivery."""
    return tr(DELIVERIES.get(state, state))


def retention_name(retention: str) -> str:
    """Name a retention period (DA/T 22-2015)."""
    return tr(RETENTIONS.get(retention, retention))


def refusal_words(refusal: Refusal, names: Names) -> Sentence:
    """Give the sentence for a refusal of the rules."""
    return _filled(REFUSALS.get(refusal.code) or _unknown(refusal.code), names.fill(refusal.params))


def trouble_words(trouble: Trouble) -> Sentence:
    """Give the sentence for a trouble of the world."""
    return _filled(TROUBLES.get(trouble.code) or _unknown(trouble.code), trouble.params)


def trouble_code_words(code: str) -> Sentence:
    """Give the sentence for a trouble of which only the code is known; a refusal's code is understood too."""
    return _filled(TROUBLES.get(code) or REFUSALS.get(code) or _unknown(code), {})


def _filled(sentence: Sentence, params: dict[str, str]) -> Sentence:
    kept = _Kept(params)
    return Sentence(*(tr(part).format_map(kept) for part in (sentence.what, sentence.kept, sentence.next)))


def _unknown(code: str) -> Sentence:
    return Sentence(
        tr("出现了没有登记的情况（{code}）。").format(code=code), tr("已办的内容都在本机。"), tr("请把这个代码告诉系统管理员。")
    )
