"""The HTTP client (extra ``online``): small limits, and no way into the network that it runs in.

The URIs come from certificates and lists that an attacker may have written. Only http and https are followed, redirects are checked one
by one, responses are cut off at a size, and hosts that resolve to addresses that are not public are refused.
"""

import ipaddress
import socket
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from esigval.fetch.cache import Cache
from esigval.fetch.formats import evidence_from
from esigval.model.errors import EsigvalError, UsageError
from esigval.model.evidence import Evidence, EvidenceKind, Need

if TYPE_CHECKING:
    import httpx

USER_AGENT = "esigval (+https://github.com/esigval/esigval)"


class Limits(Struct, frozen=True, kw_only=True):
    """What one request may cost. The largest published CRLs have some 40 MB, lists 3 MB. ``seconds``: waiting for one answer or part of
    one; ``total_seconds``: the whole of it, redirects included, however steadily it drips."""

    seconds: float = 20.0
    total_seconds: float = 180.0
    bytes: int = 64 << 20
    redirects: int = 5
    public_hosts_only: bool = True


DEFAULT_LIMITS = Limits()


class FetchFailed(EsigvalError):
    """A request that gave nothing; the text says why."""


class Response(Struct, frozen=True, kw_only=True):
    """``data`` is None where the server says that nothing changed."""

    data: bytes | None
    etag: str = ""
    last_modified: str = ""


class HttpClient:
    """GET and POST within limits."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS, *, transport: "httpx.BaseTransport | None" = None) -> None:
        try:
            import httpx
        except ImportError as error:
            raise UsageError("fetching needs the extra: pip install esigval[online]") from error
        self._httpx = httpx
        self._limits = limits
        self._client = httpx.Client(
            timeout=limits.seconds, follow_redirects=False, headers={"User-Agent": USER_AGENT}, transport=transport
        )

    def __enter__(self) -> "HttpClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str, *, etag: str = "", last_modified: str = "") -> Response:
        """The resource; with ``etag`` or ``last_modified`` only if it changed. Raises FetchFailed."""
        headers = {"If-None-Match": etag} if etag else {}
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        return self._request("GET", url, headers, None)

    def post(self, url: str, body: bytes, content_type: str) -> Response:
        """The answer to ``body``. Raises FetchFailed."""
        return self._request("POST", url, {"Content-Type": content_type}, body)

    def _request(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Response:
        end = monotonic() + self._limits.total_seconds
        for _ in range(self._limits.redirects + 1):
            self._check(url)
            try:
                with self._client.stream(method, url, headers=headers, content=body) as answer:
                    if answer.status_code in {301, 302, 303, 307, 308} and "location" in answer.headers:
                        url = urljoin(url, answer.headers["location"])
                        continue
                    return self._read(url, answer, end)
            except self._httpx.HTTPError as error:
                raise FetchFailed(f"{url}: {error}") from error
        raise FetchFailed(f"{url}: more than {self._limits.redirects} redirects")

    def _read(self, url: str, answer: "httpx.Response", end: float) -> Response:
        if answer.status_code == 304:
            return Response(data=None)
        if answer.status_code != 200:
            raise FetchFailed(f"{url}: status {answer.status_code}")
        parts: list[bytes] = []
        size = 0
        for part in answer.iter_bytes():
            size += len(part)
            if size > self._limits.bytes:
                raise FetchFailed(f"{url}: more than {self._limits.bytes} bytes")
            if monotonic() > end:
                raise FetchFailed(f"{url}: takes more than {self._limits.total_seconds:g} seconds")
            parts.append(part)
        headers = answer.headers
        return Response(
            data=b"".join(parts), etag=headers.get("etag", ""), last_modified=headers.get("last-modified", "")
        )

    def _check(self, url: str) -> None:
        """Refuses what is no public web address."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise FetchFailed(f"{url[:200]}: no URL") from error
        if parts.scheme not in {"http", "https"} or not host:
            raise FetchFailed(f"{url[:200]}: only http and https are fetched")
        if not self._limits.public_hosts_only:
            return
        try:
            found = socket.getaddrinfo(host, port or (443 if parts.scheme == "https" else 80), type=socket.SOCK_STREAM)
        except OSError as error:
            raise FetchFailed(f"{url[:200]}: {error}") from error
        if not all(ipaddress.ip_address(item[4][0]).is_global for item in found):
            raise FetchFailed(f"{url[:200]}: not a public host")


class HttpFetcher:
    """Answers needs over HTTP, from ``cache`` where the server says that nothing changed or gives nothing."""

    def __init__(self, client: HttpClient, clock: Callable[[], datetime], cache: Cache | None = None) -> None:
        self._client = client
        self._clock = clock
        self._cache = cache

    def fetch(self, need: Need) -> tuple[Evidence, ...]:
        """What could be obtained. A need for an OCSP response without a request can't be asked for."""
        if not need.uri or (need.kind is EvidenceKind.OCSP and not need.request):
            return ()
        known = self._cache.find(need.uri, need.request) if self._cache is not None else None
        now = self._clock()
        try:
            answer = self._ask(need, known[0].etag if known else "", known[0].last_modified if known else "")
        except FetchFailed:
            return evidence_from(need, known[1], known[0].obtained) if known else ()
        if answer.data is None:
            return evidence_from(need, known[1], now) if known else ()
        if self._cache is not None:
            self._cache.keep(
                need.uri, answer.data, now, request=need.request, etag=answer.etag, modified=answer.last_modified
            )
        return evidence_from(need, answer.data, now)

    def _ask(self, need: Need, etag: str, last_modified: str) -> Response:
        if need.kind is EvidenceKind.OCSP:
            return self._client.post(need.uri, need.request, "application/ocsp-request")
        return self._client.get(need.uri, etag=etag, last_modified=last_modified)
