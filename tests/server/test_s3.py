"""Files in a store that speaks S3: a real server of that protocol on loopback, and the signature held against another implementation."""

import asyncio
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.server.house import Actor
from tests.sync.town import Server
from tests.waiting import until
from xzt.core.digest import sha256, sm3
from xzt.core.errors import Trouble
from xzt.server import s3
from xzt.server.blobs import Blobs
from xzt.server.s3 import Bucket, place_of, sign
from xzt.sync.protocol.messages import PIECE

KEYS = {"AWS_ACCESS_KEY_ID": "sample", "AWS_SECRET_ACCESS_KEY": "sample secret/with+signs"}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the S3 protocol with an empty bucket."""
    port = Server(tmp_path_factory.mktemp("port")).address.rpartition(":")[2]
    home = tmp_path_factory.mktemp("s3")
    program = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", port]
    child = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home, env={**os.environ, **KEYS})
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx.get(f"{url}/moto-api/").status_code == 200
        except httpx.TransportError:
            time.sleep(0.1)
            return False

    until(answers, "an object store")
    place = place_of(f"s3://files?endpoint={url}", KEYS)
    made = httpx.put(f"{url}/files", headers=sign(place, "PUT", "/files", b"", datetime.now(UTC)))
    assert made.status_code == 200
    yield url
    child.terminate()
    child.wait(60)


def address(endpoint: str, prefix: str = "") -> str:
    return f"s3://files/{prefix}?endpoint={endpoint}&region=cn-south-1"


@pytest.mark.parametrize("path", ["/files/aa/bb", "/files/湘/一 个"])
def test_signature_is_the_one_that_others_make(path: str) -> None:
    """Signature Version 4: the same as botocore's, for the same moment."""
    at = datetime(2026, 11, 26, 9, 30, 5, tzinfo=UTC)
    place = place_of("s3://files?endpoint=http://127.0.0.1:9&region=cn-south-1", KEYS)
    quoted = httpx.URL(f"http://127.0.0.1:9{path}").raw_path.decode()
    ours = sign(place, "PUT", quoted, b"content", at)
    request = AWSRequest("PUT", f"http://127.0.0.1:9{quoted}", data=b"content", headers={"X-Amz-Content-SHA256": sha256(b"content")})
    theirs = S3SigV4Auth(Credentials(place.access, place.secret), "s3", "cn-south-1")
    request.context["timestamp"] = at.strftime("%Y%m%dT%H%M%SZ")
    request.headers["X-Amz-Date"] = request.context["timestamp"]
    canonical = theirs.canonical_request(request)
    told = theirs.string_to_sign(request, canonical)
    assert ours["Authorization"].endswith(f"Signature={theirs.signature(told, request)}")


def test_objects(endpoint: str) -> None:
    """What a place for objects does, done by a store of that protocol."""

    async def all_of_it() -> None:
        bucket = Bucket(place_of(address(endpoint, "one"), KEYS))
        assert await bucket.size("aa/x") is None
        with pytest.raises(Trouble, match="blob_missing"):
            await bucket.get("aa/x")
        data = secrets.token_bytes(5000)
        await bucket.put("aa/x", data)
        assert (await bucket.size("aa/x"), await bucket.get("aa/x")) == (5000, data)
        later = Bucket(place_of(address(endpoint, "one"), KEYS), lambda: datetime.now(UTC) + timedelta(days=40))
        assert await bucket.renew("aa/x")
        assert not await later.renew("aa/x"), "to be put again, so that it is of today"
        assert not await bucket.sweep("aa/x", timedelta(days=30))
        assert await later.sweep("aa/x", timedelta(days=30))
        assert not await later.sweep("aa/x", timedelta(days=30))
        assert await later.tidy(timedelta(days=30)) == 0
        await later.close()
        await bucket.delete("aa/x")
        assert await bucket.size("aa/x") is None
        await bucket.close()

    asyncio.run(all_of_it())


def test_files_on_an_object_store(endpoint: str) -> None:
    """The same files as in a folder: in pieces, out again, damaged ones told; two prefixes know nothing of each other."""

    async def all_of_it() -> None:
        blobs, other = (Blobs(Bucket(place_of(address(endpoint, prefix), KEYS))) for prefix in ("two", "three"))
        data = secrets.token_bytes(PIECE + 77)
        for content in (data, data[:100], b""):
            await blobs.keep(sm3(content), content)
            assert await blobs.read(sm3(content)) == content
            with pytest.raises(Trouble, match="blob_missing"):
                await other.read(sm3(content))
        piece = (await blobs.parts(sm3(data))).pieces[1]
        await blobs.objects.put(f"pieces/{piece[:2]}/{piece}", b"x" * 77)
        with pytest.raises(Trouble, match="blob_damaged"):
            await blobs.read(sm3(data))
        for one in (blobs, other):
            await one.objects.close()

    asyncio.run(all_of_it())


def test_the_server_on_an_object_store(endpoint: str, seeded: Path, tmp_path: Path) -> None:
    """``xzt server --blobs``: a file goes in and out through the server, and none of it stands in the data folder."""
    data = tmp_path / "data"
    shutil.copytree(seeded, data)
    program = [sys.executable, "-m", "xzt", "server", "--data", str(data), "--listen", "127.0.0.1:0", "--blobs", address(endpoint, "four")]
    child = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **KEYS})
    try:
        assert child.stdout
        url = child.stdout.readline().split()[-1]
        actor = Actor(url, "jia-1")
        content = secrets.token_bytes(PIECE + 1)
        actor.send("PUT", f"/v1/blobs/{sm3(content)}", dict, content)
        assert actor.http.get(f"/v1/blobs/{sm3(content)}").content == content
        assert not (data / "blobs").exists()
        actor.close()
    finally:
        child.terminate()
        child.wait(60)
        assert child.stdout
        child.stdout.close()


def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address, keys or a store that is not there: each is told by its own code, the last as something that passes."""
    monkeypatch.setattr(s3, "_PAUSE", 0.0)
    for wrong in ("file:///x", "s3://", "s3://b", "s3://b?endpoint=ftp://x", "s3://b?endpoint=http://192.0.2.1"):
        with pytest.raises(Trouble, match="blobs_address"):
            place_of(wrong, KEYS)
    with pytest.raises(Trouble, match="blobs_keys"):
        place_of("s3://b?endpoint=http://127.0.0.1:9", {})

    async def away() -> None:
        bucket = Bucket(place_of("s3://b?endpoint=http://127.0.0.1:9", KEYS))
        with pytest.raises(Trouble, match="objects_away") as caught:
            await bucket.get("x")
        assert caught.value.retry
        await bucket.close()

    asyncio.run(away())
