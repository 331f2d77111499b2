"""Certificates, CRLs, OCSP responses, names and public keys: parsing and signature primitives, no judgement."""
