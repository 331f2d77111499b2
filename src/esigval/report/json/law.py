"""Opinions in the JSON report. Three quarters of a report are rows of laws, most of which recur in every report: each ruling is written
once and the rows are put together from what is written."""

from functools import lru_cache
from typing import cast

from msgspec import Raw

from esigval.model.legal import LawText, LegalOpinion, Ruling
from esigval.report.json import schema as out
from esigval.report.json.octets import utf8

_TEXTS = 256  # of laws: as many as the laws had on some day
_RULINGS = 4096
_LONGEST = 512  # octets of a ruling that is kept: what a hostile file may make long isn't


def law(opinion: LegalOpinion) -> out.LawOut:
    """The opinion, its rows already written."""
    return out.LawOut(
        label=opinion.label,
        possible=opinion.possible or None,
        term=opinion.term or None,
        kind=opinion.kind,
        title=opinion.title,
        status=opinion.status,
        in_force_from=opinion.in_force_from,
        in_force_to=opinion.in_force_to,
        whole_interval=opinion.whole_interval,
        weakest=opinion.weakest or None,
        strengthen=tuple([out.StrengthenOut(x.provision, x.missing, x.supplier, x.alone) for x in opinion.strengthen]),
        effects=opinion.effects,
        notices=opinion.notices,
        provisions=cast(tuple[out.ProvisionOut, ...], _rows(opinion)),
    )


def _rows(opinion: LegalOpinion) -> Raw:
    """The array of ProvisionOut."""
    pieces = list(_around(opinion.text))
    pieces[1::2] = map(_WRITTEN.__getitem__, opinion.rulings)
    return Raw(b"".join(pieces))


_RULING = b'"outcome":""'
"""Where the ruling stands in a row."""


@lru_cache(_TEXTS)
def _around(text: LawText) -> tuple[bytes, ...]:
    """What stands around the rulings, which have the odd places."""
    pieces = [b"["]
    for row in text.rows:
        empty = out.ProvisionOut(row.id, "", presumption=row.presumption, burden=row.burden)
        before, after = utf8(empty).split(_RULING)
        pieces[-1] += before
        pieces += (b"", after + b",")
    pieces[-1] = pieces[-1].removesuffix(b",") + b"]"
    return tuple(pieces)


class _Written(dict[Ruling, bytes]):
    """Rulings as the members of a ProvisionOut. Their number and length are bounded; a full memory begins anew."""

    def __missing__(self, ruling: Ruling) -> bytes:
        row = out.ProvisionOut(
            "",
            ruling.outcome,
            ruling.why,
            dict(ruling.facts),
            ruling.evidence,
            ruling.by,
            ruling.missing,
            ruling.supplier,
        )
        written = utf8(row).removeprefix(b'{"id":"",').removesuffix(b"}")
        if len(written) <= _LONGEST:
            if len(self) >= _RULINGS:
                self.clear()
            self[ruling] = written
        return written


_WRITTEN = _Written()
