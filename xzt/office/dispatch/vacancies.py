"""Posts that something waits for and that nobody holds (W10): this unit's own, and those of the units that co-sign a joint document. Pure.

A step that its post does comes to the post, not to a person; where the last one who held it has left, or another unit never had one,
nothing would move and nobody would be told.
"""

from datetime import datetime

from msgspec import Struct

from xzt.office.dispatch.sealing import asked_still
from xzt.office.dispatch.state import Dispatch, Step
from xzt.office.people import Directory, Role


class Vacancy(Struct, frozen=True):
    """At which step, whose turn it is (``r:<role>`` here, ``u:<unit>`` elsewhere), which post is vacant, since when it is waited for."""

    step: Step
    holder: str
    role: str
    since: datetime


def vacancies(state: Dispatch, directory: Directory) -> tuple[Vacancy, ...]:
    """List them."""
    return tuple(one for one in _waited_for(state) if not _is_held(one, state, directory))


def keeps_seal(unit: str, directory: Directory) -> bool:
    """Say whether somebody keeps the seal of a unit."""
    return any(one.active for one in directory.holders(unit, Role.SEAL_KEEPER))


def _waited_for(state: Dispatch) -> list[Vacancy]:
    found = [Vacancy(Step(task.step), task.holder, task.holder[2:], task.since) for task in state.tasks if task.holder.startswith("r:")]
    newest = state.joint[-1].round if state.joint else 0
    here = {task.id for task in state.tasks}
    signing = [row for row in state.joint if row.round == newest and row.state == "asked" and row.task in here]
    found += [Vacancy(Step.JOINT, f"u:{row.unit}", Role.REGISTRAR, row.asked) for row in signing]
    since = next((entry.act.at for entry in reversed(state.course) if entry.action == "ask_seals"), None)
    if since:
        found += [Vacancy(Step.SEAL, f"u:{unit}", Role.SEAL_KEEPER, since) for unit in asked_still(state)]
    asked = state.seal_asked
    if asked and not asked.answer and asked.at:
        found.append(Vacancy(Step.SEAL, f"r:{Role.SEAL_KEEPER}", Role.SEAL_KEEPER, asked.at))
    return found


def _is_held(one: Vacancy, state: Dispatch, directory: Directory) -> bool:
    who, _, name = one.holder.partition(":")
    unit = name if who == "u" else state.unit
    return any(person.active for person in directory.people if person.unit == unit and one.role in person.roles)
