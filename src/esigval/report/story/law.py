"""What the signature is in law: the label, the weakest row, who can strengthen it, and the table of conditions."""

from esigval.model.legal import LegalOpinion, LegalOutcome, ProvisionResult
from esigval.model.report import SignatureReport
from esigval.report.catalogue import Catalogue
from esigval.report.story.blocks import Point, Points, Section, Table, Tone

_TONES = {
    LegalOutcome.MET: Tone.GOOD,
    LegalOutcome.PRESUMED_BY_LAW: Tone.GOOD,
    LegalOutcome.ASSERTED: Tone.WARNING,
    LegalOutcome.NOT_MET: Tone.BAD,
    LegalOutcome.NOT_DETERMINABLE: Tone.UNKNOWN,
}


def label(opinion: LegalOpinion, words: Catalogue) -> str:
    """``qualified signature``, in the language of the report."""
    return f"{words.term('label', opinion.label)} ({words.term('kind', opinion.kind)})"


def headline(entry: SignatureReport, words: Catalogue) -> list[tuple[str, str]]:
    """A row a law: title and label; the status of the law where it is not simply in force."""
    rows = []
    for opinion in entry.opinions:
        text = label(opinion, words)
        if opinion.status != "in-force":
            text += f"; {words.term('law_status', opinion.status)}"
        rows.append((opinion.title, text))
    return rows


def weakest(entry: SignatureReport, words: Catalogue) -> list[Point]:
    """For each law the provision that decided, then what single fact would lift the label and who can supply it."""
    points = []
    for opinion in entry.opinions:
        decided = next((p for p in opinion.provisions if p.id == opinion.weakest), None)
        if decided is not None:
            outcome = words.term("outcome", decided.outcome)
            text = f"{opinion.title}: {outcome}: {condition(decided, words)}"
            points.append(Point(text, _tone(decided), decided.id))
        for lift in opinion.strengthen:
            facts = (
                ("what", words.term("law.missing", lift.missing)),
                ("who", words.term("law.supplier", lift.supplier)),
            )
            key = "strengthen_alone" if lift.alone else "strengthen"
            points.append(Point(words.text("ui", key, facts), Tone.PLAIN, lift.provision, 1))
    return points


def table(opinion: LegalOpinion, words: Catalogue) -> Section:
    """Every condition of one law with its outcome and why."""
    ui = words.sections.get("ui", {})
    header = (ui.get("provision", ""), ui.get("condition", ""), ui.get("outcome", ""), ui.get("why", ""))
    rows = tuple(
        (p.id.partition("/")[2], condition(p, words), words.term("outcome", p.outcome), _reasons(p, words))
        for p in opinion.provisions
    )
    notices = tuple(Point(words.term("law.notice", notice), Tone.WARNING) for notice in opinion.notices)
    blocks = (Table(header, rows, tuple(_tone(p) for p in opinion.provisions)),)
    title = f"{opinion.title}: {label(opinion, words)}"
    return Section(title, (*blocks, Points(notices)) if notices else blocks)


def _tone(result: ProvisionResult) -> Tone:
    return _TONES.get(result.outcome, Tone.PLAIN)


def condition(result: ProvisionResult, words: Catalogue) -> str:
    """The provision itself for readers of its language, the paraphrase for the others."""
    return result.text if words.language == "ro" or not result.paraphrase else result.paraphrase


def _reasons(result: ProvisionResult, words: Catalogue) -> str:
    """Why this outcome: the sentence, the presumption, what is missing and who can supply it, the burden of proof."""
    parts = []
    if result.why:
        parts.append(words.text("law.why", result.why, result.facts))
    for key, value in (("by", result.by), ("missing", result.missing), ("supplier", result.supplier)):
        if value:
            parts.append(f"{words.term('ui', 'law_' + key)}: {words.term('law.' + key, value)}")
    for key, value in (("presumption", result.presumption), ("burden", result.burden)):
        if value:
            parts.append(f"{words.term('ui', 'law_' + key)}: {words.term('law.' + key, value)}")
    return "; ".join(parts)
