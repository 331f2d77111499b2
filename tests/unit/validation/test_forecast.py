"""Until when a verdict stands, and what ends it."""

from tests.unit.validation.timeline import WORLD, Signed
from tests.worlds.pki import moment

from esigval.forecast import forecast

NOW = "2025-06-02"


def data(days: int = 180) -> tuple[bytes, ...]:
    return tuple(WORLD.crl_of(name, "2025-06-01", days) for name in ("root", "ca", "ca-tsa"))


def of(signed: Signed, *evidence: bytes, policy: str = "interop"):  # type: ignore[no-untyped-def]
    return forecast(signed.dossier(NOW, *evidence, policy=policy))


def test_without_a_time_stamp_it_ends_with_the_certificate() -> None:
    (found,) = of(Signed(), *data())
    assert found.until == moment("2026-12-31T23:59:59")
    assert found.sub_indication == "OUT_OF_BOUNDS_NOT_REVOKED"
    assert any(e.startswith("certificate ") for e in found.ends)


def test_where_freshness_is_asked_it_ends_with_the_promise_of_the_revocation_data() -> None:
    (found,) = of(Signed(), *data(7), policy="strict")
    assert found.until == moment("2025-06-08")
    assert found.sub_indication == "TRY_LATER"
    assert any(e.startswith("crl ") for e in found.ends)


def test_a_time_stamp_lasts_as_long_as_its_authority() -> None:
    (found,) = of(Signed().stamp("tsa", "2025-06-01T10:00:00"), *data())
    assert found.until == moment("2029-12-31T23:59:59")


def test_a_renewal_lasts_as_long_as_the_next_authority() -> None:
    signed = Signed().stamp("tsa", "2025-06-01T10:00:00").hold(certificates=("ca-tsa",), crls=data())
    (plain,) = of(signed)
    (renewed,) = of(signed.archive("tsa-2", "2025-06-01T12:00:00"))
    assert plain.until is not None
    assert renewed.until is None or renewed.until > plain.until


def test_what_does_not_stand_today_has_no_forecast() -> None:
    assert of(Signed()) == ()
