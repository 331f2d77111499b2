"""What the signature is in law: the label, the weakest row, who can strengthen it, and the table of conditions."""

from collections import Counter

from esigval.model.legal import LegalOpinion, LegalOutcome, ProvisionResult
from esigval.model.report import SignatureReport
from esigval.report.catalogue import Catalogue
from esigval.report.story.blocks import Block, Point, Points, Section, Table, Tone

_TONES = {
    LegalOutcome.MET: Tone.GOOD,
    LegalOutcome.PRESUMED_BY_LAW: Tone.GOOD,
    LegalOutcome.ASSERTED: Tone.WARNING,
    LegalOutcome.NOT_MET: Tone.BAD,
    LegalOutcome.NOT_DETERMINABLE: Tone.UNKNOWN,
}


_SAID_BY_TERM = frozenset({"qualified", "advanced", "simple"})


def label(opinion: LegalOpinion, words: Catalogue) -> str:
    """The law's own words for the label where it has some, and ours where they say more or there are none."""
    ours = words.term("label", opinion.label)
    if not opinion.term:
        return ours
    term = words.term("law.term", opinion.term)
    return term if opinion.label in _SAID_BY_TERM else f"{term}; {ours}"


def name(opinion: LegalOpinion, words: Catalogue) -> str:
    """What the law is called in a line: its short name, else its title."""
    short = words.term("law", opinion.law)
    return opinion.title if short == opinion.law else short


def in_order(entry: SignatureReport) -> list[LegalOpinion]:
    """The opinions, those first whose law fits the signer."""
    return sorted(entry.opinions, key=lambda opinion: not opinion.fits)


def headline(entry: SignatureReport, words: Catalogue) -> list[tuple[str, str]]:
    """A row a law: name and label; the status of the law where it is not simply in force."""
    rows = []
    for opinion in in_order(entry):
        text = label(opinion, words)
        if opinion.status != "in-force":
            text += f"; {words.term('law_status', opinion.status)}"
        if not opinion.whole_interval:
            text += f"; {words.term('ui', 'part_of_interval')}"
        rows.append((name(opinion, words), text))
    return rows


def weakest(entry: SignatureReport, words: Catalogue) -> list[Point]:
    """For each law the provision that decided, then what single fact would lift the label and who can supply it."""
    points = []
    for opinion in in_order(entry):
        decided = next((p for p in opinion.provisions if p.id == opinion.weakest), None)
        if decided is not None:
            outcome = words.term("outcome", decided.outcome)
            text = f"{name(opinion, words)}: {outcome}: {condition(decided, words)}"
            points.append(Point(text, _tone(decided), decided.id))
        points += _lifts(opinion, words)
    return points


def _lifts(opinion: LegalOpinion, words: Catalogue) -> list[Point]:
    """What would lift the label and who can supply it, each said once with the provisions that wait for it."""
    waiting: dict[str, list[str]] = {}
    for lift in opinion.strengthen:
        facts = (
            ("what", words.term("law.missing", lift.missing)),
            ("who", words.term("law.supplier", lift.supplier)),
        )
        key = "strengthen_alone" if lift.alone else "strengthen"
        waiting.setdefault(words.text("ui", key, facts), []).append(lift.provision)
    return [Point(text, Tone.PLAIN, ", ".join(provisions), 1) for text, provisions in waiting.items()]


def counts(opinion: LegalOpinion, words: Catalogue) -> Section:
    """How many conditions of one law came to what, and its fixed statements."""
    found = Counter(p.outcome for p in opinion.provisions)
    parts = ", ".join(
        f"{found[outcome]} {words.term('outcome', outcome)}" for outcome in LegalOutcome if found[outcome]
    )
    text = words.text("ui", "provisions_counted", (("count", len(opinion.provisions)), ("outcomes", parts)))
    return Section(_title(opinion, words), (Points((Point(text), *_notices(opinion, words))),))


def table(opinion: LegalOpinion, words: Catalogue) -> Section:
    """Every condition of one law with its outcome and why."""
    ui = words.sections.get("ui", {})
    header = (ui.get("provision", ""), ui.get("condition", ""), ui.get("outcome", ""), ui.get("why", ""))
    rows = tuple(
        (p.id.partition("/")[2], condition(p, words), words.term("outcome", p.outcome), _reasons(p, words))
        for p in opinion.provisions
    )
    blocks: list[Block] = [Table(header, rows, tuple(_tone(p) for p in opinion.provisions))]
    if opinion.notices:
        blocks.append(Points(_notices(opinion, words)))
    return Section(_title(opinion, words), tuple(blocks))


def _title(opinion: LegalOpinion, words: Catalogue) -> str:
    return f"{opinion.title}: {label(opinion, words)}"


def _notices(opinion: LegalOpinion, words: Catalogue) -> tuple[Point, ...]:
    return tuple(Point(words.term("law.notice", notice), Tone.WARNING) for notice in opinion.notices)


def _tone(result: ProvisionResult) -> Tone:
    return _TONES.get(result.outcome, Tone.PLAIN)


def condition(result: ProvisionResult, words: Catalogue) -> str:
    """What the provision says, in the language of the report where somebody put it so; else the provision itself."""
    own = words.sections.get("law.paraphrase", {}).get(result.id)
    if own is None and words.language == "en":
        own = result.paraphrase
    return own or result.text


def _reasons(result: ProvisionResult, words: Catalogue) -> str:
    """Why this outcome: the sentence, the presumption, what is missing and who can supply it, the burden of proof."""
    sentence = words.text("law.why", result.why, result.facts) if result.why else ""
    parts = []
    for key, value in (("by", result.by), ("missing", result.missing), ("supplier", result.supplier)):
        if value:
            parts.append(f"{words.term('ui', 'law_' + key)}: {words.term('law.' + key, value)}")
    for key, value in (("presumption", result.presumption), ("burden", result.burden)):
        if value:
            parts.append(f"{words.term('ui', 'law_' + key)}: {words.term('law.' + key, value)}")
    return " ".join(filter(None, (sentence, "; ".join(parts))))
