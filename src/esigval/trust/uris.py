"""The identifiers of TS 119 612 (annex D and clause 5) that a judgement looks at."""

from typing import Final

NS_LIST: Final = "http://uri.etsi.org/02231/v2#"
NS_QUALIFICATIONS: Final = "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#"
NS_ADDITIONAL: Final = "http://uri.etsi.org/02231/v2/additionaltypes#"
NS_DS: Final = "http://www.w3.org/2000/09/xmldsig#"
NS_XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
NS_XML: Final = "http://www.w3.org/XML/1998/namespace"

MIME_LIST: Final = "application/vnd.etsi.tsl+xml"

_TRUSTED_LIST: Final = "http://uri.etsi.org/TrstSvc/TrustedList/"
TYPE_EU_LIST_OF_LISTS: Final = _TRUSTED_LIST + "TSLType/EUlistofthelists"
TYPE_EU_GENERIC: Final = _TRUSTED_LIST + "TSLType/EUgeneric"
TYPE_ADES_LIST_OF_LISTS: Final = "http://ec.europa.eu/tools/lotl/mra/ades-lotl-tsl-type"

_SERVICE: Final = "http://uri.etsi.org/TrstSvc/Svctype/"
CA_QC: Final = _SERVICE + "CA/QC"
CA_PKC: Final = _SERVICE + "CA/PKC"
NATIONAL_ROOT_CA_QC: Final = _SERVICE + "NationalRootCA-QC"
TSA_QTST: Final = _SERVICE + "TSA/QTST"
TSA: Final = _SERVICE + "TSA"
OCSP_QC: Final = _SERVICE + "Certstatus/OCSP/QC"
OCSP: Final = _SERVICE + "Certstatus/OCSP"
CRL_QC: Final = _SERVICE + "Certstatus/CRL/QC"
CRL: Final = _SERVICE + "Certstatus/CRL"

_STATUS: Final = _TRUSTED_LIST + "Svcstatus/"
GRANTED: Final = _STATUS + "granted"
WITHDRAWN: Final = _STATUS + "withdrawn"
UNDER_SUPERVISION: Final = _STATUS + "undersupervision"
SUPERVISION_IN_CESSATION: Final = _STATUS + "supervisionincessation"
ACCREDITED: Final = _STATUS + "accredited"
SET_BY_NATIONAL_LAW: Final = _STATUS + "setbynationallaw"
RECOGNISED_AT_NATIONAL_LEVEL: Final = _STATUS + "recognisedatnationallevel"

GOOD_BEFORE_EIDAS: Final = frozenset({UNDER_SUPERVISION, SUPERVISION_IN_CESSATION, ACCREDITED})
"""Statuses under which a service issued qualified certificates by Directive 1999/93/EC (TS 119 615 PRO-4.4.4)."""
GOOD_AFTER_EIDAS: Final = frozenset({GRANTED})
ANCHOR_STATUSES: Final = GOOD_BEFORE_EIDAS | GOOD_AFTER_EIDAS | {SET_BY_NATIONAL_LAW, RECOGNISED_AT_NATIONAL_LEVEL}
"""Statuses under which the key of a service may anchor a chain; what it is worth is for the qualification to say."""

_EXTENSION: Final = _TRUSTED_LIST + "SvcInfoExt/"
QC_WITH_SSCD: Final = _EXTENSION + "QCWithSSCD"
QC_NO_SSCD: Final = _EXTENSION + "QCNoSSCD"
QC_SSCD_AS_IN_CERT: Final = _EXTENSION + "QCSSCDStatusAsInCert"
QC_WITH_QSCD: Final = _EXTENSION + "QCWithQSCD"
QC_NO_QSCD: Final = _EXTENSION + "QCNoQSCD"
QC_QSCD_AS_IN_CERT: Final = _EXTENSION + "QCQSCDStatusAsInCert"
QC_QSCD_MANAGED: Final = _EXTENSION + "QCQSCDManagedOnBehalf"
QC_FOR_LEGAL_PERSON: Final = _EXTENSION + "QCForLegalPerson"
QC_FOR_ESIG: Final = _EXTENSION + "QCForESig"
QC_FOR_ESEAL: Final = _EXTENSION + "QCForESeal"
QC_FOR_WSA: Final = _EXTENSION + "QCForWSA"
NOT_QUALIFIED: Final = _EXTENSION + "NotQualified"
QC_STATEMENT: Final = _EXTENSION + "QCStatement"

QUALIFIERS: Final = frozenset(
    {
        QC_WITH_SSCD,
        QC_NO_SSCD,
        QC_SSCD_AS_IN_CERT,
        QC_WITH_QSCD,
        QC_NO_QSCD,
        QC_QSCD_AS_IN_CERT,
        QC_QSCD_MANAGED,
        QC_FOR_LEGAL_PERSON,
        QC_FOR_ESIG,
        QC_FOR_ESEAL,
        QC_FOR_WSA,
        NOT_QUALIFIED,
        QC_STATEMENT,
    }
)
USAGE_QUALIFIERS: Final = (QC_FOR_ESIG, QC_FOR_ESEAL, QC_FOR_WSA)

FOR_ESIGNATURES: Final = _EXTENSION + "ForeSignatures"
FOR_ESEALS: Final = _EXTENSION + "ForeSeals"
FOR_WEB: Final = _EXTENSION + "ForWebSiteAuthentication"
ROOT_CA_QC: Final = _EXTENSION + "RootCA-QC"
