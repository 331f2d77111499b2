"""Until when a verdict can still be proven with what is at hand, and which object ends first.

No estimate: the same dossier is judged again as of each later moment at which something in it ends (a certificate, the promise of a
CRL or OCSP response, an algorithm), until the verdict no longer stands. Trusted lists are taken as they are today throughout.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import msgspec
from msgspec import Struct

from esigval.chain.pool import Pool
from esigval.model.conclusion import Indication, SubIndication
from esigval.model.dossier import Dossier
from esigval.model.policy import AlgorithmTable, ConstraintLevel
from esigval.model.report import DocumentReport
from esigval.validate import evidence_of, judge, read

MOMENTS = 256
"""Later moments that are judged at most; a file with 200 time-stamps has about as many certificates that end."""

_STEP = timedelta(seconds=1)
_LAST = datetime.max.replace(tzinfo=UTC) - _STEP


class Forecast(Struct, frozen=True):
    """``until``: the last moment known at which the verdict still stands; None where nothing in the dossier ends it. ``ends``: what ends
    then (kind and id); ``indication`` and ``sub_indication``: what the verdict is right after."""

    signature: str
    until: datetime | None
    ends: tuple[str, ...] = ()
    indication: Indication | None = None
    sub_indication: SubIndication | None = None


def forecast(dossier: Dossier) -> tuple[Forecast, ...]:
    """One entry for each signature that is TOTAL-PASSED at the dossier's time, in the order of the report."""
    standing = [s.conclusion.signature for s in judge(dossier).signatures if _passed(s.conclusion.indication)]
    found: dict[str, Forecast] = {}
    for moment, ends in _moments(dossier):
        if moment > _LAST:  # nobody is there to ask
            break
        if len(found) == len(standing):
            break
        later = msgspec.structs.replace(dossier, time=moment + _STEP, trust_time=dossier.trust_time or dossier.time)
        _note_fallen(found, standing, judge(later), moment, ends)
    return tuple(found.get(identifier, Forecast(identifier, None)) for identifier in standing)


def _note_fallen(
    found: dict[str, Forecast], standing: list[str], report: DocumentReport, moment: datetime, ends: tuple[str, ...]
) -> None:
    for entry in report.signatures:
        conclusion = entry.conclusion
        identifier = conclusion.signature
        if identifier in standing and identifier not in found and not _passed(conclusion.indication):
            found[identifier] = Forecast(identifier, moment, ends, conclusion.indication, conclusion.sub_indication)


def _passed(indication: Indication) -> bool:
    return indication is Indication.TOTAL_PASSED


def _moments(dossier: Dossier) -> list[tuple[datetime, tuple[str, ...]]]:
    """Later moments at which something ends, earliest first, with what ends then."""
    ends: dict[datetime, list[str]] = {}
    for moment, what in _ends(dossier):
        if moment > dossier.time:
            ends.setdefault(moment, []).append(what)
    return [(moment, tuple(sorted(set(ends[moment])))) for moment in sorted(ends)[:MOMENTS]]


def _ends(dossier: Dossier) -> Iterator[tuple[datetime, str]]:
    pool = Pool.build(evidence_of(dossier, read(dossier)))
    for certificate in pool.certificates:
        yield certificate.not_after, f"certificate {certificate.id}"
    for crl in pool.crls:
        if crl.next_update is not None:
            yield crl.next_update, f"crl {crl.id}"
    for response in pool.ocsps:
        for single in response.responses:
            yield from _ends_of_response(dossier, response.id, single.this_update, single.next_update)
    yield from _ends_of_algorithms(dossier.policy.algorithms)


def _ends_of_response(
    dossier: Dossier, identifier: str, this_update: datetime, next_update: datetime | None
) -> Iterator[tuple[datetime, str]]:
    hours = dossier.policy.values.get("revocation_default_hours")
    if next_update is not None:
        yield next_update, f"ocsp {identifier}"
    elif isinstance(hours, int):
        yield min(this_update, _LAST - timedelta(hours=hours)) + timedelta(hours=hours), f"ocsp {identifier}"


def _ends_of_algorithms(table: AlgorithmTable) -> Iterator[tuple[datetime, str]]:
    for limit in (*table.digests, *table.schemes):
        if limit.until is None:
            continue
        forecast_only = table.updated is not None and limit.until > table.updated
        if not forecast_only or table.level_after_update is ConstraintLevel.FAIL:
            yield (
                datetime.combine(limit.until, time(), UTC),
                f"algorithm {limit.algorithm} {limit.minimum_bits or ''}".strip(),
            )
