"""What must hold for every list: less evidence of a grant never qualifies more, and the future does not reach back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.qualification.making import Status, certificate, service
from tests.unit.trust.building import INTEROP

from esigval.qualification.certificate import qualify_certificate
from esigval.trust import TrustedService

START = datetime(2012, 1, 1, tzinfo=UTC)
DAYS = 4000
STATUSES = ["granted", "withdrawn", "accredited", "supervisionceased", "recognisedatnationallevel"]
QUALIFIERS = ["QCStatement", "NotQualified", "QCWithQSCD", "QCNoQSCD", "QCForESig", "QCForESeal", "QCWithSSCD"]

moments = st.integers(0, DAYS).map(lambda day: START + timedelta(days=day))
statuses = st.builds(
    Status,
    status=st.sampled_from(STATUSES),
    since=moments,
    qualifiers=st.lists(st.sampled_from(QUALIFIERS), max_size=2, unique=True).map(tuple),
    listed_for=st.lists(st.sampled_from(["ForeSignatures", "ForeSeals"]), max_size=2, unique=True).map(tuple),
)
histories = st.lists(statuses, min_size=1, max_size=4, unique_by=lambda s: s.since).map(
    lambda found: tuple(sorted(found, key=lambda s: s.since, reverse=True))
)
leaves = st.builds(
    certificate,
    st.sampled_from(["ESIG", "ESEAL"]),
    compliance=st.booleans(),
    sscd=st.booleans(),
    issued=moments,
)


def strength(label: str) -> int:
    """How much a label claims."""
    if not label.startswith("Q"):
        return 0
    return 2 if label.endswith("_QSCD") else 1


def label(leaf: object, services: tuple[TrustedService, ...], at: datetime) -> str:
    return qualify_certificate(leaf, services, at, INTEROP, "signing").qualification.label  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(leaves, st.lists(histories, min_size=1, max_size=3), moments, st.data())
def test_removing_a_service_never_strengthens(
    leaf: object, found: list[tuple[Status, ...]], at: datetime, data: st.DataObject
) -> None:
    """Two that contradict each other leave it open (NA): that open question is not an answer that one of them may strengthen."""
    services = tuple(service(*history) for history in found)
    gone = data.draw(st.integers(0, len(services) - 1))
    before = label(leaf, services, at)
    if before != "NA":
        assert strength(label(leaf, (*services[:gone], *services[gone + 1 :]), at)) <= strength(before)


@settings(max_examples=150, deadline=None)
@given(leaves, histories, moments, st.data())
def test_removing_a_grant_never_strengthens(
    leaf: object, history: tuple[Status, ...], at: datetime, data: st.DataObject
) -> None:
    """A grant whose statuses before it are no grant either; what was removed after one is history that reaches further."""
    oldest = history[-1]
    if oldest.status in {"granted", "accredited"}:
        rest = history[:-1]
        after = label(leaf, (service(*rest),), at) if rest else "CERT"
        assert strength(after) <= strength(label(leaf, (service(*history),), at))


@settings(max_examples=150, deadline=None)
@given(leaves, histories, moments, statuses)
def test_a_status_after_the_date_never_changes_the_answer(
    leaf: object, history: tuple[Status, ...], at: datetime, later: Status
) -> None:
    past = tuple(s for s in history if s.since <= at)
    if past and later.since > at:
        assert label(leaf, (service(later, *past),), at) == label(leaf, (service(*past),), at)


@settings(max_examples=100, deadline=None)
@given(leaves, histories, moments)
def test_a_withdrawal_never_strengthens(leaf: object, history: tuple[Status, ...], at: datetime) -> None:
    past = tuple(s for s in history if s.since < at)
    if past:
        withdrawn = Status("withdrawn", at, past[0].qualifiers, past[0].listed_for)
        assert strength(label(leaf, (service(withdrawn, *past),), at)) == 0
