"""Whether the files of META-INF have the names that the standard gives them."""

import re
from typing import Final

from esigval.asic.container import Kind
from esigval.asic.names import is_cms_signature, is_timestamp, is_xml_signature
from esigval.model.reasons import Reason
from esigval.model.signature import Finding

SIMPLE_NAME: Final = "en-319-162-1/4.3.3.2/file-name"
XML_NAME: Final = "en-319-162-1/4.4.3.2/file-name"
CMS_NAME: Final = "en-319-162-1/4.4.4.2/file-name"
_SIMPLE: Final = re.compile(r"META-INF/(signatures\.xml|signature\.p7s|timestamp\.tst)")
_XML: Final = re.compile(r"META-INF/[^/]*signatures[^/]*\.xml")
_CMS: Final = re.compile(r"META-INF/[^/]*(signature[^/]*\.p7s|timestamp[^/]*\.tst)")


def file_name_findings(name: str, kind: Kind) -> tuple[Finding, ...]:
    """A finding where the file ``name`` of a signature or time-stamp is named otherwise."""
    if kind is Kind.SIMPLE:
        check, pattern = SIMPLE_NAME, _SIMPLE
    elif is_xml_signature(name):
        check, pattern = XML_NAME, _XML
    else:
        assert is_cms_signature(name) or is_timestamp(name)
        check, pattern = CMS_NAME, _CMS
    if pattern.fullmatch(name):
        return ()
    return (Finding(check, Reason.FILE_NAME, (("file", name),)),)
