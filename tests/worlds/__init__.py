"""Worlds of fictional trust service providers, the documents that their clients signed, and the forgeries.

``python -m tests.worlds`` builds everything below ``tests/vectors`` and ``examples`` again from the YAML descriptions and the
keys in ``keys/`` (test keys, worth nothing). The result is the same byte for byte, so that ``git diff`` shows what a change does.
"""
