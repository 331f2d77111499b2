"""When: the interval of signing and the time-stamps."""

from collections.abc import Iterable, Iterator

from esigval.model.conclusion import Indication, TimestampConclusion
from esigval.model.report import SignatureReport
from esigval.report.catalogue import Catalogue, moment
from esigval.report.story.blocks import Point, Points, Section, Tone

TONES = {
    Indication.TOTAL_PASSED: Tone.GOOD,
    Indication.PASSED: Tone.GOOD,
    Indication.TOTAL_FAILED: Tone.BAD,
    Indication.FAILED: Tone.BAD,
    Indication.INDETERMINATE: Tone.UNKNOWN,
}


def timestamp_points(stamps: Iterable[TimestampConclusion], words: Catalogue) -> Iterator[Point]:
    """A sentence for each time-stamp: kind, time, verdict, who signed it."""
    for stamp in stamps:
        kind = words.term("timestamp", stamp.type)
        time = "?" if stamp.time is None else moment(stamp.time)
        verdict = words.term("indication", stamp.indication)
        why = f": {words.term('sub_indication', stamp.sub_indication)}" if stamp.sub_indication else ""
        signer = f"; {stamp.signing_certificate.subject}" if stamp.signing_certificate else ""
        yield Point(f"{kind}, {time}: {verdict}{why}{signer}", TONES[stamp.indication])


def times(entry: SignatureReport, words: Catalogue) -> Section:
    """The claimed time, the interval in which the signature was made and what proves its ends, the time-stamps."""
    conclusion = entry.conclusion
    claimed = entry.signature.properties.claimed_time
    points = []
    if conclusion.time_lower_bound is not None:
        points.append(Point(words.text("ui", "made_after", (("time", conclusion.time_lower_bound),))))
    proof = next((t for t in conclusion.timestamps if t.id == conclusion.best_signature_time_proof), None)
    if conclusion.best_signature_time_proof:
        kind = words.term("timestamp", proof.type) if proof else conclusion.best_signature_time_proof
        facts = (("time", conclusion.best_signature_time), ("proof", kind))
        points.append(Point(words.text("ui", "made_before_proven", facts), Tone.GOOD))
    else:
        facts = (("time", conclusion.best_signature_time), ("proof", ""))
        points.append(Point(words.text("ui", "made_before_validation", facts), Tone.UNKNOWN))
    if claimed is None:
        points.append(Point(words.term("ui", "no_claimed_time")))
    else:
        points.append(Point(words.text("ui", "claimed_time", (("time", claimed),))))
    if conclusion.provable_until is not None:
        points.append(Point(words.text("ui", "provable_until", (("time", conclusion.provable_until),))))
    points += timestamp_points(conclusion.timestamps, words)
    return Section(words.term("ui", "when"), (Points(tuple(points)),))
