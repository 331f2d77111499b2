"""Runs the hashing tests with an extension of one's own build, e.g. one with sanitizers: ``python -m tests.unit.hashing.native FILE``."""

import importlib.machinery
import importlib.util
import sys

import pytest

NAME = "esigval.hashing._kernel"
TESTS = ["tests/unit/hashing", "tests/properties/test_hashing.py"]


def use(file: str) -> None:
    """Puts the extension in ``file`` in the place of the installed one."""
    loader = importlib.machinery.ExtensionFileLoader(NAME, file)
    spec = importlib.util.spec_from_file_location(NAME, file, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    sys.modules[NAME] = module


if __name__ == "__main__":
    use(sys.argv[1])
    from esigval.hashing import kernel

    assert kernel.kernel is sys.modules[NAME]
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", *TESTS]))
