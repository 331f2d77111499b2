"""One case in a worker: read, judge, report; every failure becomes a line with a kind and a message."""

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from esigval import __version__
from esigval.bulk.case import BadLine, Case
from esigval.bulk.guard import SECONDS_PER_FILE, TimeLimit, limit_time
from esigval.bulk.inputs import read_certificates, read_document, read_evidence, read_material
from esigval.bulk.trust import Stamped, read_lists, stamped
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
    own_process: bool = False


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
        with limit_time(settings.seconds, hard=settings.own_process):
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
    report, _ = judgement(dossier(case, settings), settings)
    key = case_key(case, settings, report.document.sha256)
    status = exit_status(report)
    head = encode_head(case.id, key, status)
    return Line(case.id, head[:-1] + b"," + encode(report, language=settings.language)[1:], status, key)


def case_key(case: Case, settings: Settings, document_sha256: str) -> str:
    """SHA-256 over all that decides about the result: a result with the same key need not be computed again.

    The validation time counts only where it was asked for: a batch that is resumed the next day goes on with yesterday's results.
    """
    at = case.at or (settings.time if settings.time_given else None)
    parts = [document_sha256, at.isoformat() if at else "", _settings_key(settings)]
    parts += [_file_digest(p) for p in (*case.detached, *case.evidence_records, *case.anchors)]
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
    parts = [*texts, *listed, *(_file_digest(f.path) for f in files)]
    return sha256("\n".join(parts).encode()).hexdigest()


def trust(settings: Settings) -> tuple[TrustSource, ...]:
    """The trusted lists of the batch."""
    return read_lists(settings.lists, settings.lists_at) if settings.lists else ()


@lru_cache(maxsize=1024)
def _certificates(file: Stamped) -> tuple[bytes, ...]:
    return read_certificates(file.path)


def _file_digest(path: Path) -> str:
    return sha256(read_material(path)).hexdigest()
