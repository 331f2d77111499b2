"""Why a verdict is what it is: from the verdict down to the checks where it began, and what would change it."""

from itertools import islice

from esigval.model.check import Check
from esigval.model.prospect import Prospect, Supposed
from esigval.model.report import DocumentReport, SignatureReport
from esigval.report.catalogue import Catalogue, catalogue
from esigval.report.story.blocks import Point, Points, Section, Tone
from esigval.report.story.law import weakest
from esigval.report.story.signature import MARKS, sentence, verdict
from esigval.report.story.times import TONES
from esigval.report.walk import root_causes, steps

MAX_CAUSES = 20  # a hostile file can fail thousands of checks; a person reads the first


def explain(report: DocumentReport, number: int, language: str = "en", prospects: tuple[Prospect, ...] = ()) -> Section:
    """For signature ``number`` (from 1): root causes with the way to each, what would help, and what the verdict would be with it
    (``prospects``: of this signature)."""
    words = catalogue(language)
    entry, total = report.signatures[number - 1], len(report.signatures)
    causes = list(islice(root_causes(entry.conclusion.check), MAX_CAUSES))
    title = f"{words.term('ui', 'signature')} {number}/{total}: {verdict(entry, words)}"
    if not causes:
        passed = Points((Point(words.term("ui", "explain_passed"), Tone.GOOD),))
        sections = [Section(words.term("ui", "explain"), (passed,))]
    else:
        ways = [Points(tuple(_way(path, words))) for path in causes]
        sections = [Section(words.term("ui", "explain"), tuple(ways))]
    sections.append(_helps(entry, [path[-1] for path in causes], words))
    sections.append(_prospects(prospects, words))
    sections = [s for s in sections if s.blocks]
    return Section(
        report.document.name,
        sections=(Section(title, sections=tuple(sections), tone=TONES[entry.conclusion.indication]),),
    )


def _way(path: tuple[Check, ...], words: Catalogue) -> list[Point]:
    """The checks from the top to the cause, each a step deeper; the last says its reason."""
    points = [
        Point(words.check(check.id), MARKS.get(check.status, Tone.PLAIN), check.id, depth)
        for depth, check in enumerate(path[:-1])
    ]
    cause = path[-1]
    points.append(Point(sentence(cause, words), MARKS.get(cause.status, Tone.PLAIN), cause.id, len(path) - 1))
    return points


def _helps(entry: SignatureReport, causes: list[Check], words: Catalogue) -> Section:
    """The remedy for the sub-indication, what the causes ask for, and what would strengthen the legal label."""
    points = []
    sub = entry.conclusion.sub_indication
    if sub:
        points.append(Point(words.term("remedy", sub)))
    needs = {(n.kind, n.uri): n for cause in causes for _, check in steps(cause) for n in check.needs}
    for (kind, uri), need in needs.items():
        text = words.term("need", kind)
        points.append(Point(f"{text}: {uri}" if uri else text, Tone.UNKNOWN, need.why))
    points += weakest(entry, words)
    return Section(words.term("ui", "would_help"), (Points(tuple(points)),) if points else ())


def _prospects(prospects: tuple[Prospect, ...], words: Catalogue) -> Section:
    """Suppositions, said to be such, and what each would lead to."""
    points = tuple(Point(_supposed(prospect, words), Tone.UNKNOWN) for prospect in prospects)
    return Section(words.term("ui", "prospects"), (Points(points),) if points else ())


def _supposed(prospect: Prospect, words: Catalogue) -> str:
    if prospect.would_be is None:
        return words.text("ui", "prospect_unsaid", (("name", prospect.name or prospect.subject),))
    first = prospect.suppositions[0]
    facts = (
        ("name", "; ".join(s.name or s.subject for s in prospect.suppositions)),
        ("at", first.at),
        ("verdict", ", ".join(filter(None, (prospect.would_be, prospect.sub_indication)))),
    )
    several = len(prospect.suppositions) > 1
    return words.text("ui", "prospect_all" if several else _PROSPECTS[first.supposed], facts)


_PROSPECTS = {
    Supposed.GOOD: "prospect_good",
    Supposed.REVOKED: "prospect_revoked",
    Supposed.PROVEN: "prospect_proven",
}
