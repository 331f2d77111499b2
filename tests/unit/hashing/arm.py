"""Runs the kernel's paths for Arm against the vectors: built by a cross compiler, run by an emulator of the processor.

    python -m tests.unit.hashing.arm

Both are found by their usual names (Debian: gcc-aarch64-linux-gnu, qemu-user). Where they are not there it says so and ends well.
"""

import hashlib
import random
import shutil
import struct
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from esigval.model.algorithms import DIGESTS
from tests.unit.hashing.test_vectors import vectors

ROOT = Path(__file__).parents[3]
KERNEL = ROOT / "src" / "esigval" / "hashing" / "_kernel.c"
DRIVER = Path(__file__).with_name("driver.c")
COMPILERS = ("aarch64-linux-gnu-gcc",)
EMULATORS = ("qemu-aarch64", "qemu-aarch64-static")
OWN = "arm-sha"
PROCESSORS = {
    "cortex-a57": {"SHA1": True, "SHA256": True, "SHA384": False, "SHA512": False},
    "max": {"SHA1": True, "SHA256": True, "SHA384": True, "SHA512": True},
}
"""Processor of the emulator -> whether it has instructions for an algorithm."""


def first_of(names: tuple[str, ...]) -> str | None:
    """The first program that is installed."""
    return next((found for name in names if (found := shutil.which(name))), None)


def build(compiler: str, program: Path) -> None:
    """The driver without what needs Python, whose headers give the kernel its types."""
    options = ["-O2", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-static", "-ffunction-sections"]
    include = sysconfig.get_path("include")
    place = [f'-DKERNEL="{KERNEL}"', f"-I{include}", "-Wl,--gc-sections", str(DRIVER), "-o", str(program)]
    subprocess.run([compiler, *options, "-fdata-sections", *place], check=True)


def messages(algorithm: str) -> tuple[list[bytes], list[bytes]]:
    """The published vectors, and messages around the ends of blocks and of mixed lengths by hashlib."""
    found, digests = vectors(algorithm)
    chance = random.Random(180)
    lengths = [*range(260), *(chance.randrange(9000) for _ in range(60))]
    own = [chance.randbytes(length) for length in lengths]
    return found + own, digests + [hashlib.new(DIGESTS[algorithm], m).digest() for m in own]


def check(command: list[str], algorithm: str, path: str) -> int:
    """Number of messages that the path hashed right; ends the program where one is wrong."""
    given, expected = messages(algorithm)
    data = b"".join(struct.pack("=I", len(m)) + m for m in given)
    found = subprocess.run([*command, algorithm, path], input=data, stdout=subprocess.PIPE, check=True).stdout
    size = len(expected[0])
    wrong = [i for i, digest in enumerate(expected) if found[i * size : (i + 1) * size] != digest]
    if wrong or len(found) != size * len(expected):
        sys.exit(f"{algorithm} by {path}: wrong for messages {wrong[:10]}")
    return len(expected)


def main() -> None:
    """Builds, runs, compares."""
    compiler, emulator = first_of(COMPILERS), first_of(EMULATORS)
    if compiler is None or emulator is None:
        missing = [" or ".join(n) for n, found in ((COMPILERS, compiler), (EMULATORS, emulator)) if found is None]
        print(f"Arm: not run, {' and '.join(missing)} not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "driver"
        build(compiler, program)
        for processor, wanted in PROCESSORS.items():
            command = [emulator, "-cpu", processor, str(program)]
            for algorithm, own in wanted.items():
                run = subprocess.run([*command, "paths", algorithm], stdout=subprocess.PIPE, check=True, text=True)
                names = run.stdout.split()
                if names != [OWN, "portable"][not own :]:
                    sys.exit(f"Arm, {processor}: the paths for {algorithm} are {names}")
                for path in names:
                    print(f"Arm, {processor}: {algorithm} by {path}: {check(command, algorithm, path)} messages right")


if __name__ == "__main__":
    main()
