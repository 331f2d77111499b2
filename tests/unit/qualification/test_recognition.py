"""Services of a third country under an agreement by eIDAS art. 14: terms in force make them count, anything else does not."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from esigval.model.check import Status as Status_
from esigval.model.qualification import Qualification
from esigval.qualification.recognition import recognise
from esigval.trust.lists import Criteria, Equivalence, ServiceKind, StatementCondition
from esigval.trust.lists import Pointer as ListPointer
from esigval.trust.parse import parse_list
from esigval.trust.uris import CA_QC
from tests.unit.qualification.making import SIGNED, Status, service
from tests.unit.qualification.test_signature import certificate, qualified
from tests.unit.trust.building import (
    INFO,
    ROOT_URL,
    STATUS,
    SVC,
    URL,
    List,
    Pointer,
    Service,
    criteria,
    key_usage,
    lotl,
    other,
    qualifications,
    under_root,
    world,
)

THEIR_CA = "urn:md:ca"
THEIR_STATUS = "recognisedatnationallevel"
MRA = "http://ec.europa.eu/tools/lotl/mra/"
ALWAYS = criteria("none", key_usage(crlSign=True))


def statement(oid: str, kind: str = "") -> str:
    """A QcStatementSet of one statement."""
    wanted = f"<m:QcStatementInfo><m:QcType><x:Identifier>urn:oid:{kind}</x:Identifier></m:QcType></m:QcStatementInfo>"
    return other(
        f"<m:QcStatementSet><m:QcStatement><m:QcStatementId><x:Identifier>urn:oid:{oid}</x:Identifier></m:QcStatementId>"
        f"{wanted if kind else ''}</m:QcStatement></m:QcStatementSet>"
    )


COMPLIANCE, SSCD, TYPE = "0.4.0.1862.1.1", "0.4.0.1862.1.4", "0.4.0.1862.1.6"
ESIGN = TYPE + ".1"


@dataclass
class Agreement:
    """Terms of recognition, as XML."""

    status: str = "enacted"
    since: str = "2016-07-01T00:00:00Z"
    their_type: str = THEIR_CA
    their_status: str = THEIR_STATUS
    compliance: str = COMPLIANCE
    device: str = SSCD
    their_invalid: str = "withdrawn"
    past: str = ""

    def terms(self) -> str:
        """What an entry and its history have in common."""
        contents = "".join(
            f"<m:CertificateContentReferenceEquivalence><m:CertificateContentReferenceEquivalenceContext>{MRA}{context}"
            "</m:CertificateContentReferenceEquivalenceContext><m:CertificateContentDeclarationPointingParty assert='all'>"
            f"{ours}</m:CertificateContentDeclarationPointingParty><m:CertificateContentDeclarationPointedParty assert='all'>"
            f"{theirs}</m:CertificateContentDeclarationPointedParty></m:CertificateContentReferenceEquivalence>"
            for context, theirs, ours in (
                ("QcCompliance", statement(self.compliance), statement(COMPLIANCE)),
                ("QcQSCD", statement(self.device), statement(SSCD)),
                ("QcType", statement(self.compliance), statement(TYPE, ESIGN)),
            )
        )
        return (
            "<m:TrustServiceTSLTypeEquivalenceList><m:TrustServiceTSLTypeListPointingParty>"
            f"{kind(SVC + 'CA/QC', INFO + 'ForeSignatures')}</m:TrustServiceTSLTypeListPointingParty>"
            f"<m:TrustServiceTSLTypeListPointedParty>{kind(self.their_type)}</m:TrustServiceTSLTypeListPointedParty>"
            f"</m:TrustServiceTSLTypeEquivalenceList><m:TrustServiceEquivalenceStatus>{MRA}{self.status}"
            "</m:TrustServiceEquivalenceStatus><m:TrustServiceEquivalenceStatusStartingTime>"
            f"{self.since}</m:TrustServiceEquivalenceStatusStartingTime><m:TrustServiceTSLStatusEquivalenceList>"
            f"{statuses('Valid', 'granted', self.their_status)}{statuses('Invalid', 'withdrawn', self.their_invalid)}"
            "</m:TrustServiceTSLStatusEquivalenceList><m:CertificateContentReferencesEquivalenceList>"
            f"{contents}</m:CertificateContentReferencesEquivalenceList>"
        )

    def xml(self) -> str:
        """MutualRecognitionAgreementInformation."""
        past = (
            "<m:TrustServiceEquivalenceHistory><m:TrustServiceEquivalenceHistoryInstance>"
            f"{self.past}</m:TrustServiceEquivalenceHistoryInstance></m:TrustServiceEquivalenceHistory>"
            if self.past
            else ""
        )
        return (
            f'<m:MutualRecognitionAgreementInformation xmlns:m="{MRA}schema/v2#" technicalType="1" version="2">'
            f"<m:TrustServiceEquivalenceInformation><m:TrustServiceLegalIdentifier>1</m:TrustServiceLegalIdentifier>"
            f"{self.terms()}{past}</m:TrustServiceEquivalenceInformation></m:MutualRecognitionAgreementInformation>"
        )


def kind(type_: str, additional: str = "") -> str:
    """A TrustServiceTSLType."""
    more = f'<AdditionalServiceInformation><URI xml:lang="en">{additional}</URI></AdditionalServiceInformation>'
    identifier = f"<ServiceTypeIdentifier>{type_}</ServiceTypeIdentifier>"
    return f"<m:TrustServiceTSLType>{identifier}{more if additional else ''}</m:TrustServiceTSLType>"


def statuses(which: str, ours: str, theirs: str) -> str:
    """One of the equivalences of statuses."""
    lists = "".join(
        f"<m:TrustServiceTSLStatusList{party}Party><ServiceStatus>{STATUS}{status}</ServiceStatus>"
        f"</m:TrustServiceTSLStatusList{party}Party>"
        for party, status in (("Pointing", ours), ("Pointed", theirs))
    )
    return f"<m:TrustServiceTSLStatus{which}Equivalence>{lists}</m:TrustServiceTSLStatus{which}Equivalence>"


def judged(
    agreement: str,
    status: str = THEIR_STATUS,
    qualifiers: tuple[str, ...] = (),
    *more: Pointer,
    announced: str = "MD",
    own: str = "",
) -> Qualification:
    """md-ion, whose issuer is listed by a third country that ``agreement`` is about. ``announced``: the territory that the list of lists
    states for that list; ``own``: an agreement that the list states itself; ``more``: pointers of the list of lists."""
    extensions = "".join(qualifications((q, ALWAYS)) for q in qualifiers)
    listed = Service(world()["md-qca"].der, ((status, "2016-07-01T00:00:00Z", extensions),))
    back = (Pointer(URL, ("md-operator",), "MD", "urn:md:list", own),) if own else ()
    text = List(services=(listed,), territory="MD", type="urn:md:list", signer="md-operator", pointers=back)
    xml = text.text().replace(SVC + "CA/QC", THEIR_CA)
    national = signed(xml)
    pointers = (
        Pointer(ROOT_URL, ("eu-operator",), "EU", lotl().type),
        Pointer(URL, ("md-operator",), announced, "urn:md:list", agreement),
        *more,
    )
    return qualified(under_root(national, lotl(pointers=pointers).build()), "md-ion", ("md-qca", "md-root"))


def signed(text: str) -> bytes:
    from tests.worlds.signers import xades

    return xades.sign_enveloped(xades.parse(text), world()["md-operator"], datetime(2025, 5, 1, tzinfo=UTC)).encode()


def test_terms_in_force_make_it_count() -> None:
    found = judged(Agreement().xml())
    assert (found.label, found.scheme) == ("QESIG", "MD")


REPEALED = Agreement(status="repealed", since="2018-01-01T00:00:00Z", past=Agreement().terms())
AGAINST = {
    "no agreement": "",
    "repealed": Agreement(status="repealed").xml(),
    "repealed since": REPEALED.xml(),
    "begins later": Agreement(since="2030-01-01T00:00:00Z").xml(),
    "begins between issuance and signing": Agreement(since="2025-05-31T00:00:00Z").xml(),
    "about other services": Agreement(their_type="urn:md:other").xml(),
    "about another status": Agreement(their_status="setbynationallaw").xml(),
    "certificate states something else": Agreement(compliance="1.2.3").xml(),
    "unreadable": Agreement(since="soon").xml(),
    "about a status that is invalid, too": Agreement(their_invalid=THEIR_STATUS).xml(),
    "enacted and repealed at once": Agreement(status="repealed", past=Agreement().terms()).xml(),
    "repealed and enacted at once": Agreement(past=Agreement(status="repealed").terms()).xml(),
}


@pytest.mark.parametrize("name", AGAINST)
def test_anything_else_is_no_qualified_service_of_the_union(name: str) -> None:
    assert judged(AGAINST[name]).label in {"ADESIG", "UNKNOWN"}


def test_terms_that_were_in_force_before_and_still_are() -> None:
    assert judged(Agreement(since="2018-01-01T00:00:00Z", past=Agreement().terms()).xml()).label == "QESIG"


def test_what_a_list_says_of_its_own_recognition_counts_for_nothing() -> None:
    assert judged("", own=Agreement().xml()).label == "ADESIG"


def test_the_terms_of_another_list_count_for_nothing() -> None:
    elsewhere = Pointer("https://lista.example/UA.xml", ("md-operator",), "UA", "urn:md:list", Agreement().xml())
    assert judged("", THEIR_STATUS, (), elsewhere).label == "ADESIG"


def test_the_terms_of_another_territory_count_for_nothing() -> None:
    found = judged(Agreement().xml(), announced="UA")
    assert (found.label, found.check.status) == ("NA", Status_.INDETERMINATE)
    trusted = service(Status(), scheme="MD", territory="MD")
    terms = Equivalence(True, datetime(2017, 1, 1, tzinfo=UTC), kinds=((ServiceKind(CA_QC), ServiceKind(CA_QC)),))
    for territory, recognised in (("MD", True), ("UA", False), ("", False)):
        pointer = ListPointer(location="u", certificates=(), territory=territory, agreements=((terms,),))
        pointed = replace(trusted, entry=replace(trusted.entry, pointer=pointer))
        assert (recognise((pointed,), certificate("md-ion"), SIGNED) is not None) is recognised


def test_a_device_that_is_not_recognised() -> None:
    assert judged(Agreement(device="1.2.3").xml()).label == "ADESIG_QC"


def test_a_withdrawn_service() -> None:
    assert judged(Agreement().xml(), "withdrawn").label in {"ADESIG", "UNKNOWN"}


@pytest.mark.parametrize(
    ("qualifier", "label"), [("NotQualified", "ADESIG"), ("QCNoQSCD", "ADESIG_QC"), ("QCStatement", "QESIG")]
)
def test_qualifiers_that_the_terms_do_not_name_only_weaken(qualifier: str, label: str) -> None:
    assert judged(Agreement().xml(), qualifiers=(qualifier,)).label == label


def test_terms_as_they_are_read() -> None:
    pointer = Pointer(URL, ("md-operator",), "MD", "urn:md:list", REPEALED.xml())
    (found,) = parse_list(lotl(pointers=(pointer,)).unsigned()).pointers
    ((now, then),) = found.agreements
    assert (now.enacted, now.since.year, then.enacted, then.since.year) == (False, 2018, True, 2016)
    assert then.kinds == ((ServiceKind(THEIR_CA), ServiceKind(SVC + "CA/QC", INFO + "ForeSignatures")),)
    assert dict(then.statuses) == {
        STATUS + THEIR_STATUS: STATUS + "granted",
        STATUS + "withdrawn": STATUS + "withdrawn",
    }
    assert then.contents[2].ours.statements == ((StatementCondition(TYPE, ESIGN),),)
    assert then.contents[0].theirs == Criteria("all", statements=((StatementCondition(COMPLIANCE),),))


@given(st.booleans(), st.datetimes(datetime(2016, 7, 2), datetime(2035, 1, 1), timezones=st.just(UTC)))
def test_terms_count_from_their_beginning_on_where_they_are_enacted(enacted: bool, since: datetime) -> None:
    at = datetime(2025, 6, 1, tzinfo=UTC)
    trusted = service(Status(), scheme="MD", territory="MD")
    assert recognise((trusted,), certificate("md-ion"), at) is None
    terms = Equivalence(enacted, since, kinds=((ServiceKind(CA_QC), ServiceKind(CA_QC)),))
    pointer = ListPointer(location="u", certificates=(), territory="MD", agreements=((terms,),))
    pointed = replace(trusted, entry=replace(trusted.entry, pointer=pointer))
    assert (recognise((pointed,), certificate("md-ion"), at) is not None) is (enacted and since <= at)
