"""Who handles a step now: people and posts, each person once (W1), with deputies (W6), and never nobody (W10)."""

from collections.abc import Iterable

from msgspec import Struct

from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.flow.definition import Definition, Mode, Source, Step, Who
from xzt.office.people import Person, Role
from xzt.office.windows import Window, deputy_of

OFFICE = Role.REGISTRAR
"""The document office: it sees what is stuck and steps in, with its reason in the course (W10, FLW-17)."""


class Holder(Struct, frozen=True):
    """``token`` is ``p:<person>``, ``r:<role>`` or ``u:<unit>``.

    ``principal`` is whom a deputy stands in for; ``escalated`` names who was not there.
    """

    token: str
    principal: str = ""
    escalated: str = ""


class Setting(Struct, frozen=True):
    """What finding handlers depends on besides the step: the case's people, the directory, the windows and the moment."""

    definition: Definition
    unit: str
    starter: str
    chosen: dict[str, tuple[str, ...]]
    by: Context
    windows: tuple[Window, ...] = ()


def holders(step: Step, setting: Setting) -> tuple[Holder, ...]:
    """Find who handles ``step``. Empty when there is nobody, not even the head of a department: the case is then stuck (W10)."""
    who = step.who
    if who.source is Source.ROLE and step.mode is Mode.ONE and not who.department:
        return (Holder(f"r:{who.role}"),) if _with_role(who, setting) else ()
    if who.source is Source.UNITS:
        return tuple(Holder(f"u:{unit}") for unit in setting.chosen.get(step.id, ()))
    found: dict[str, Holder] = {}
    for name in _named(step, setting):
        holder = _present(name, step, setting)
        if holder:
            found.setdefault(holder.token, holder)
    return tuple(found.values())


def _named(step: Step, setting: Setting) -> Iterable[str]:
    who = step.who
    match who.source:
        case Source.STARTER:
            return (setting.starter,)
        case Source.PEOPLE:
            return who.people
        case Source.CHOSEN:
            return setting.chosen.get(step.id, ())
        case Source.HEAD:
            head = head_of(setting.starter, setting)
            return (head.id,) if head else ()
        case Source.ROLE:
            return [person.id for person in _with_role(who, setting)]
        case Source.UNITS:
            return ()


def _with_role(who: Who, setting: Setting) -> tuple[Person, ...]:
    people = setting.by.directory.people
    return tuple(one for one in people if one.unit == setting.unit and one.active and in_range(who, one))


def in_range(who: Who, person: Person) -> bool:
    """Say whether somebody has the role and department that a step asks for (FLW-12)."""
    return (not who.role or who.role in person.roles) and who.department in {"", person.department}


def head_of(name: str, setting: Setting) -> Person | None:
    """Find the head of somebody's department, who is somebody else and is there."""
    return setting.by.directory.head_of(name, setting.unit)


def _present(name: str, step: Step, setting: Setting) -> Holder | None:
    """Put somebody who has left, or a disabled account, in the hands of the head of the department; somebody away in the deputy's."""
    person = setting.by.directory.person(name)
    escalated = ""
    if person is None or not person.active or person.unit != setting.unit:
        person, escalated = head_of(name, setting), name
        if person is None:
            return None
    deputy = deputy_of(setting.windows, person.id, setting.definition.matter, setting.by.act.at) if step.delegable else ""
    found = setting.by.directory.person(deputy) if deputy else None
    if found and found.active and found.id != setting.starter:
        return Holder(f"p:{found.id}", person.id, escalated)
    return Holder(f"p:{person.id}", "", escalated)


def refuse_people(people: tuple[str, ...], step: Step | None, setting: Setting) -> Refusal | None:
    """Refuse people who are unknown, not there, of another unit, named twice, or outside the range of a step."""
    if len(set(people)) != len(people):
        return Refusal("person_twice")
    for name in people:
        person = setting.by.directory.person(name)
        if person is None or person.unit != setting.unit or not person.active:
            return Refusal("person_unknown", {"person": name})
        if step and not in_range(step.who, person):
            return Refusal("out_of_range", {"person": name, "step": step.id})
    return None


def refuse_units(units: tuple[str, ...], setting: Setting) -> Refusal | None:
    """Refuse units that are unknown, named twice, or this one."""
    if len(set(units)) != len(units):
        return Refusal("unit_twice")
    unknown = next((unit for unit in units if unit == setting.unit or setting.by.directory.unit(unit) is None), "")
    return Refusal("unit_unknown", {"unit": unknown}) if unknown else None
