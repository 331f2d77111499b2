"""Fuzzing of the parsers: ``python -m tests.fuzz TARGET --seconds N`` (docs/fuzzing.md)."""
