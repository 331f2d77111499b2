"""The optional C extension; all else about the package is in pyproject.toml.

Where there is no compiler, or it can't build the extension, the package installs without: hashing then goes through hashlib.
"""

import sys
import sysconfig

from setuptools import Extension, setup

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))  # has no limited API

setup(
    ext_modules=[
        Extension(
            "esigval.hashing._kernel",
            ["src/esigval/hashing/_kernel.c"],
            extra_compile_args=[] if sys.platform == "win32" else ["-O3", "-g0"],
            py_limited_api=not FREE_THREADED,
            optional=True,
        )
    ],
    options={} if FREE_THREADED else {"bdist_wheel": {"py_limited_api": "cp311"}},
)
