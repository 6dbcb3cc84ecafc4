"""Objects in a store that speaks S3 (Ceph, MinIO, a cloud's): an HTTP client and AWS Signature Version 4, which is all that is needed.

The address is ``s3://BUCKET/PREFIX?endpoint=URL&region=NAME``; the keys come from the environment (``AWS_ACCESS_KEY_ID``,
``AWS_SECRET_ACCESS_KEY``), never from the command line. Objects are addressed by path. The bucket is made by who runs the store.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import parse_qs, quote, urlsplit

import httpx
from msgspec import Struct

from xzt.core.digest import sha256
from xzt.core.errors import Trouble

_ATTEMPTS = 4
_PAUSE = 0.2
"""Seconds before the second attempt, doubled for each after it."""
_RENEWED = timedelta(days=1)
_HERE = ("127.0.0.1", "::1", "localhost")
_SIGNED = "host;x-amz-content-sha256;x-amz-date"


class Place(Struct, frozen=True):
    """Where and with which keys."""

    endpoint: str
    bucket: str
    prefix: str
    region: str
    access: str
    secret: str


def place_of(address: str, environment: Mapping[str, str]) -> Place:
    """Read the address and the keys; ``Trouble("blobs_address")`` or ``Trouble("blobs_keys")`` where something is missing."""
    parts, query = urlsplit(address), parse_qs(urlsplit(address).query)
    endpoint = query.get("endpoint", [""])[0].rstrip("/")
    to = urlsplit(endpoint)
    safe = to.scheme == "https" or (to.scheme == "http" and to.hostname in _HERE)  # nothing travels in the clear beyond this machine
    if parts.scheme != "s3" or not parts.netloc or not to.netloc or not safe:
        raise Trouble("blobs_address", address=address)
    access, secret = environment.get("AWS_ACCESS_KEY_ID", ""), environment.get("AWS_SECRET_ACCESS_KEY", "")
    if not access or not secret:
        raise Trouble("blobs_keys")
    prefix = parts.path.strip("/")
    return Place(endpoint, parts.netloc, f"{prefix}/" if prefix else "", query.get("region", ["us-east-1"])[0], access, secret)


class Bucket:
    """The objects under a prefix of a bucket."""

    def __init__(self, place: Place, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._place, self._now = place, now
        self._http = httpx.AsyncClient(timeout=httpx.Timeout(60, connect=5), limits=httpx.Limits(max_connections=16))

    async def put(self, name: str, data: bytes) -> None:
        """Keep an object."""
        await self._send("PUT", name, data)

    async def get(self, name: str) -> bytes:
        """Read an object."""
        answer = await self._send("GET", name)
        if answer is None:
            raise Trouble("blob_missing")
        return answer.content

    async def size(self, name: str) -> int | None:
        """Give its length."""
        answer = await self._send("HEAD", name)
        return int(answer.headers["Content-Length"]) if answer else None

    async def delete(self, name: str) -> None:
        """Remove it."""
        await self._send("DELETE", name)

    async def renew(self, name: str) -> bool:
        """Say whether it was put within a day: an object store keeps the time of the last putting only."""
        return not await self._is_older(name, _RENEWED)

    async def sweep(self, name: str, age: timedelta) -> bool:
        """Remove it. Who brings it anew puts it again, so that it is young; between the look and the removal lies one request."""
        if not await self._is_older(name, age):
            return False
        await self.delete(name)
        return True

    async def tidy(self, age: timedelta) -> int:  # noqa: ARG002  as of every place
        """Find nothing: an object store keeps whole objects only."""
        return 0

    async def _is_older(self, name: str, age: timedelta) -> bool:
        answer = await self._send("HEAD", name)
        return answer is not None and parsedate_to_datetime(answer.headers["Last-Modified"]) < self._now() - age

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _send(self, method: str, name: str, data: bytes = b"") -> httpx.Response | None:
        """Ask, again where the store is busy or away; None where there is no such object."""
        path = quote(f"/{self._place.bucket}/{self._place.prefix}{name}")
        failed = ""
        for attempt in range(_ATTEMPTS):
            if attempt:
                await asyncio.sleep(_PAUSE * 2 ** (attempt - 1))
            try:
                headers = sign(self._place, method, path, data, self._now())
                answer = await self._http.request(method, f"{self._place.endpoint}{path}", content=data or None, headers=headers)
            except (httpx.RequestError, OSError) as error:
                failed = type(error).__name__
                continue
            if answer.is_success:
                return answer
            if answer.status_code == HTTPStatus.NOT_FOUND:
                if method in {"GET", "HEAD", "DELETE"}:
                    return None
                raise Trouble("objects_away", retry=True, detail="no bucket")
            failed = str(answer.status_code)
            if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR and answer.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                break
        raise Trouble("objects_away", retry=True, detail=failed)


def sign(place: Place, method: str, path: str, data: bytes, at: datetime) -> dict[str, str]:
    """Make the headers that carry the signature (Signature Version 4, one chunk)."""
    stamp, host = at.strftime("%Y%m%dT%H%M%SZ"), urlsplit(place.endpoint).netloc
    content = sha256(data)
    request = "\n".join([method, path, "", f"host:{host}", f"x-amz-content-sha256:{content}", f"x-amz-date:{stamp}", "", _SIGNED, content])
    scope = f"{stamp[:8]}/{place.region}/s3/aws4_request"
    told = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, sha256(request.encode())])
    key = f"AWS4{place.secret}".encode()
    for part in (stamp[:8], place.region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, told.encode(), hashlib.sha256).hexdigest()
    credential = f"AWS4-HMAC-SHA256 Credential={place.access}/{scope}, SignedHeaders={_SIGNED}, Signature={signature}"
    return {"x-amz-content-sha256": content, "x-amz-date": stamp, "Authorization": credential}
