"""Runs tests with a C extension of one's own build, e.g. one with sanitizers: ``python -m tests.native MODULE FILE TEST...``."""

import importlib.machinery
import importlib.util
import sys

import pytest


def use(name: str, file: str) -> None:
    """Puts the extension in ``file`` in the place of the installed one."""
    loader = importlib.machinery.ExtensionFileLoader(name, file)
    spec = importlib.util.spec_from_file_location(name, file, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    sys.modules[name] = module


if __name__ == "__main__":
    module, file, *tests = sys.argv[1:]
    use(module, file)
    from esigval.asn1 import der
    from esigval.hashing import kernel

    assert sys.modules[module] in (kernel.kernel, der.walker)
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", *tests]))
