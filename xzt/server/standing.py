"""What a unit has set for every matter, read with each push: one look at rows whose keys are known."""

from xzt.office.given import Given
from xzt.office.registry import State, decode_state
from xzt.office.standing import given_of, standing_records
from xzt.server.sql.database import Transaction, marks

_READ = "SELECT kind, id, state FROM record WHERE unit = ? AND kind IN ({kinds}) AND id IN ({ids})"


async def read(tx: Transaction, unit: str) -> Given:
    """Put together what the unit's decisions depend on now."""
    wanted = standing_records(unit)
    sql = _READ.replace("{kinds}", marks(len(wanted))).replace("{ids}", marks(len(wanted)))
    rows = await tx.fetch_all(tuple[str, str, bytes], sql, unit, *wanted, *wanted.values())
    states: dict[str, State | None] = {kind: decode_state(kind, state) for kind, record, state in rows if wanted[kind] == record}
    return given_of(states)
