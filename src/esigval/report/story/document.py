"""The story of a document: the file, each signature, what belongs to none, and how to repeat it."""

from esigval import __version__
from esigval.model.evidence import Need
from esigval.model.report import DocumentReport, ListUse
from esigval.report.catalogue import Catalogue, catalogue, moment
from esigval.report.story.blocks import Block, Point, Points, Rows, Section, Tone
from esigval.report.story.signature import tell_signature
from esigval.report.story.times import timestamp_points


def tell(report: DocumentReport, language: str = "en", full: bool = False) -> Section:
    """The report in ``language`` as a tree of sections; ``full``: with every provision of every law."""
    words = catalogue(language)
    sections = [tell_signature(report, number + 1, words, full) for number in range(len(report.signatures))]
    sections += _others(report, words)
    sections.append(_repeat(report, words))
    return Section(report.document.name or words.term("ui", "document"), (_file(report, words),), tuple(sections))


def _file(report: DocumentReport, words: Catalogue) -> Block:
    summary = report.document
    kind = f"{summary.container}, {summary.format}" if summary.container else summary.format
    return Rows(
        (
            (words.term("ui", "format"), kind),
            (words.term("ui", "size"), f"{summary.size:,} {words.term('ui', 'bytes')}"),
            ("SHA-256", summary.sha256),
            (words.term("ui", "validated_as_of"), moment(report.validation_time)),
            (words.term("ui", "policy"), report.policy),
        )
    )


def _others(report: DocumentReport, words: Catalogue) -> list[Section]:
    """What is not a signature: findings on the file, detached time-stamps, evidence records, lists, what is missing."""
    sections = []
    if not report.signatures and not report.timestamps and not report.evidence_records:
        nothing = Points((Point(words.term("ui", "no_signatures"), Tone.UNKNOWN),))
        sections.append(Section(words.term("ui", "signatures"), (nothing,)))
    if report.findings:
        points = tuple(Point(words.reason(f.reason, f.facts), Tone.WARNING, f.check) for f in report.findings)
        sections.append(Section(words.term("ui", "about_the_file"), (Points(points),)))
    if report.timestamps:
        stamps = Points(tuple(timestamp_points(report.timestamps, words)))
        sections.append(Section(words.term("ui", "detached_timestamps"), (stamps,)))
    for record in report.evidence_records:
        stamps = Points(tuple(timestamp_points((record.conclusion, *record.timestamps), words)))
        sections.append(Section(f"{words.term('ui', 'evidence_record')} {record.file}", (stamps,)))
    if report.lists:
        lists = Points(tuple(_list(use, words) for use in report.lists))
        sections.append(Section(words.term("ui", "trusted_lists"), (lists,)))
    if report.needs:
        sections.append(Section(words.term("ui", "missing"), (Points(tuple(_needs(report.needs, words))),)))
    return sections


def _list(use: ListUse, words: Catalogue) -> Point:
    facts = (
        ("territory", use.territory),
        ("sequence", use.sequence),
        ("issued", use.issued),
        ("next_update", use.next_update),
        ("sha256", use.sha256),
    )
    key = "list_authenticated" if use.authenticated else "list_not_authenticated"
    return Point(words.text("ui", key, facts), Tone.GOOD if use.authenticated else Tone.WARNING)


def _needs(needs: tuple[Need, ...], words: Catalogue) -> list[Point]:
    """What is missing, each thing once."""
    seen: dict[tuple[str, str, str], Point] = {}
    for need in needs:
        kind = words.term("need", need.kind)
        text = f"{kind}: {need.uri}" if need.uri else f"{kind} ({words.term('ui', 'no_address')})"
        seen.setdefault((need.kind, need.uri, "" if need.uri else need.subject), Point(text, Tone.UNKNOWN, need.why))
    return list(seen.values())


def _repeat(report: DocumentReport, words: Catalogue) -> Section:
    """What another expert needs to repeat this: software, policy, digests of what was fed."""
    rows = [
        (words.term("ui", "software"), f"esigval {__version__}"),
        (words.term("ui", "policy"), f"{report.policy} (SHA-256 {report.policy_sha256})"),
        ("SHA-512", report.document.sha512),
    ]
    rows += [(words.term("ui", "anchor"), anchor) for anchor in report.anchors]
    return Section(words.term("ui", "to_repeat"), (Rows(tuple(rows)),))
