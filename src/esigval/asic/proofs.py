"""Time-stamps and evidence records of a container: over which files, and so of what they prove that it existed (EN 319 162-1, 4.3.3.2,
4.4.4.2, 4.4.5, A.7)."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct, structs

from esigval.asic.container import Container, Kind, listed
from esigval.asic.coverage import covered_files, entry_scopes, missing_root_file, uncovered
from esigval.asic.file_names import file_name_findings
from esigval.asic.manifest import Manifest
from esigval.model.dossier import Document
from esigval.model.errors import Malformed
from esigval.model.reasons import Reason
from esigval.model.signature import (
    DataObject,
    EmbeddedRecord,
    Finding,
    Reference,
    Scope,
    ScopeType,
    Signature,
    Timestamp,
    TimestampToken,
    TimestampType,
)
from esigval.timestamp import TOKEN_BUDGET, Identifiers, broken, imprint_matches, place, read_token

_LEVEL_BEFORE = "CAdES-BASELINE-LT"
_LEVEL_AFTER = "CAdES-BASELINE-LTA"


STAY_COVERED: Final = "en-319-162-1/A.7/files-stay-covered"
"""A time-stamp over signatures and time-stamps covers the files, too, that these cover."""


class _Placed(Struct, frozen=True):
    """A time-stamp with the file that holds it, the file that it stamps, and the files that this names as a manifest: all, and those that
    are intact."""

    file: str
    stamp: Timestamp
    over: str = ""
    named: tuple[str, ...] = ()
    intact: tuple[str, ...] = ()

    @property
    def covered(self) -> frozenset[str]:
        """The files that it covers as they were."""
        return frozenset((self.over, *self.named))


class _Record(Struct, frozen=True):
    """An evidence record file with the objects that it has to protect."""

    file: Document
    objects: tuple[DataObject, ...]


class Proofs:
    """Gathers them, and settles what each covers once every signature is known."""

    def __init__(self, container: Container, identifiers: Identifiers) -> None:
        self._container = container
        self._identifiers = identifiers
        self._placed: list[_Placed] = []
        self._records: list[_Record] = []

    def add_timestamp(self, file: Document) -> None:
        """A time-stamp token: over the manifest that names it; in ASiC-S without one over the one data file."""
        kind = TimestampType.CONTAINER
        findings = (*self._container.findings, *file_name_findings(file.name, self._container.kind))
        try:
            if not self._identifiers.may_read():
                raise Malformed(TOKEN_BUDGET)
            token = read_token(file.data, "container")
        except Malformed as error:
            stamp = broken(file.data, kind, error.where, self._identifiers)
            self._placed.append(_Placed(file.name, structs.replace(stamp, name=file.name)))
            return
        manifest = self._manifest(file.name, token)
        entries = () if manifest is None else self._container.files.check(manifest)
        over = self._data_file() if manifest is None else manifest.file
        content = self._container.files.covered(over) if over else None
        stamp = place(token, kind, () if content is None else (content,), self._identifiers, findings=findings)
        scopes: tuple[Scope, ...] = ()
        if content is not None:
            scopes = (Scope(ScopeType.FULL, over, (content.digest("SHA256") or b"").hex()),)
        if manifest is not None:
            scopes += entry_scopes(entries, manifest, self._container)
        stamp = structs.replace(stamp, name=file.name, references=entries, scopes=scopes)
        intact = _names(e for e in entries if e.intact)
        self._placed.append(_Placed(file.name, stamp, over, _names(entries), intact))

    def _manifest(self, file: str, token: TimestampToken) -> Manifest | None:
        """The manifest that the token in ``file`` stamps: of those that name it the one with its imprint, else the first."""
        proving = self._container.proving(file)
        for manifest in proving:
            content = self._container.files.covered(manifest.file)
            if content is not None and imprint_matches(token, content):
                return manifest
        return proving[0] if proving else None

    def _data_file(self) -> str:
        """The one file at the root of an ASiC-S container, "" where there is none or a choice."""
        found = self._container.root_files
        return found[0] if self._container.kind is Kind.SIMPLE and len(found) == 1 else ""

    def add_record(self, file: Document) -> None:
        """An evidence record: over the files that its manifest names, in ASiC-S over the one data file (4.3.3.2, 4.4.4.2 4)."""
        over = self._data_file()
        if self._container.kind is Kind.SIMPLE:
            objects: tuple[DataObject, ...] = (self._object(over),)
        else:
            manifests = self._container.proving(file.name)
            stated = [e for m in manifests for e in self._container.files.check(m)]
            objects = tuple(self._stated(e) for e in stated)
        self._records.append(_Record(file, objects or (DataObject("", None),)))

    def _stated(self, entry: Reference) -> DataObject:
        """What an entry of a manifest names, with the digest by which it does."""
        if entry.reason is Reason.BUDGET_EXHAUSTED:
            return DataObject(entry.name, None)
        return self._object(entry.name, (entry.digest_algorithm, entry.expected))

    def _object(self, name: str, stated: tuple[str, bytes] | None = None) -> DataObject:
        there = bool(name) and name in self._container.files
        return DataObject(name, self._container.files.data(name) if there else None, stated=stated)

    def settle(
        self, signatures: tuple[Signature, ...]
    ) -> tuple[tuple[Signature, ...], tuple[Timestamp, ...], tuple[EmbeddedRecord, ...]]:
        """The signatures with the time-stamps over their files; the time-stamps over none; the records."""
        held = self._held(signatures)
        covered = self._covered(signatures)
        placed = [_with_covers(p, held, covered) for p in self._placed]
        signature_files = frozenset(s.file for s in signatures)
        alone = tuple(
            self._alone(p, with_signatures=bool(signatures))
            for p in placed
            if not signature_files.intersection(p.named)
        )
        records = tuple(
            EmbeddedRecord(r.file.data, r.objects, _ids(held, (o.name for o in r.objects)), r.file.name)
            for r in self._records
        )
        return tuple(self._stamped(s, placed) for s in signatures), alone, records

    def _held(self, signatures: tuple[Signature, ...]) -> dict[str, tuple[str, ...]]:
        """File -> ids of the signatures, time-stamps and evidence in it."""
        held: dict[str, list[str]] = {}
        for signature in signatures:
            ids = held.setdefault(signature.file, [])
            ids += [signature.id, *[e.id for e in signature.evidence]]
            for stamp in signature.timestamps:
                ids += _in_stamp(stamp)
        for one in self._placed:
            held.setdefault(one.file, []).extend(_in_stamp(one.stamp))
        return {file: tuple(dict.fromkeys(ids)) for file, ids in held.items()}

    def _covered(self, signatures: tuple[Signature, ...]) -> dict[str, frozenset[str]]:
        """File -> the files that the signatures or the time-stamp in it cover."""
        covered = {one.file: one.covered for one in self._placed}
        for signature in signatures:
            covered[signature.file] = covered.get(signature.file, frozenset()) | covered_files(signature)
        return covered

    def _alone(self, one: _Placed, *, with_signatures: bool) -> Timestamp:
        """A time-stamp over no signature. Where the container is signed by none either, it speaks for all of its files."""
        if with_signatures:
            return one.stamp
        names = frozenset(s.name for s in one.stamp.scopes)
        return structs.replace(
            one.stamp,
            findings=(*one.stamp.findings, *uncovered(names, self._container)),
            references=(*one.stamp.references, *missing_root_file(names, self._container)),
        )

    def _stamped(self, signature: Signature, placed: list[_Placed]) -> Signature:
        """The signature with the time-stamps whose manifests name its file; a counter-signature has those of its file too."""
        own = tuple(p.stamp for p in placed if signature.file in p.named)
        if not own:
            return signature
        archived = signature.level == _LEVEL_BEFORE and any(t.token and signature.id in t.covers for t in own)
        return structs.replace(
            signature,
            timestamps=(*signature.timestamps, *own),
            level=_LEVEL_AFTER if archived else signature.level,
        )


def _with_covers(one: _Placed, held: dict[str, tuple[str, ...]], covered: dict[str, frozenset[str]]) -> _Placed:
    """The time-stamp with the ids of what exists by it, and a finding on what it leaves out of what is covered by those."""
    others = [name for name in one.intact if name != one.file]
    needed = frozenset[str]().union(*(covered.get(name, frozenset()) for name in others))
    missing = tuple(sorted(needed - one.covered))
    findings = one.stamp.findings
    if missing:
        findings = (*findings, Finding(STAY_COVERED, Reason.FILE_LEFT_OUT, listed(missing)))
    stamp = structs.replace(one.stamp, covers=_ids(held, others), findings=findings)
    return structs.replace(one, stamp=stamp)


def _in_stamp(stamp: Timestamp) -> list[str]:
    inside = [] if stamp.token is None else [e.id for e in stamp.token.evidence]
    return [stamp.id, *inside]


def _names(entries: Iterable[Reference]) -> tuple[str, ...]:
    return tuple(e.name for e in entries)


def _ids(held: dict[str, tuple[str, ...]], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i for name in names for i in held.get(name, ())))
