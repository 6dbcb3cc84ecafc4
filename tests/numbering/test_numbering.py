"""Numbers under load (N1, N2, N3, N7, W12), in short; ``python -m tests.numbering`` gives the full figure."""

from tests.numbering.load import FIRST, examine, run
from tests.server.conftest import clock, cluster, house, seeded, template, twin
from tests.server.house import House

__all__ = ["clock", "cluster", "house", "seeded", "template", "twin"]


def test_n2_many_clients_at_once_no_number_twice_no_gap_unexplained(house: House) -> None:
    """N1, N2, N3, N7, W12: clients number at once, some requests come twice, some documents go back; the book and the documents agree."""
    found = run(house, clients=6, documents=40)
    assert found.faults == ()
    assert found.highest == FIRST + 40 - 1  # the numbers that came back were offered before new ones
    sequence, record = house.rows(tuple[int, str], "SELECT sequence, record FROM number WHERE state = 'held' ORDER BY sequence LIMIT 1")[0]
    house.run(_spoil(house, sequence))
    faults, _ = examine(house, [record], set())
    assert f"{sequence} is not that of {record} alone" in faults


async def _spoil(house: House, sequence: int) -> None:
    """Take a number out of the book by hand, so that the examination has something to find."""
    async with house.instance.database.transaction() as tx:
        await tx.execute("DELETE FROM number WHERE unit = 'hn-bgt' AND sequence = ?", sequence)
