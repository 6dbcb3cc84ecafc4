"""The server under load: commands a second on PostgreSQL against pgbench running the same statements; many clients connected at once (P34).

pgbench runs what one push of one command asks of the database, taken down from a real push, with as many connections, in the same
cluster, every commit flushed. It speaks to the database alone: no HTTP, no session's answer read, no rule run. It does so twice: every
statement by itself in a transaction, and as the server sends them, those that write put together into one that is a transaction by itself.
"""

import asyncio
import json
import re
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from benchmarks import crowd
from benchmarks.office import DIRECTORY, PERSON, Server
from benchmarks.rows import Row, missing
from tests.server.cluster import OWNER, Cluster
from tests.server.house import Actor, Clock, House, Twin
from tests.server.journey import start
from tests.server.partitioned import listening
from xzt.server.seeding import load_directory
from xzt.server.sql import postgres
from xzt.server.sql.database import only_reads

SECONDS, CLIENTS, CONNECTED = 20, 8, 300


def measure(rounds: int, seconds: int = 0) -> list[Row]:  # noqa: ARG001  one run is the measurement
    """Measure for ``seconds`` each (20 if not said)."""
    try:
        cluster = Cluster(durable=True)
    except RuntimeError:
        return [missing("commands on PostgreSQL", "postgresql")]
    try:
        with tempfile.TemporaryDirectory(prefix="xzt-load-") as home:
            return _measure(cluster, Path(home), seconds or SECONDS)
    finally:
        cluster.stop()


def _measure(cluster: Cluster, home: Path, seconds: int) -> list[Row]:
    name = cluster.create()
    address, data = cluster.address(name), home / "server"
    clients = CONNECTED if seconds >= SECONDS else 20
    load_directory(data, address, _directory(clients), datetime.now(UTC))
    apart, as_sent = [_pgbench(cluster, name, script, seconds) for script in _statements(Twin("postgres", data, address))]
    found = []
    for processes, batch in ((1, 1), (2, 1), (1, 20)):
        servers = [Server(data, address) for _ in range(processes)]
        rate, _ = asyncio.run(crowd.storm([one.url for one in servers], CLIENTS, batch, seconds))
        peak = max(one.peak for one in servers)
        for one in servers:
            one.stop()
        work = f"commands a second, {batch} a push, {processes} process{'es' if processes > 1 else ''}, against pgbench"
        found.append(Row(work, f"{CLIENTS} 个连接", round(rate, 1), round(apart, 1), round(apart / rate, 2), "/s"))
        found.append(
            Row(f"{work}, put together as sent", f"{CLIENTS} 个连接", round(rate, 1), round(as_sent, 1), round(as_sent / rate, 2), "/s")
        )
        found.append(Row("memory of the server in it, of 512 MB", "", peak, 512, round(peak / 512, 2), "MB"))
    return found + _crowd(data, address, clients, seconds)


def _pgbench(cluster: Cluster, name: str, text: str, seconds: int) -> float:
    """Give how often a second pgbench does all that the script says."""
    script = cluster.folder / "push.sql"
    script.write_text(text, encoding="utf-8")
    script.chmod(0o644)
    told = cluster.run("pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(seconds), "-f", str(script), "-h",
                       str(cluster.folder), "-U", OWNER, name)  # fmt: skip
    return float(re.findall(r"tps = ([\d.]+)", told)[-1])


def _directory(clients: int) -> bytes:
    """Give the sample directory with a crowd in it."""
    found = json.loads(DIRECTORY.read_bytes())
    return json.dumps(found | {"people": found["people"] + crowd.people(clients)}).encode()


def _crowd(data: Path, address: str, clients: int, seconds: int) -> list[Row]:
    server = Server(data, address)
    heard = asyncio.run(crowd.connected(server.url, clients, seconds))
    peak = server.peak
    server.stop()
    limits = (("read", heard.reads, 200), ("write", heard.writes, 500), ("login", heard.logins, 5000))
    found = [
        Row(f"{what}, 95 of 100 within; P34 allows", f"{heard.clients} 个客户端", round(crowd.p95(times) * 1000, 1), limit,
            round(crowd.p95(times) * 1000 / limit, 2), "ms")
        for what, times, limit in limits
    ]  # fmt: skip
    found.append(Row("errors; P34 allows none", f"{heard.requests} 次", heard.errors, 0, 0, ""))
    found.append(Row("woken by another's push; of those who wait", f"{heard.clients} 个客户端", heard.woken, heard.waited, 0, ""))
    found.append(Row("memory of the server, of 512 MB", f"{heard.clients} 个客户端", peak, 512, round(peak / 512, 2), "MB"))
    return found


def _statements(twin: Twin) -> tuple[str, str]:
    """Take down what one push of one command asks, and write it as scripts in which only the record, the command and the number differ."""
    house = House(twin, Clock())
    actor = Actor(house.url, PERSON)
    actor.must(str(uuid.uuid4()), start())  # the address book is read once a process
    record = str(uuid.uuid4())
    signed = actor.signed("dispatch", record, start())
    command = re.findall(r'"id":"([^"]+)"', bytes(signed.envelope).decode())[0]
    time.sleep(0.5)
    with listening() as asked, patch.object(postgres, "together", wraps=postgres.together) as ends:
        actor.push(signed)
    actor.close()
    house.stop()
    fresh = {record: "r", command: "c"}
    all_of_it = {sql: f"{_written(sql, values, fresh)};" for sql, values in asked.items() if "outbox" not in sql}
    reads = [text for sql, text in all_of_it.items() if only_reads(sql)]
    last, values = postgres.together(ends.call_args.args[0])
    written = _written(re.sub(r"\$\d+", "?", last), tuple(values), fresh)  # numbered in the order in which they stand
    number = "\\set zzid random(1, 1000000000000000)"
    return "\n".join([number, "BEGIN;", *all_of_it.values(), "COMMIT;", ""]), "\n".join([number, *reads, f"{written};", ""])


def _written(sql: str, values: tuple[object, ...], fresh: dict[str, str]) -> str:
    first, *rest = sql.split("?")
    return first + "".join(_literal(value, fresh) + part for value, part in zip(values, rest, strict=True))


def _literal(value: object, fresh: dict[str, str]) -> str:
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if text in fresh:
        return f"('{fresh[text]}' || :zzid::text)"
    return "('" + text.replace("'", "''").replace(":", ":' || '") + "')"  # a colon before a letter names a variable, in quotes too
