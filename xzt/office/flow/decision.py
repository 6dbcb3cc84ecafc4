"""``decide`` for cases: a command becomes events, or a refusal with its reason. Pure.

What follows from an answer by itself (the next steps, forks, joins, handlers) is worked out in ``unfolding``.
"""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from xzt.core.errors import Refusal
from xzt.office.act import Context
from xzt.office.flow import asking, intervening
from xzt.office.flow import commands as c
from xzt.office.flow import events as e
from xzt.office.flow.checking import check
from xzt.office.flow.conditions import taken
from xzt.office.flow.definition import Access, Fact, Mode, ParallelReturn, Source, Step
from xzt.office.flow.evolution import SIGN_OFF, UNANSWERED, within
from xzt.office.flow.guards import (
    GUARDS,
    holds,
    refuse_ended,
    refuse_remind,
    refuse_return,
    refuse_task,
    refuse_withdraw,
    standing_of,
    takes_part,
)
from xzt.office.flow.holders import refuse_people, refuse_units
from xzt.office.flow.state import Back, Case, Opinion, Part, Standing, Task, Visit
from xzt.office.flow.unfolding import Unfolding
from xzt.office.given import Given
from xzt.office.people import Role
from xzt.office.policy import refuse_files, refuse_words
from xzt.office.windows import deputy_of

BINDING = frozenset({SIGN_OFF, "review", "proofread"})
"""Acts that count for the very text before one: elsewhere an opinion on an earlier text stands, marked with it (W13)."""

Decision = list[e.Event] | Refusal


def decide(case: Case | None, command: c.Command, by: Context, given: Given) -> Decision:
    """Answer ``command`` with what happens, or with why it may not."""
    if isinstance(command, c.Begin):
        return Refusal("exists") if case else _begin(command, by, given)
    if case is None:
        return Refusal("absent")
    over = refuse_ended(case)
    if over and not isinstance(command, c.Read):
        return over
    made = Unfolding(case, by, given.windows)
    refusal = _ANSWERS[type(command)](made, command, given)
    return refusal or made.events


def _begin(command: c.Begin, by: Context, given: Given) -> Decision:
    refusal = check(command.definition)
    if refusal:
        return refusal
    begun = e.Begun(command.definition, command.facts, command.text)
    case = Case(command.definition, by.act.unit, by.act.person, by.act.at)
    made = Unfolding(case, by, given.windows)
    made.tell(begun)
    made.stand(command.definition.start, ())
    if command.answer:
        opened = made.case.open_tasks[0].id
        refusal = _finish(made, structs.replace(command.answer, task=opened), given)
    return refusal or made.events


def _open(made: Unfolding, command: c.Open, _: Given) -> Refusal | None:
    refusal = refuse_task(made.case, command.task, made.by)
    task = made.case.task(command.task)
    if refusal or (task and task.opened):
        return refusal or Refusal("opened_already")
    made.tell(e.Opened(command.task))
    return None


def _finish(made: Unfolding, command: c.Finish, _: Given) -> Refusal | None:
    refusal = (
        refuse_words(command.words, required=not command.agree)
        or refuse_files(command.files)
        or refuse_task(made.case, command.task, made.by)
    )
    if refusal and refusal.code == "task_closed" and command.text not in made.case.texts:
        return Refusal("text_changed")
    if refusal and refusal.code == "task_closed":
        said = e.Opined(made.name(), command.task, command.words, command.text, command.agree, late=True, finishes=False)
        made.tell(structs.replace(said, files=command.files))
        return None
    task = made.case.task(command.task)
    if refusal or task is None:
        return refusal
    step = made.case.definition.step(task.step)
    refusal = Refusal("stuck", {"why": task.why}) if task.part is Part.STUCK else _refuse_answer(made, command, task, step)
    if refusal:
        return refusal
    drafted = step.id == made.case.definition.start.id and command.text != made.case.text
    if drafted or command.facts or command.chosen:
        made.tell(e.Brought(command.text if drafted else "", command.facts, command.chosen))
    _copy(made, command.copies)
    made.answer(task, e.Opined(made.name(), task.id, command.words, command.text, command.agree, files=command.files))
    return None


def _refuse_answer(made: Unfolding, command: c.Finish, task: Task, step: Step) -> Refusal | None:
    case = made.case
    start = step.id == case.definition.start.id
    if start and not command.agree:
        return Refusal("starter_submits")
    if not start and command.text != case.text:
        known = command.text in case.texts
        if step.act in BINDING or not known:
            return Refusal("text_changed")
    for fact in command.facts:
        if not start and step.fields.get(fact) not in {Access.EDIT, Access.REQUIRE}:
            return Refusal("field_not_open", {"field": fact})
    facts: dict[str, Fact] = {**case.facts, **command.facts}
    for fact, access in step.fields.items():
        if access is Access.REQUIRE and command.agree and facts.get(fact, "") == "":
            return Refusal("field_missing", {"field": fact})
    return _refuse_chosen(made, command, task, step)


def _refuse_chosen(made: Unfolding, command: c.Finish, task: Task, step: Step) -> Refusal | None:
    """Refuse handlers outside the range of their step, the starter over his own matter, and nobody where somebody must be named."""
    definition, setting = made.case.definition, made.setting
    for name, people in command.chosen.items():
        target = next((one for one in definition.steps if one.id == name), None)
        if target is None or target.who.source not in {Source.CHOSEN, Source.UNITS} or task.part is Part.BEFORE:
            return Refusal("step_names_its_own", {"step": name})
        if target.who.source is Source.UNITS:
            if wrong := refuse_units(people, setting):
                return wrong
            continue
        refusal = refuse_people(people, target, setting) or (Refusal("own_matter") if made.case.starter in people else None)
        if refusal:
            return refusal
    chosen = {**made.case.chosen, **command.chosen}
    facts = {**made.case.facts, **command.facts}
    for branch in taken(step, facts) if step.mode is Mode.ONE else ():
        target = next((one for one in definition.steps if one.id == branch.to), None)
        if target and target.who.source is Source.CHOSEN and not chosen.get(target.id):
            return Refusal("handlers_missing", {"step": target.id})
    return refuse_people(command.copies, None, setting)


def _copy(made: Unfolding, people: tuple[str, ...]) -> None:
    """Let people know who do not know yet; a name in two lists is still one person (FLW-16)."""
    known = {copy.person for copy in made.case.copies}
    new = tuple(person for person in people if person not in known)
    if new:
        made.tell(e.Copied(new))


def _return(made: Unfolding, command: c.Return, _: Given) -> Refusal | None:
    refusal = refuse_words(command.words, required=True) or refuse_task(made.case, command.task, made.by)
    task = made.case.task(command.task)
    if refusal or task is None:
        return refusal
    standing = standing_of(made.case, task)
    visit = next((one for one in reversed(made.case.visits) if one.step == command.to and within(standing.path, one.path)), None)
    refusal = refuse_return(made.case, task) or _refuse_target(made, command, standing, visit)
    if refusal or visit is None:
        return refusal
    back = Back(standing.step, made.by.act.person) if command.straight else None
    made.tell(e.Opined(made.name(), task.id, command.words, command.text, agree=False, returns=True))
    made.tell(e.Returned(standing.id, visit.id, command.words, command.text))
    made.stand(made.case.definition.step(visit.step), visit.path, back=back)
    return None


def _refuse_target(made: Unfolding, command: c.Return, standing: Standing, visit: Visit | None) -> Refusal | None:
    if command.text != made.case.text:
        return Refusal("text_changed")
    if visit is None:
        return Refusal("not_passed", {"step": command.to})
    if visit.path == standing.path:
        return None
    if command.straight:
        return Refusal("straight_across_branches")
    others = [one.path for one in made.case.standings if one is not standing] + [one.path for one in made.case.arrivals]
    beside = any(within(path, visit.path) for path in others)
    return Refusal("returns_others") if beside and made.case.definition.parallel_return is ParallelReturn.REFUSE else None


def _withdraw(made: Unfolding, command: c.Withdraw, _: Given) -> Refusal | None:
    visit = next((one for one in made.case.visits if one.id == command.origin), None)
    if visit is None:
        return Refusal("not_sender")
    if command.forced:
        refusal = GUARDS[c.Terminate](made.case, made.by) or refuse_words(command.words, required=True)
    else:
        refusal = refuse_words(command.words, required=False) or refuse_withdraw(made.case, command.origin, made.by)
    if refusal:
        return refusal
    made.tell(e.Withdrawn(visit.id, command.words, command.forced))
    step = made.case.definition.step(visit.step)
    standing = Standing(made.name(), step.id, visit.path, visit.round, made.by.act.at, made.by.act.person, "")
    task = Task(made.name(), standing.id, step.id, visit.round, f"p:{visit.sender}", made.by.act.at, made.by.act.person)
    made.tell(e.Entered(standing, (task,)))
    return None


def _cancel(made: Unfolding, command: c.Cancel, _: Given) -> Refusal | None:
    refusal = refuse_words(command.words, required=True) or GUARDS[c.Cancel](made.case, made.by)
    if refusal is None:
        made.tell(e.Cancelled(command.words))
    return refusal


def _cover(made: Unfolding, command: c.Cover, given: Given) -> Refusal | None:
    """Hand over what was open when a window began: the person himself, or the server's clock where he has said so beforehand (W6)."""
    task = made.case.task(command.task)
    clock = made.by.holds(Role.SYSTEM) and task is not None and task.state in UNANSWERED and task.holder.startswith("p:")
    refusal = None if clock else refuse_task(made.case, command.task, made.by)
    if refusal or task is None:
        return refusal
    step, definition = made.case.definition.step(task.step), made.case.definition
    principal = task.holder.removeprefix("p:")
    deputy = deputy_of(given.windows, principal, definition.matter, made.by.act.at)
    free = deputy and deputy != made.case.starter and not takes_part(made.case, task.standing, deputy)
    if not step.delegable or not free or deputy != command.to or task.principal:
        return Refusal("not_deputy", {"person": command.to})
    made.tell(e.Placed(task.id, f"p:{deputy}", "cover", principal))
    return None


def _remind(made: Unfolding, command: c.Remind, given: Given) -> Refusal | None:
    refusal = refuse_words(command.words, required=False) or refuse_remind(made.case, made.by, given)
    if refusal is None:
        made.tell(e.Reminded(tuple(dict.fromkeys(task.holder for task in made.case.open_tasks)), command.words))
    return refusal


def _own_opinion(made: Unfolding, name: str) -> Opinion | Refusal:
    opinion = next((one for one in made.case.opinions if one.id == name), None)
    if opinion is None:
        return Refusal("opinion_unknown")
    return opinion if opinion.act.person == made.by.act.person else Refusal("not_author")


def _revive(made: Unfolding, command: c.Revive, _: Given) -> Refusal | None:
    opinion = _own_opinion(made, command.opinion)
    if isinstance(opinion, Refusal):
        return opinion
    task = next((one for one in made.case.open_tasks if one.step == opinion.step and holds(made.case, one, made.by)), None)
    if not opinion.late or task is None or any(one.cites == opinion.id for one in made.case.opinions):
        return Refusal("nothing_to_revive")
    if opinion.text != made.case.text:
        return Refusal("text_changed")
    made.answer(task, e.Opined(made.name(), task.id, opinion.words, opinion.text, opinion.agree, cites=opinion.id))
    return None


def _correct(made: Unfolding, command: c.Correct, _: Given) -> Refusal | None:
    opinion = _own_opinion(made, command.opinion)
    if isinstance(opinion, Refusal):
        return opinion
    refusal = refuse_words(command.words, required=True)
    if refusal is None:
        corrected = e.Opined(
            made.name(), opinion.task, command.words, made.case.text, opinion.agree, late=opinion.late, cites=opinion.id, finishes=False
        )
        made.tell(corrected)
    return refusal


def _read(made: Unfolding, _command: c.Read, _: Given) -> Refusal | None:
    refusal = GUARDS[c.Read](made.case, made.by)
    if refusal is None:
        made.tell(e.CopyRead())
    return refusal


def _pause(made: Unfolding, command: c.PauseClock, _: Given) -> Refusal | None:
    refusal = refuse_words(command.words, required=True) or GUARDS[c.PauseClock](made.case, made.by)
    if refusal is None:
        made.tell(e.Paused(command.words))
    return refusal


def _resume(made: Unfolding, _command: c.ResumeClock, _: Given) -> Refusal | None:
    refusal = GUARDS[c.ResumeClock](made.case, made.by)
    if refusal is None:
        made.tell(e.Resumed())
    return refusal


_ANSWERS: dict[type[c.Command], Callable[[Unfolding, Any, Given], Refusal | None]] = {
    c.Open: _open,
    c.Finish: _finish,
    c.Return: _return,
    c.Withdraw: _withdraw,
    c.Cancel: _cancel,
    c.Terminate: intervening.terminate,
    c.Add: asking.add,
    c.Remove: asking.remove,
    c.Forward: asking.forward,
    c.Delegate: asking.delegate,
    c.Cover: _cover,
    c.Uncover: intervening.uncover,
    c.Remind: _remind,
    c.Lapse: intervening.lapse,
    c.Surface: intervening.surface,
    c.Assign: intervening.assign,
    c.Decide: intervening.decide_branch,
    c.Revive: _revive,
    c.Correct: _correct,
    c.Read: _read,
    c.PauseClock: _pause,
    c.ResumeClock: _resume,
    c.Migrate: intervening.migrate,
}
