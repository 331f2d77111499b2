"""Namespaces, element names and type URIs of XMLDSig and XAdES."""

from functools import lru_cache
from typing import Final

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
DS11: Final = "http://www.w3.org/2009/xmldsig11#"
XML: Final = "http://www.w3.org/XML/1998/namespace"
XADES_111: Final = "http://uri.etsi.org/01903/v1.1.1#"
XADES_122: Final = "http://uri.etsi.org/01903/v1.2.2#"
XADES_132: Final = "http://uri.etsi.org/01903/v1.3.2#"
XADES_141: Final = "http://uri.etsi.org/01903/v1.4.1#"
FILTER2: Final = "http://www.w3.org/2002/06/xmldsig-filter2"

XADES_NAMESPACES: Final = frozenset({XADES_111, XADES_122, XADES_132, XADES_141})

SIGNATURE: Final = f"{{{DS}}}Signature"
SIGNED_INFO: Final = f"{{{DS}}}SignedInfo"
SIGNATURE_VALUE: Final = f"{{{DS}}}SignatureValue"
KEY_INFO: Final = f"{{{DS}}}KeyInfo"
OBJECT: Final = f"{{{DS}}}Object"
MANIFEST: Final = f"{{{DS}}}Manifest"
REFERENCE: Final = f"{{{DS}}}Reference"
TRANSFORMS: Final = f"{{{DS}}}Transforms"
TRANSFORM: Final = f"{{{DS}}}Transform"
DIGEST_METHOD: Final = f"{{{DS}}}DigestMethod"
DIGEST_VALUE: Final = f"{{{DS}}}DigestValue"
CANONICALIZATION_METHOD: Final = f"{{{DS}}}CanonicalizationMethod"
SIGNATURE_METHOD: Final = f"{{{DS}}}SignatureMethod"
SIGNATURE_PROPERTIES: Final = f"{{{DS}}}SignatureProperties"
SIGNATURE_PROPERTY: Final = f"{{{DS}}}SignatureProperty"
XPATH: Final = f"{{{DS}}}XPath"
XPATH_FILTER2: Final = f"{{{FILTER2}}}XPath"

TYPE_SIGNED_PROPERTIES: Final = "http://uri.etsi.org/01903#SignedProperties"
"""EN 319 132-1, 4.4.2; the schemas 1.1.1 and 1.2.2 prescribed their own namespace followed by SignedProperties."""

TYPE_COUNTER_SIGNED: Final = "http://uri.etsi.org/01903#CountersignedSignature"
TYPE_OBJECT: Final = f"{DS}Object"
TYPE_MANIFEST: Final = f"{DS}Manifest"


@lru_cache(maxsize=4096)
def split(tag: object) -> tuple[str, str]:
    """(namespace, local name) of an element's tag; ("", "") for comments and processing instructions."""
    if not isinstance(tag, str):
        return "", ""
    namespace, brace, local = tag.rpartition("}")
    return (namespace[1:], local) if brace else ("", local)


@lru_cache(maxsize=4096)
def xades_name(tag: object) -> str:
    """Local name of a tag in one of the XAdES namespaces, "" for all others."""
    namespace, local = split(tag)
    return local if namespace in XADES_NAMESPACES else ""
