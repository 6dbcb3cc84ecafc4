"""Says whether a definition holds together, before any case can begin with it.

A fork and its join must enclose each other like brackets: every branch of a split comes to the same join, and nothing jumps into or
out of a branch. That makes the return out of parallel branches well defined.
"""

from xzt.core.errors import Refusal
from xzt.office.flow.conditions import TESTS
from xzt.office.flow.definition import END, Definition, Lapse, Mode, OnRefusal, ParallelReturn, Source, Split, Step
from xzt.office.people import Role

GUARDED = frozenset({"document", "money", "seal", "personnel"})
"""Matters in which silence is never consent (W15)."""

_Forks = tuple[str, ...]


def check(definition: Definition) -> Refusal | None:
    """Refuse a definition that does not hold together: ``flow_malformed`` with the step and what is wrong with it."""
    if not definition.steps:
        return _wrong("", "empty")
    names = [step.id for step in definition.steps]
    if len(set(names)) != len(names) or END in names:
        return _wrong(next(name for name in names if names.count(name) > 1 or name == END), "name_twice")
    for step in definition.steps:
        refusal = _check_step(definition, step, frozenset(names))
        if refusal:
            return refusal
    return _check_course(definition)


def _wrong(step: str, what: str) -> Refusal:
    return Refusal("flow_malformed", {"step": step, "what": what})


def _check_step(definition: Definition, step: Step, names: frozenset[str]) -> Refusal | None:  # noqa: PLR0911  one line a condition
    if not step.branches or any(branch.to not in names | {END} for branch in step.branches):
        return _wrong(step.id, "target")
    if any(condition.test not in TESTS or not condition.values for branch in step.branches for condition in branch.when):
        return _wrong(step.id, "condition")
    if sum(branch.default for branch in step.branches) > 1:
        return _wrong(step.id, "default_twice")
    part, whole = step.share
    if step.mode is Mode.SHARE and not 0 < part <= whole:
        return _wrong(step.id, "share")
    if (step.who.source is Source.ROLE and not step.who.role) or step.who.role not in {"", *Role}:
        return _wrong(step.id, "role")
    if step.who.source is Source.PEOPLE and not step.who.people:
        return _wrong(step.id, "people")
    if step.limit and step.limit.then is Lapse.CONSENT and definition.matter in GUARDED:
        return _wrong(step.id, "silent_consent")
    if step.limit and step.limit.hours < 1:
        return _wrong(step.id, "limit")
    return None


def _check_course(definition: Definition) -> Refusal | None:
    """See that each step is met, always under the same forks, and that there is an end."""
    met = _walk(definition)
    if isinstance(met, Refusal):
        return met
    unmet = [step.id for step in definition.steps if step.id not in met]
    if unmet:
        return _wrong(unmet[0], "unreachable")
    refusing = [step.id for step in definition.steps if step.on_refusal is OnRefusal.RETURN and met[step.id]]
    if refusing and definition.parallel_return is ParallelReturn.REFUSE:
        return _wrong(refusing[0], "return_refused")
    return None if END in met else _wrong(definition.start.id, "endless")


def forks_of(definition: Definition) -> dict[str, _Forks]:
    """Tell for each step of a checked definition under which forks it stands, outermost first."""
    met = _walk(definition)
    if isinstance(met, Refusal):
        raise TypeError("only a checked definition has a course")
    return met


def _walk(definition: Definition) -> dict[str, _Forks] | Refusal:
    """Walk every way from the start with the forks that are open."""
    met: dict[str, _Forks] = {}
    walked: set[str] = set()
    waiting: list[tuple[str, _Forks]] = [(definition.start.id, ())]
    while waiting:
        name, forks = waiting.pop()
        step = None if name == END else definition.step(name)
        if step is None and forks:
            return _wrong(forks[-1], "fork_unjoined")
        if step and step.join:
            if not forks:
                return _wrong(name, "join_without_fork")
            forks = forks[:-1]
        if met.setdefault(name, forks) != forks:
            return _wrong(name, "jump_into_branch")
        if step and name not in walked:
            walked.add(name)
            inner = forks if step.split is Split.FIRST else (*forks, name)
            waiting.extend((branch.to, inner) for branch in step.branches)
    return met
