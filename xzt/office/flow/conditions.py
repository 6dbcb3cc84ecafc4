"""Which branches of a step are taken, by the facts of a case at that moment (W8). Pure comparison; nothing is evaluated as code."""

from collections.abc import Callable, Mapping

from xzt.office.flow.definition import Branch, Condition, Fact, Split, Step


def _ordered(compare: Callable[[int, int], bool]) -> Callable[[Fact, tuple[Fact, ...]], bool]:
    """Compare whole numbers only: a text that looks like a number is none."""

    def holds(fact: Fact, values: tuple[Fact, ...]) -> bool:
        value = values[0]
        return type(fact) is int and type(value) is int and compare(fact, value)

    return holds


TESTS: dict[str, Callable[[Fact, tuple[Fact, ...]], bool]] = {
    "eq": lambda fact, values: _same(fact, values[0]),
    "ne": lambda fact, values: not _same(fact, values[0]),
    "in": lambda fact, values: any(_same(fact, value) for value in values),
    "lt": _ordered(lambda fact, value: fact < value),
    "le": _ordered(lambda fact, value: fact <= value),
    "gt": _ordered(lambda fact, value: fact > value),
    "ge": _ordered(lambda fact, value: fact >= value),
}


def _same(fact: Fact, value: Fact) -> bool:
    return type(fact) is type(value) and fact == value


def holds(condition: Condition, facts: Mapping[str, Fact]) -> bool:
    """Say whether a condition holds; about a fact that is not known nothing holds."""
    return condition.fact in facts and TESTS[condition.test](facts[condition.fact], condition.values)


def taken(step: Step, facts: Mapping[str, Fact]) -> tuple[Branch, ...]:
    """Choose the branches that are taken. None at all means that the case stops for an administrator and never falls through (W8)."""
    if step.split is Split.ALL:
        return step.branches
    fitting = tuple(branch for branch in step.branches if not branch.default and all(holds(one, facts) for one in branch.when))
    fitting = fitting or tuple(branch for branch in step.branches if branch.default)
    return fitting if step.split is Split.FITTING else fitting[:1]
