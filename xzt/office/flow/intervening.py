"""What the document office does to a case when it is not its turn, always with a reason, and what the server's clock does.

Rules W6, W8, W9, W10 and W15.
"""

from xzt.core.errors import Refusal
from xzt.office.flow import commands as c
from xzt.office.flow import events as e
from xzt.office.flow.asking import refuse_asked
from xzt.office.flow.checking import check, forks_of
from xzt.office.flow.clock import has_lapsed, is_absent, lapse_moment, limit_of, untouched_at
from xzt.office.flow.completion import COUNTED
from xzt.office.flow.definition import Lapse, Source
from xzt.office.flow.evolution import UNANSWERED
from xzt.office.flow.guards import GUARDS, standing_of, takes_part
from xzt.office.flow.holders import OFFICE, head_of, in_range
from xzt.office.flow.state import Part, TaskState
from xzt.office.flow.unfolding import Unfolding
from xzt.office.given import Given
from xzt.office.people import Role
from xzt.office.policy import refuse_words


def terminate(made: Unfolding, command: c.Terminate, _: Given) -> Refusal | None:
    """Stop the matter for good (终止, FLW-05)."""
    refusal = refuse_words(command.words, required=True) or GUARDS[c.Terminate](made.case, made.by)
    if refusal is None:
        made.tell(e.Terminated(command.words))
    return refusal


def uncover(made: Unfolding, command: c.Uncover, _: Given) -> Refusal | None:
    """Give what a deputy left undone back to the principal when the window ends (W6)."""
    if not made.by.holds(Role.SYSTEM):
        return Refusal("server_only")
    mine = [task for task in made.case.tasks if task.principal == command.principal and task.state in UNANSWERED]
    for task in mine:
        made.tell(e.Placed(task.id, f"p:{command.principal}", "uncover"))
    return None if mine else Refusal("nothing_covered")


def lapse(made: Unfolding, command: c.Lapse, given: Given) -> Refusal | None:
    """Do what the step says about its limit; a case without an answer never consents by itself where that counts (W15).

    What has lapsed already and still lies there is reminded of, never more often than the definition allows (W7).
    """
    task = made.case.task(command.task)
    if not made.by.holds(Role.SYSTEM):
        return Refusal("server_only")
    limit = limit_of(made.case, task, given) if task else None
    if task is None or limit is None or task.state is not TaskState.OPEN:
        return Refusal("task_closed", {"why": task.why if task else ""})
    moment = lapse_moment(made.case, task, given)
    if moment is None or made.by.act.at < moment:
        return Refusal("limit_not_reached")
    if has_lapsed(made.case, task):
        made.tell(e.Reminded((task.holder,)))
        return None
    made.tell(e.Lapsed(task.id, limit[1]))
    match limit[1]:
        case Lapse.REMIND:
            made.tell(e.Reminded((task.holder,)))
        case Lapse.ESCALATE:
            head = head_of(task.holder.removeprefix("p:"), made.setting)
            free = head and not takes_part(made.case, task.standing, head.id)
            made.tell(e.Placed(task.id, f"p:{head.id}" if head and free else f"r:{OFFICE}", "escalate"))
        case Lapse.REASSIGN:
            made.tell(e.Placed(task.id, f"r:{OFFICE}", "reassign"))
        case Lapse.CONSENT:
            standing = standing_of(made.case, task)
            made.tell(e.TasksClosed((task.id,), "lapsed"))
            made.settle(standing)
    return None


def surface(made: Unfolding, command: c.Surface, given: Given) -> Refusal | None:
    """Bring a task before the document office; one whose holder is not there goes to the head of the department or the office (W10)."""
    task = made.case.task(command.task)
    if not made.by.holds(Role.SYSTEM):
        return Refusal("server_only")
    if task is None or task.state not in UNANSWERED:
        return Refusal("task_closed", {"why": task.why if task else ""})
    if is_absent(made.case, task, made.by.directory):
        name = task.holder.removeprefix("p:")
        head = head_of(name, made.setting) if task.step != made.case.definition.start.id else None
        free = head and not takes_part(made.case, task.standing, head.id) and head.id != made.case.starter
        made.tell(e.Surfaced(task.id, "absent"))
        made.tell(e.Placed(task.id, f"p:{head.id}" if head and free else f"r:{OFFICE}", "escalate"))
        return None
    if task.id in made.case.watched or not task.holder.startswith("p:") or made.by.act.at < untouched_at(made.case, task, given):
        return Refusal("nothing_wrong")
    made.tell(e.Surfaced(task.id, "untouched"))
    return None


def assign(made: Unfolding, command: c.Assign, _: Given) -> Refusal | None:
    """Put a task into somebody's hands because it is stuck (W10, FLW-17)."""
    task = made.case.task(command.task)
    refusal = GUARDS[c.Assign](made.case, made.by) or refuse_words(command.words, required=True)
    if refusal or task is None or task.state not in UNANSWERED:
        return refusal or Refusal("task_unknown")
    if task.why == "no_branch":
        return Refusal("stuck", {"why": task.why})
    who = made.case.definition.step(task.step).who
    person = made.by.directory.person(command.to)
    if who.source in {Source.CHOSEN, Source.ROLE} and task.part in {*COUNTED, Part.STUCK} and person and not in_range(who, person):
        return Refusal("out_of_range", {"person": command.to, "step": task.step})
    own = task.step == made.case.definition.start.id
    if own and command.to == made.case.starter:
        refusal = None if task.holder != f"p:{command.to}" else Refusal("person_twice")
    else:
        refusal = refuse_asked(made, task, (command.to,))
    if refusal is None:
        made.tell(e.Placed(task.id, f"p:{command.to}", "assign", words=command.words))
    return refusal


def decide_branch(made: Unfolding, command: c.Decide, _: Given) -> Refusal | None:
    """Say where a case goes on that no branch fitted (W8)."""
    task = made.case.task(command.task)
    refusal = GUARDS[c.Decide](made.case, made.by) or refuse_words(command.words, required=True)
    if refusal or task is None or task.state is not TaskState.OPEN or task.why != "no_branch":
        return refusal or Refusal("task_unknown")
    step = made.case.definition.step(task.step)
    branch = next((one for one in step.branches if one.to == command.to), None)
    if branch is None:
        return Refusal("branch_unknown", {"step": command.to})
    standing = standing_of(made.case, task)
    visit = made.name()
    made.tell(e.Noted("decide", step.id, (), command.words))
    made.tell(e.TasksClosed((task.id,), "decided"))
    made.tell(e.Passed(standing.id, visit, 1))
    made.leave(step, (branch,), made.case.visits[-1])
    return None


def migrate(made: Unfolding, command: c.Migrate, _: Given) -> Refusal | None:
    """Take every step that it stands at or has passed into another version: each must be there, under as many forks (W9)."""
    case = made.case
    refusal = GUARDS[c.Migrate](case, made.by) or refuse_words(command.words, required=True) or check(command.definition)
    if refusal:
        return refusal
    new = forks_of(command.definition)
    places = [(one.step, len(one.path)) for one in case.standings]
    places += [(one.step, len(one.path)) for one in case.visits]
    places += [(one.step, len(one.path) - 1) for one in case.arrivals]
    for step, inside in places:
        name = command.steps.get(step, step)
        if name not in new or len(new[name]) != inside:
            return Refusal("step_unmapped", {"step": step})
    made.tell(e.Migrated(command.definition, command.steps, command.words))
    return None
