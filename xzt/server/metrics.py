"""What the server counts about itself, in the text form of Prometheus: requests, answers, who waits, what lies ready.

Routes, codes and times only: no unit, person or record ever becomes a label (RS-08), so that whoever watches machines may have them.
"""

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from xzt.server.sql.database import Database
from xzt.sync.protocol.messages import Answer

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60)
_OPEN = "SELECT count(*) FROM outbox WHERE answer IS NULL"


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._held: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._requests = Counter("xzt_requests", "Requests answered", ["method", "route", "status"], registry=self._registry)
        self._seconds = Histogram("xzt_request_seconds", "Time of a request", ["route"], buckets=_SECONDS, registry=self._registry)
        self._answers = Counter("xzt_commands", "Commands answered", ["answer"], registry=self._registry)
        self._waiting = Gauge("xzt_waiting_clients", "Clients held by the long poll", registry=self._registry)
        self._parcels = Gauge("xzt_open_parcels", "What lies ready for other units", registry=self._registry)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request with its time; ``route`` is the pattern of the table, never the path that was asked for."""
        counter, histogram = self._children(method, route, status)
        counter.inc()
        histogram.observe(seconds)

    def _children(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        """Give the two rows of a request; finding them anew would cost as much as counting does."""
        found = self._held.get((method, route, status))
        if found is None:
            found = self._held[method, route, status] = (self._requests.labels(method, route, str(status)), self._seconds.labels(route))
        return found

    def count_answers(self, answers: tuple[Answer, ...]) -> None:
        """Count what commands were answered."""
        for answer in answers:
            self._answers.labels(type(answer).__name__.lower()).inc()

    async def write(self, database: Database, waiting: int) -> bytes:
        """Write everything; what lies ready is counted now."""
        async with database.reading() as tx:
            found = await tx.fetch_one(tuple[int], _OPEN)
        self._parcels.set(found[0] if found else 0)
        self._waiting.set(waiting)
        return generate_latest(self._registry)
