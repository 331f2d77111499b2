"""One case in a worker: read, judge, report; every failure becomes a line with a kind and a message."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path

from msgspec import Struct

from esigval import __version__
from esigval.bulk.case import BadLine, Case
from esigval.bulk.guard import SECONDS_PER_FILE, TimeLimit, limit_time
from esigval.bulk.inputs import read_certificates, read_document, read_evidence
from esigval.bulk.trust import Stamped, read_lists, stamped
from esigval.hashing import sha256_hex
from esigval.model.dossier import Dossier, TrustSource
from esigval.model.errors import Malformed, Unreadable, UsageError
from esigval.model.policy import ValidationPolicy
from esigval.model.report import DocumentReport
from esigval.report.json import encode, encode_error, encode_head
from esigval.report.status import ExitStatus, exit_status


class Settings(Struct, frozen=True, kw_only=True):
    """What is the same for every case of a batch. Small enough to be sent with each case to another machine."""

    time: datetime
    policy: ValidationPolicy
    time_given: bool = False
    anchors: tuple[Path, ...] = ()
    evidence: tuple[Path, ...] = ()
    lists: Path | None = None
    laws: tuple[str, ...] = ()
    law_at: datetime | None = None
    lists_at: datetime | None = None
    outside: tuple[tuple[str, bool], ...] = ()
    online: bool = False
    cache: Path | None = None
    language: str = "en"
    seconds: float = SECONDS_PER_FILE


class Line(Struct, frozen=True):
    """A line of the result and the exit status that it stands for. ``key``: digest of all that was fed."""

    id: str
    data: bytes
    status: ExitStatus
    key: str = ""


def run_case(case: Case | BadLine, settings: Settings) -> Line:
    """The line of ``case``. Never raises for a file's sake: a defect is kind ``internal``, status INTERNAL."""
    if isinstance(case, BadLine):
        return error_line(case.id, "manifest", case.message, ExitStatus.USAGE)
    try:
        with limit_time(settings.seconds):
            return _judge(case, settings)
    except Unreadable as e:
        status = ExitStatus.USAGE if e.kind == "unreadable-file" else ExitStatus.INDETERMINATE
        return error_line(case.id, e.kind, e.message, status)
    except Malformed as e:
        return error_line(case.id, "malformed", str(e), ExitStatus.INDETERMINATE)
    except UsageError as e:
        return error_line(case.id, "usage", str(e), ExitStatus.USAGE)
    except TimeLimit:
        message = f"not answered within {settings.seconds:g} s"
        return error_line(case.id, "time", message, ExitStatus.INDETERMINATE)
    except MemoryError:
        return error_line(case.id, "memory", "not answered within the memory allowed", ExitStatus.INDETERMINATE)
    except Exception as e:
        return error_line(case.id, "internal", f"{type(e).__name__}: {e}", ExitStatus.INTERNAL)


def error_line(case: str, kind: str, message: str, status: ExitStatus) -> Line:
    """The line for a file that can't be answered."""
    return Line(case, encode_error(case, kind, message), status)


def dossier(case: Case, settings: Settings) -> Dossier:
    """All that the judgement of ``case`` may look at. Raises Unreadable or UsageError where a file of it can't be read."""
    return Dossier(
        document=read_document(case.file),
        detached=tuple(read_document(p, may_be_empty=True) for p in case.detached),
        evidence_records=tuple(read_document(p) for p in case.evidence_records),
        anchors=tuple(der for p in settings.anchors + case.anchors for der in _certificates(stamped(p))),
        evidence=tuple(e for p in settings.evidence for e in read_evidence(p)),
        trust=trust(settings),
        time=case.at or settings.time,
        policy=settings.policy,
        laws=settings.laws,
        law_at=settings.law_at,
        trust_time=settings.lists_at,
        outside=settings.outside,
    )


def judgement(material: Dossier, settings: Settings) -> tuple[DocumentReport, Dossier]:
    """The report, and the dossier that it rests on: with what was fetched, where the settings allow fetching."""
    from esigval.validate import judge, judge_online

    if not settings.online:
        return judge(material), material
    from esigval.fetch.cache import Cache
    from esigval.fetch.http import HttpClient, HttpFetcher

    with HttpClient() as client:
        cache = Cache(settings.cache) if settings.cache else None
        return judge_online(material, HttpFetcher(client, lambda: datetime.now(UTC), cache))


def _judge(case: Case, settings: Settings) -> Line:
    material = dossier(case, settings)
    report, _ = judgement(material, settings)
    detached, records = (
        [sha256_hex(f.data) for f in files] for files in (material.detached, material.evidence_records)
    )
    key = _key(case, settings, report.document.sha256, detached, records)
    status = exit_status(report)
    head = encode_head(case.id, key, status)
    return Line(case.id, head[:-1] + b"," + encode(report, language=settings.language)[1:], status, key)


def case_key(case: Case, settings: Settings) -> str:
    """SHA-256 over all that decides about the result: a result with the same key need not be computed again. Raises UsageError where a
    file of the case can't be read.

    The validation time counts only where it was asked for: a batch that is resumed the next day goes on with yesterday's results.
    """
    detached, records = (map(_file_digest, files) for files in (case.detached, case.evidence_records))
    return _key(case, settings, _file_digest(case.file), detached, records)


def _key(case: Case, settings: Settings, document: str, detached: Iterable[str], records: Iterable[str]) -> str:
    at = case.at or (settings.time if settings.time_given else None)
    anchors = (_digest_of_stamped(stamped(p)) for p in case.anchors)
    parts = [document, at.isoformat() if at else "", _settings_key(settings)]
    parts += ["detached", *detached, "evidence records", *records, "anchors", *anchors]
    return sha256("\n".join(parts).encode()).hexdigest()


def _settings_key(settings: Settings) -> str:
    times = tuple(time.isoformat() if time else "" for time in (settings.law_at, settings.lists_at))
    files = tuple(stamped(p) for p in settings.anchors + settings.evidence)
    said = tuple(f"{name}={value}" for name, value in settings.outside)
    return _digest_of(
        (__version__, settings.policy.digest, settings.language, str(settings.online), *times, *settings.laws, *said),
        trust(settings),
        files,
    )


@lru_cache(maxsize=4)
def _digest_of(texts: tuple[str, ...], lists: tuple[TrustSource, ...], files: tuple[Stamped, ...]) -> str:
    listed = [f"{url} {sha256(data).hexdigest()}" for source in lists for url, data in source.lists]
    parts = [*texts, *listed, *map(_digest_of_stamped, files)]
    return sha256("\n".join(parts).encode()).hexdigest()


def trust(settings: Settings) -> tuple[TrustSource, ...]:
    """The trusted lists of the batch."""
    return read_lists(settings.lists, settings.lists_at) if settings.lists else ()


@lru_cache(maxsize=1024)
def _certificates(file: Stamped) -> tuple[bytes, ...]:
    return read_certificates(file.path)


@lru_cache(maxsize=1024)
def _digest_of_stamped(file: Stamped) -> str:
    return _file_digest(file.path)


def _file_digest(path: Path) -> str:
    """SHA-256 of a file, read piece by piece: it may be large. Raises UsageError."""
    try:
        with path.open("rb") as data:
            return file_digest(data, "sha256").hexdigest()
    except OSError as e:
        raise UsageError(f"{path}: {e.strerror or e}") from e
