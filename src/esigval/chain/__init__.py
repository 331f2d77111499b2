"""Certification paths, RFC 5280 checks, revocation and dated algorithms: facts that validation judges at a time."""
