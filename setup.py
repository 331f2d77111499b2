"""The optional C extensions; all else about the package is in pyproject.toml.

Where there is no compiler, or it can't build an extension, the package installs without: hashing then goes through hashlib, and DER is
walked in Python.
"""

import sys
import sysconfig

from setuptools import Extension, setup

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))  # has no limited API

setup(
    ext_modules=[
        Extension(
            f"esigval.{package}.{name}",
            [f"src/esigval/{package}/{name}.c"],
            extra_compile_args=[] if sys.platform == "win32" else ["-O3", "-g0"],
            py_limited_api=not FREE_THREADED,
            optional=True,
        )
        for package, name in (("hashing", "_kernel"), ("asn1", "_walker"))
    ],
    options={} if FREE_THREADED else {"bdist_wheel": {"py_limited_api": "cp311"}},
)
