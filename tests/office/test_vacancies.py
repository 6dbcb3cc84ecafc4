"""Posts that nobody holds and that something waits for: this unit's and those of the units that co-sign (W10, FLW-17)."""

from datetime import timedelta

from msgspec import structs

from tests.office.world import BEGINNING, DIRECTORY, FILE, OTHER, THIRD, Case, submitted
from xzt.office.act import Act, Entry, Stamp
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Cosigning, Dispatch, SealAsked, Sealing, Step
from xzt.office.dispatch.vacancies import vacancies
from xzt.office.people import Directory, Role

STAMP = Stamp(0, 30, 200, 45, 45)
LATER = BEGINNING + timedelta(days=1)


def without(*people: str) -> Directory:
    """The office after these have left."""
    left = tuple(structs.replace(one, active=False) if one.id in people else one for one in DIRECTORY.people)
    return structs.replace(DIRECTORY, people=left)


def found(state: Dispatch, directory: Directory = DIRECTORY) -> list[tuple[str, str, str]]:
    return [(one.step, one.holder, one.role) for one in vacancies(state, directory)]


def to_register() -> Case:
    case = submitted()
    case.do("reviewer", d.Review("已核", case.text))
    for person in ("ann", "bob"):
        case.do(person, d.Countersign("同意", case.text))
    return case.do("leader", d.SignOff("同意", case.text))


def test_w10_the_last_one_of_a_post_leaves_while_it_is_awaited() -> None:
    """W10: a step of a post comes to nobody by name, so nobody is missed: the post is named; one of several is enough."""
    state = to_register().dispatch
    assert found(state) == []
    assert found(state, without("registrar")) == []
    assert found(state, without("registrar", "keeper")) == [("register", "r:registrar", Role.REGISTRAR)]


def test_w10_the_seals_and_signatures_of_other_units() -> None:
    """W10, DOC-10: a unit without a seal keeper, a unit without an office that allots, and one's own seal that another unit asks for."""
    act = Act("c", "sealer", "u1", "device", LATER)
    base = to_register().dispatch
    rows = tuple(Sealing(unit, FILE, STAMP) for unit in (base.unit, OTHER, THIRD))
    state = structs.replace(base, sealings=rows, pending="seals", course=(*base.course, Entry(act, "ask_seals", Step.SEAL)))
    assert found(state) == [("seal", f"u:{THIRD}", Role.SEAL_KEEPER)]
    assert vacancies(state, DIRECTORY)[0].since == LATER
    given = structs.replace(state, sealings=tuple(structs.replace(row, state="sealed") for row in rows))
    assert found(given) == []
    asked = structs.replace(base, seal_asked=SealAsked(FILE, STAMP, 1, None, None, at=LATER))
    assert found(asked, without("sealer")) == [("seal", "r:seal_keeper", Role.SEAL_KEEPER)]
    assert found(asked) == []
    here = base.tasks[0].id
    signing = structs.replace(base, joint=(Cosigning(OTHER, here, 1, LATER), Cosigning(THIRD, here, 1, LATER)))
    assert found(signing) == [("joint", f"u:{THIRD}", Role.REGISTRAR)]
    assert found(structs.replace(signing, joint=tuple(structs.replace(row, state="opened") for row in signing.joint))) == []
