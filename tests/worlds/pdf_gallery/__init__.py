"""Signed PDFs that were changed after signing: attacks and honest updates, made object by object."""
