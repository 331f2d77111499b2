"""esigval: is this electronic signature valid, and what is it in law.

From bytes to an answer, each step in a layer that knows those below it only:

    read       pades xades cades asic timestamp    bytes to Signatures, evidence and findings; no verdicts
    verify     hashing x509 cms                    digests, signature values, imprints
    judge      chain validation                    EN 319 102-1: a Conclusion with its tree of checks
    qualify    trust qualification                 TS 119 612 and TS 119 615: what trusted lists say of the certificate
    classify   policy                              each law, letter by letter: a LegalOpinion
    render     report                              text, HTML, PDF, JSON, XML by TS 119 102-2

``esigval.validate`` goes this way: ``validate`` for one document, ``validate_many`` for dossiers, ``save_dossier`` and ``load_dossier``
for what another expert replays. ``esigval.what_if`` and ``esigval.forecast`` ask what would change a verdict, and until when it holds.
"""

__version__ = "0.1.0"
