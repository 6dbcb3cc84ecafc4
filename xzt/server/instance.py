"""One running server: its parts, handed to every function that needs them."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct, field

from xzt.server.blobs import Blobs
from xzt.server.directory import DirectoryCache
from xzt.server.hub import Hub
from xzt.server.metrics import Metrics
from xzt.server.sql.database import Database
from xzt.server.trust import Trust


class Instance(Struct, frozen=True):
    """The parts. ``now`` gives the server's time (UTC), which is the time of every act."""

    database: Database
    blobs: Blobs
    trust: Trust
    hub: Hub
    directory: DirectoryCache
    hashing: asyncio.Semaphore
    now: Callable[[], datetime]
    metrics: Metrics = field(default_factory=Metrics)
