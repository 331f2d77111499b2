"""The HTTP client within its limits, and needs answered through it."""

from base64 import encodebytes
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

httpx = pytest.importorskip("httpx", reason="the extra 'online' is not installed")

from esigval.fetch import http  # noqa: E402
from esigval.fetch.cache import Cache, DirectoryFetcher  # noqa: E402
from esigval.fetch.http import FetchFailed, HttpClient, HttpFetcher, Limits  # noqa: E402
from esigval.model.evidence import EvidenceKind, Need, OriginKind  # noqa: E402
from tests.unit.trust.building import world  # noqa: E402

AT = datetime(2025, 6, 1, tzinfo=UTC)
ANYWHERE = Limits(public_hosts_only=False, bytes=100_000)
URL = "http://ca.example/ca.cer"
CERTIFICATE = Need(EvidenceKind.CERTIFICATE, URL, "why")

Handler = Callable[["httpx.Request"], "httpx.Response"]


def client(handler: Handler, limits: Limits = ANYWHERE) -> HttpClient:
    return HttpClient(limits, transport=httpx.MockTransport(handler))


def test_a_resource_with_its_marks() -> None:
    found = client(lambda _: httpx.Response(200, content=b"x", headers={"etag": "e", "last-modified": "m"})).get(URL)
    assert (found.data, found.etag, found.last_modified) == (b"x", "e", "m")


def test_what_did_not_change_is_not_sent_again() -> None:
    def handler(request: "httpx.Request") -> "httpx.Response":
        assert request.headers["if-none-match"] == "e"
        assert request.headers["if-modified-since"] == "m"
        return httpx.Response(304)

    assert client(handler).get(URL, etag="e", last_modified="m").data is None


@pytest.mark.parametrize(
    "handler",
    [
        lambda _: httpx.Response(404),
        lambda _: httpx.Response(500, content=b"x"),
        lambda _: httpx.Response(200, content=b"x" * 100_001),
        lambda _: httpx.Response(302, headers={"location": "/again"}),
        lambda _: httpx.Response(302, headers={"location": "file:///etc/passwd"}),
    ],
    ids=["absent", "broken", "too large", "redirect loop", "redirect to a file"],
)
def test_what_gives_nothing(handler: Handler) -> None:
    with pytest.raises(FetchFailed):
        client(handler).get(URL)


def test_a_connection_that_fails() -> None:
    def handler(request: "httpx.Request") -> "httpx.Response":
        raise httpx.ConnectError("refused")

    with pytest.raises(FetchFailed):
        client(handler).get(URL)


@pytest.mark.parametrize(
    "url",
    [
        "ldap://ca.example/",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "http://127.0.0.1/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/",
    ],
)
def test_what_is_no_public_web_address_is_not_asked(url: str) -> None:
    def handler(request: "httpx.Request") -> "httpx.Response":
        raise AssertionError("was asked")

    with pytest.raises(FetchFailed):
        client(handler, Limits()).get(url)


def test_a_need_is_answered_in_der_whatever_the_form(tmp_path: Path) -> None:
    der = world()["ro-qca"].der
    pem = b"-----BEGIN CERTIFICATE-----\n" + encodebytes(der) + b"-----END CERTIFICATE-----\n"
    for data in (der, pem):
        fetcher = HttpFetcher(client(lambda _, data=data: httpx.Response(200, content=data)), lambda: AT)
        (found,) = fetcher.fetch(CERTIFICATE)
        assert (found.data, found.kind) == (der, EvidenceKind.CERTIFICATE)
        assert (found.origin.kind, found.origin.where, found.origin.obtained) == (OriginKind.FETCHED, URL, AT)


@pytest.mark.parametrize("data", [b"", b"<html>", b"\x30\x03abc"])
def test_what_is_no_certificate_answers_nothing(data: bytes) -> None:
    assert HttpFetcher(client(lambda _: httpx.Response(200, content=data)), lambda: AT).fetch(CERTIFICATE) == ()


def test_a_failure_answers_from_the_cache_or_not_at_all(tmp_path: Path) -> None:
    der = world()["ro-qca"].der
    cache = Cache(tmp_path)
    broken = HttpFetcher(client(lambda _: httpx.Response(503)), lambda: AT, cache)
    assert broken.fetch(CERTIFICATE) == ()
    HttpFetcher(client(lambda _: httpx.Response(200, content=der)), lambda: AT, cache).fetch(CERTIFICATE)
    assert broken.fetch(CERTIFICATE)[0].data == der
    assert DirectoryFetcher(tmp_path).fetch(CERTIFICATE)[0].data == der
    assert DirectoryFetcher(tmp_path).fetch(Need(EvidenceKind.CERTIFICATE, "http://other.example", "why")) == ()


def test_ocsp_is_asked_with_a_request_only() -> None:
    def handler(request: "httpx.Request") -> "httpx.Response":
        assert request.method == "POST"
        assert request.read() == b"request"
        return httpx.Response(200, content=b"\x30\x00")

    fetcher = HttpFetcher(client(handler), lambda: AT)
    assert fetcher.fetch(Need(EvidenceKind.OCSP, URL, "why", request=b"request"))[0].data == b"\x30\x00"
    assert fetcher.fetch(Need(EvidenceKind.OCSP, URL, "why")) == ()


class Dripping(httpx.SyncByteStream):
    """An answer of which each part comes in time, and that never ends."""

    def __iter__(self) -> "Iterator[bytes]":
        while True:
            yield b"x"


def test_a_server_that_drips_is_left_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(http, "monotonic", lambda: next(clock))
    with pytest.raises(FetchFailed, match="takes more than 10 seconds"):
        client(lambda _: httpx.Response(200, stream=Dripping()), Limits(public_hosts_only=False, total_seconds=10)).get(
            URL
        )


def test_an_answer_that_breaks_off() -> None:
    class Broken(httpx.SyncByteStream):
        def __iter__(self) -> "Iterator[bytes]":
            yield b"<TrustServiceStatusList"
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")

    with pytest.raises(FetchFailed):
        client(lambda _: httpx.Response(200, stream=Broken())).get(URL)


def test_a_redirect_is_followed_and_keeps_the_marks() -> None:
    def handler(request: "httpx.Request") -> "httpx.Response":
        assert request.headers["if-none-match"] == "e"
        if request.url.path == "/ca.cer":
            return httpx.Response(301, headers={"location": "https://other.example/new.cer"})
        return httpx.Response(304)

    assert client(handler).get(URL, etag="e").data is None
