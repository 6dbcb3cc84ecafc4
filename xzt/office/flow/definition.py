"""What a flow is: its steps, who handles each, how several people sign, where it goes on. Data, never code (FLW-18).

A definition is a file in ``resources/flows``; ``xzt.office.flow.checking`` says whether one holds together. A case keeps the definition
that it began with, so that a later version changes nothing that runs (W9).
"""

from enum import StrEnum

from msgspec import Struct, field

END = "end"
"""The target of a branch with which a case ends."""

Fact = str | int | bool


class Mode(StrEnum):
    """How several people sign at one step (FLW-01, W1)."""

    ONE = "one"
    ALL = "all"
    ANY = "any"
    SHARE = "share"
    ORDER = "order"


class OnRefusal(StrEnum):
    """What a "no" does at a step (W1): return at once, let the lead decide when all have answered, or stand as advice."""

    RETURN = "return"
    LEAD = "lead"
    ADVICE = "advice"


class Split(StrEnum):
    """Which of the branches after a step are taken (FLW-08): the first that fits, all, or every one that fits."""

    FIRST = "first"
    ALL = "all"
    FITTING = "fitting"


class Recall(StrEnum):
    """When the sender may take back what he sent from a step (W3)."""

    NEVER = "never"
    UNOPENED = "unopened"


class Lapse(StrEnum):
    """What a passed time limit does (W15). ``CONSENT`` exists so that it can be refused by name where it must not be."""

    REMIND = "remind"
    ESCALATE = "escalate"
    REASSIGN = "reassign"
    CONSENT = "consent"


class ParallelReturn(StrEnum):
    """What a return out of one of several parallel branches does to the others (RuoYi #867): cancel them, or it is refused."""

    CANCEL = "cancel"
    REFUSE = "refuse"


class Source(StrEnum):
    """Where the handlers of a step come from."""

    STARTER = "starter"
    ROLE = "role"
    PEOPLE = "people"
    HEAD = "head"
    CHOSEN = "chosen"
    UNITS = "units"
    """Other units, chosen at run time: each has a case of its own, and the server answers here for it (FLW-11)."""


class Access(StrEnum):
    """What a step may do with a field of the form (FLW-09)."""

    READ = "read"
    EDIT = "edit"
    HIDE = "hide"
    REQUIRE = "require"


class Who(Struct, frozen=True):
    """Who handles a step. For ``CHOSEN`` the role and department are the range out of which somebody is chosen at run time (FLW-12)."""

    source: Source
    role: str = ""
    department: str = ""
    people: tuple[str, ...] = ()


class Condition(Struct, frozen=True):
    """One comparison with a fact of the case; ``test`` is one of ``eq ne lt le gt ge in``, and ``in`` takes several values."""

    fact: str
    test: str
    values: tuple[Fact, ...]


class Branch(Struct, frozen=True):
    """A way on from a step. All its conditions must hold; ``default`` is taken when no other branch fits."""

    to: str
    when: tuple[Condition, ...] = ()
    default: bool = False


class Limit(Struct, frozen=True):
    """How long a step may take, in working hours, and what happens then (FLW-10)."""

    hours: int
    then: Lapse = Lapse.REMIND


class Step(Struct, frozen=True):
    """One step. ``act`` names what its handler does, in the words of the kind of record (``review``, ``sign_off`` and so on)."""

    id: str
    name: str
    act: str
    who: Who
    branches: tuple[Branch, ...]
    mode: Mode = Mode.ONE
    share: tuple[int, int] = (1, 1)
    """For ``SHARE``: how many of how many must agree, exactly (2 of 3 is two thirds)."""
    on_refusal: OnRefusal = OnRefusal.ADVICE
    split: Split = Split.FIRST
    join: bool = False
    """Wait here until every branch of the innermost fork has arrived."""
    recall: Recall = Recall.UNOPENED
    merge: bool = False
    """May be done by the same stroke when its handler has just finished the step before (W11)."""
    may_add: bool = True
    may_hand: bool = True
    """May be forwarded and delegated (W5); what only a post may do, such as numbering and sealing, is not handed about."""
    delegable: bool = True
    """May be handled by a deputy in a delegation window (W6)."""
    fields: dict[str, Access] = field(default_factory=dict)
    limit: Limit | None = None


class Definition(Struct, frozen=True):
    """A flow. The first step is where it starts; ``matter`` says what it is about and with that what must never happen by itself (W15)."""

    id: str
    version: int
    name: str
    matter: str
    steps: tuple[Step, ...]
    parallel_return: ParallelReturn = ParallelReturn.CANCEL
    remind_hours: int = 4
    """A case may be reminded of once in so many working hours (W7)."""
    untouched_days: int = 5
    """A task that has lain for so many working days is brought before the document office (FLW-17)."""
    pausable: bool = False
    """The clock may stand still while an outside opinion or a correction is awaited (T4)."""

    def step(self, name: str) -> Step:
        """Find a step by id; one that is not there is a bug of the caller, for checked definitions name no other."""
        return next(step for step in self.steps if step.id == name)

    @property
    def start(self) -> Step:
        """The step at which a case begins."""
        return self.steps[0]
