"""The story of one signature."""

from esigval.model.check import Check, Facts, Status
from esigval.model.conclusion import CertificateSummary
from esigval.model.report import DocumentReport, SignatureReport
from esigval.report.catalogue import Catalogue, moment
from esigval.report.names import common_name
from esigval.report.story import law
from esigval.report.story.blocks import Block, Point, Points, Rows, Section, Tone
from esigval.report.story.changes import changes
from esigval.report.story.times import TONES, times
from esigval.report.walk import STOPPING, said, steps

MAX_POINTS = 50  # a hostile file can fail thousands of checks; a person reads the first, the JSON report has all

MARKS = {
    Status.PASSED: Tone.GOOD,
    Status.WARNING: Tone.WARNING,
    Status.FAILED: Tone.BAD,
    Status.INDETERMINATE: Tone.UNKNOWN,
}


def tell_signature(report: DocumentReport, number: int, words: Catalogue, full: bool = False) -> Section:
    """Of signature ``number`` (from 1): verdict, why, weakest point and who can strengthen it, signer, time, coverage, chain,
    qualification, law."""
    entry, total = report.signatures[number - 1], len(report.signatures)
    sections = [
        _why(entry, words),
        changes(entry, words),
        _weakest(entry, words),
        _signer(entry, words),
        times(entry, words),
        _coverage(entry, report.document.size, words),
        _chain(entry, words),
        _qualification(entry, words),
        *(law.table(opinion, words) if full else law.counts(opinion, words) for opinion in law.in_order(entry)),
        _process(entry, words) if full else None,
    ]
    return Section(
        title=f"{words.term('ui', 'signature')} {number}/{total}: {verdict(entry, words)}",
        blocks=(_summary(entry, words),),
        sections=tuple(s for s in sections if s is not None),
        tone=TONES[entry.conclusion.indication],
    )


def verdict(entry: SignatureReport, words: Catalogue) -> str:
    """``NOT VALID (TOTAL-FAILED, HASH_FAILURE)``."""
    conclusion = entry.conclusion
    codes = (
        f"{conclusion.indication}, {conclusion.sub_indication}" if conclusion.sub_indication else conclusion.indication
    )
    return f"{words.term('indication', conclusion.indication)} ({codes})"


def _summary(entry: SignatureReport, words: Catalogue) -> Block:
    signature, conclusion = entry.signature, entry.conclusion
    rows = []
    if conclusion.sub_indication:
        rows.append((words.term("ui", "because"), words.term("sub_indication", conclusion.sub_indication)))
    if conclusion.signing_certificate:
        rows.append((words.term("ui", "signed_by"), common_name(conclusion.signing_certificate.subject)))
    rows += law.headline(entry, words)
    label = entry.qualification.label
    rows.append((words.term("ui", "qualification"), f"{words.term('qualification', label)} ({label})"))
    level = signature.level + (f" ({words.term('ui', 'counter_signature')})" if signature.parent else "")
    rows.append((words.term("ui", "level"), level))
    if signature.file:
        rows.append((words.term("ui", "in_file"), signature.file))
    rows.append((words.term("ui", "identifier"), signature.id))
    return Rows(tuple(rows))


def sentence(check: Check, words: Catalogue) -> str:
    """The reason of a check in words, with the facts that the sentence does not mention in brackets."""
    if check.reason is None:
        return words.check(check.id)
    text = words.reason(check.reason, check.facts)
    rest = facts_in_words(words.unsaid(check.reason, check.facts), words)
    return f"{text} [{rest}]" if rest else text


def facts_in_words(facts: Facts, words: Catalogue) -> str:
    """``name: value; name: value``."""
    return "; ".join(f"{words.term('fact', name)}: {words.value(value)}" for name, value in facts)


def _why(entry: SignatureReport, words: Catalogue) -> Section | None:
    checks = [c for c in said(entry.conclusion.check) if c.status is not Status.PASSED]
    checks.sort(key=lambda c: c.status not in STOPPING)
    points = [Point(sentence(c, words), MARKS.get(c.status, Tone.PLAIN), c.id) for c in checks[:MAX_POINTS]]
    return Section(words.term("ui", "why"), (Points(_capped(points, len(checks), words)),)) if points else None


def _capped(points: list[Point], total: int, words: Catalogue) -> tuple[Point, ...]:
    """At most MAX_POINTS, and how many more there would be."""
    more = total - MAX_POINTS
    if more <= 0:
        return tuple(points)
    facts: Facts = (("count", more),)
    return (*points[:MAX_POINTS], Point(words.text("ui", "and_more", facts)))


def _weakest(entry: SignatureReport, words: Catalogue) -> Section | None:
    points = law.weakest(entry, words)
    return Section(words.term("ui", "weakest"), (Points(tuple(points)),)) if points else None


def _signer(entry: SignatureReport, words: Catalogue) -> Section | None:
    certificate, stated = entry.conclusion.signing_certificate, entry.signature.properties
    rows = []
    if certificate:
        rows += [
            (words.term("ui", "subject"), certificate.subject),
            (words.term("ui", "issuer"), certificate.issuer),
            (words.term("ui", "serial"), certificate.serial),
            (words.term("ui", "validity"), f"{moment(certificate.not_before)} – {moment(certificate.not_after)}"),
            (words.term("ui", "certificate_sha256"), certificate.sha256),
        ]
    claims = (
        ("signer_name", stated.signer_name),
        ("roles", ", ".join(stated.roles)),
        ("place", stated.place),
        ("reason", stated.reason),
        ("contact", stated.contact),
        ("commitments", ", ".join(c.identifier for c in stated.commitments)),
        ("signature_policy", stated.policy.identifier if stated.policy else ""),
    )
    rows += [(words.term("ui", "stated_" + key), value) for key, value in claims if value]
    rows.append((words.term("ui", "algorithm"), entry.signature.value.algorithm.name or "?"))
    return Section(words.term("ui", "signer"), (Rows(tuple(rows)),))


def _coverage(entry: SignatureReport, size: int, words: Catalogue) -> Section:
    """What was signed, what of the file was added later, whether it is intact, and what could not be found."""
    points = []
    for scope in entry.signature.scopes:
        kind = words.term("scope", scope.scope)
        detail = ", ".join(x for x in (scope.name, scope.description, *scope.transformations) if x)
        points.append(
            Point(f"{kind}: {detail}" if detail else kind, Tone.GOOD if scope.scope == "FULL" else Tone.PLAIN)
        )
    if not points:
        points.append(Point(words.term("ui", "covers_nothing_known"), Tone.UNKNOWN))
    for start, end in entry.signature.covered:
        points.append(Point(words.text("ui", "covered_bytes", (("start", start), ("end", end)))))
    end = max((end for _, end in entry.signature.covered), default=size)
    if end < size:
        facts: Facts = (("start", end), ("end", size))
        points.append(Point(words.text("ui", "added_later", facts), Tone.WARNING))
    for reference in entry.signature.references:
        if reference.found and reference.intact:
            continue
        key = "reference_changed" if reference.found else "reference_not_found"
        facts = (("type", words.term("reference", reference.type)), ("name", reference.name))
        tone = Tone.BAD if reference.found else Tone.UNKNOWN
        points.append(Point(words.text("ui", key, facts), tone))
    points += [Point(words.reason(f.reason, f.facts), Tone.PLAIN, f.check) for f in entry.signature.findings]
    return Section(words.term("ui", "coverage"), (Points(_capped(points, len(points), words)),))


def _chain(entry: SignatureReport, words: Catalogue) -> Section | None:
    chain = entry.conclusion.chain
    if not chain:
        return None
    points = tuple(Point(_certificate(c), Tone.PLAIN, depth=depth) for depth, c in enumerate(chain))
    return Section(words.term("ui", "chain"), (Points(points),))


def _certificate(certificate: CertificateSummary) -> str:
    return f"{certificate.subject} ({moment(certificate.not_before)[:10]} – {moment(certificate.not_after)[:10]})"


def _qualification(entry: SignatureReport, words: Catalogue) -> Section | None:
    qualification = entry.qualification
    points = []
    for key, status in (("at_issuance", qualification.at_issuance), ("at_signing", qualification.at_signing)):
        if status is None:
            continue
        text = f"{words.term('ui', key)} ({moment(status.at)}): {status.label}"
        points.append(Point(text, Tone.PLAIN, "ts-119-615/4.4"))
        for use in status.services:
            facts = (
                ("territory", use.territory),
                ("provider", use.provider),
                ("service", use.service),
                ("status", use.status.rpartition("/")[2]),
                ("since", use.status_since),
            )
            points.append(Point(words.text("ui", "service", facts), Tone.PLAIN, depth=1))
    points += [
        Point(sentence(c, words), MARKS.get(c.status, Tone.PLAIN), c.id)
        for c in said(qualification.check)
        if c.status is not Status.PASSED
    ]
    return Section(words.term("ui", "qualification"), (Points(tuple(points)),)) if points else None


def _process(entry: SignatureReport, words: Catalogue) -> Section:
    """The validation process: each check, its outcome and its facts, the branches that lost included."""
    points = tuple(_step(check, depth, words) for depth, check in steps(entry.conclusion.check))
    return Section(words.term("ui", "process"), (Points(points),))


def _step(check: Check, depth: int, words: Catalogue) -> Point:
    title = words.check(check.id)
    text = f"{title}: {sentence(check, words)}" if check.reason is not None else title
    if check.reason is None and check.facts:
        text += f" [{facts_in_words(check.facts, words)}]"
    return Point(text, MARKS.get(check.status, Tone.PLAIN), check.id, depth)
