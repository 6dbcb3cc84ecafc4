"""What a unit has set for every matter, read with each push: one look at rows whose keys are known."""

from xzt.office.given import Given
from xzt.office.registry import State, decode_state
from xzt.office.standing import given_of, standing_records
from xzt.server.sql.database import Transaction, marks


def asked(unit: str) -> tuple[str, tuple[str, ...]]:
    """Give the condition under which the unit's own records stand, with its values."""
    wanted = standing_records(unit)
    return f"unit = ? AND kind IN ({marks(len(wanted))}) AND id IN ({marks(len(wanted))})", (unit, *wanted, *wanted.values())


async def read(tx: Transaction, unit: str) -> Given:
    """Read what the unit's decisions depend on now."""
    where, values = asked(unit)
    return put_together(unit, await tx.fetch_all(tuple[str, str, bytes], f"SELECT kind, id, state FROM record WHERE {where}", *values))  # noqa: S608  constants only


def put_together(unit: str, rows: list[tuple[str, str, bytes]]) -> Given:
    """Put together what these rows (kind, id, state) say."""
    wanted = standing_records(unit)
    states: dict[str, State | None] = {kind: decode_state(kind, state) for kind, record, state in rows if wanted[kind] == record}
    return given_of(states)
