"""Entities, nesting, references and transforms."""

from base64 import b64encode
from collections.abc import Iterator

from tests.worlds.hostile.common import Make, good

DS = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
DIGEST = '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAA</ds:DigestValue>'
C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
FILTER2 = "http://www.w3.org/2002/06/xmldsig-filter2"
XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116"


def inputs() -> Iterator[tuple[str, Make]]:
    """Entities, nesting, references, transforms."""
    yield "billion laughs", billion_laughs
    yield "quadratic entity", lambda: doctype(f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 50_000)
    yield "external entity", lambda: doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;" + dsig(reference()))
    yield (
        "external DTD",
        lambda: b'<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd"><r>' + dsig(reference()).encode() + b"</r>",
    )
    yield "parameter entity", lambda: doctype('<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;', dsig(reference()))
    yield "default attribute by DTD", lambda: doctype('<!ATTLIST r Id ID "x">', dsig(reference("#x")))
    yield "200,000 nested elements", lambda: (b"<a>" * 200_000) + (b"</a>" * 200_000)
    yield "signature 5,000 elements deep", lambda: b"<a>" * 5000 + dsig(reference()).encode() + b"</a>" * 5000
    yield "500,000 elements", lambda: document("<b/>" * 500_000 + dsig(reference()))
    yield (
        "100,000 attributes",
        lambda: many_attributes("a{n}='1'", 100_000),
    )
    yield (
        "20,000 namespaces",
        lambda: many_attributes("xmlns:n{n}='u:{n}'", 20_000),
    )
    yield "10,000 references", lambda: document("<b/>" * 1000 + dsig(reference() * 10_000))
    yield (
        "10,000 references to identifiers",
        lambda: document(
            "".join(f'<b Id="b{n}"/>' for n in range(10_000))
            + dsig("".join(reference(f"#b{n}") for n in range(10_000)))
        ),
    )
    yield "10,000 transforms", lambda: document(dsig(reference(transforms=transform(C14N) * 10_000)))
    yield (
        "quadratic XPath",
        lambda: document("<b/>" * 3000 + dsig(reference(transforms=xpath("count(//*[count(//*) > 0]) > 0")))),
    )
    yield (
        "exponential XPath",
        lambda: document("<b/>" * 300 + dsig(reference(transforms=xpath("//*" + "[count(//*" * 8 + ") > 0]" * 8)))),
    )
    yield (
        "XPath that never ends",
        lambda: document(dsig(reference(transforms=xpath("(" * 20_000 + "1" + ")" * 20_000)))),
    )
    yield (
        "quadratic filter",
        lambda: document("<b/>" * 3000 + dsig(reference(transforms=filter2("//*[count(//*) > 0]") * 20))),
    )
    yield "XSLT", lambda: document(dsig(reference(transforms=transform(XSLT, loop()))))
    yield "manifests 2,000 deep", lambda: document(dsig(reference("#m0")) + manifests(2000))
    yield "manifest that refers to itself", lambda: document(dsig(reference("#m0")) + manifest("m0", "m0"))
    yield "1,000 signatures", lambda: document(dsig(reference()) * 1000)
    yield "signature in signature, 500 deep", lambda: document(nested_signatures(500))
    yield "10,000 times the same identifier", lambda: document('<b Id="x"/>' * 10_000 + dsig(reference("#x")))
    yield "10,000 certificates", lambda: document(dsig(reference(), certificates=10_000))
    yield "20 MiB of base64", lambda: document(f"<b Id='x'>{'A' * (20 << 20)}</b>" + dsig(reference("#x")))
    yield (
        "base64 of base64",
        lambda: document("<b>QUFB</b>" * 10_000 + dsig(reference(transforms=transform(f"{DS[10:-1]}base64")))),
    )
    yield "UTF-16 that lies", lambda: b"\xff\xfe" + document(dsig(reference()))
    yield "encoding nobody knows", lambda: b'<?xml version="1.0" encoding="x-none"?>' + document(dsig(reference()))


def doctype(declarations: str, body: str) -> bytes:
    """A document with an internal subset."""
    return f"<!DOCTYPE r [{declarations}]><r>{body}</r>".encode()


def document(body: str) -> bytes:
    """A document."""
    return f"<r>{body}</r>".encode()


def many_attributes(pattern: str, count: int) -> bytes:
    """A root element with attributes or namespaces by ``pattern``."""
    attributes = " ".join(pattern.format(n=n) for n in range(count))
    return f"<r {attributes}>{dsig(reference())}</r>".encode()


def billion_laughs() -> bytes:
    """Ten levels of ten."""
    entities = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
    return doctype(entities, "&l10;" + dsig(reference()))


def transform(algorithm: str, body: str = "") -> str:
    """A ds:Transform."""
    return f'<ds:Transform Algorithm="{algorithm}">{body}</ds:Transform>'


def xpath(expression: str) -> str:
    """An XPath transform."""
    return transform(XPATH, f"<ds:XPath>{expression.replace('>', '&gt;')}</ds:XPath>")


def filter2(expression: str) -> str:
    """An XPath filter 2 transform."""
    return transform(FILTER2, f'<XPath xmlns="{FILTER2}" Filter="intersect">{expression.replace(">", "&gt;")}</XPath>')


def loop() -> str:
    """A stylesheet that calls itself."""
    return (
        '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">'
        '<xsl:call-template name="a"/></xsl:template><xsl:template name="a"><xsl:call-template name="a"/></xsl:template>'
        "</xsl:stylesheet>"
    )


def reference(uri: str = "", transforms: str = "") -> str:
    """A ds:Reference."""
    listed = f"<ds:Transforms>{transforms}</ds:Transforms>" if transforms else ""
    return f'<ds:Reference URI="{uri}">{listed}{DIGEST}</ds:Reference>'


def dsig(references: str, certificates: int = 1, inside: str = "") -> str:
    """A ds:Signature whose value is nonsense."""
    certificate = f"<ds:X509Certificate>{b64encode(good('world/md-ion.cer')).decode()}</ds:X509Certificate>"
    return (
        f'<ds:Signature {DS}><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{C14N}"/>'
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f"{references}</ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue>"
        f"<ds:KeyInfo><ds:X509Data>{certificate * certificates}</ds:X509Data></ds:KeyInfo>{inside}</ds:Signature>"
    )


def manifest(identifier: str, target: str) -> str:
    """A ds:Manifest with one entry."""
    return f'<ds:Manifest {DS} Id="{identifier}">{reference(f"#{target}")}</ds:Manifest>'


def manifests(depth: int) -> str:
    """Manifests about manifests."""
    return "".join(manifest(f"m{n}", f"m{n + 1}") for n in range(depth))


def nested_signatures(depth: int) -> str:
    """Signatures in objects of signatures."""
    text = ""
    for _ in range(depth):
        text = dsig(reference(), certificates=0, inside=f"<ds:Object>{text}</ds:Object>")
    return text
