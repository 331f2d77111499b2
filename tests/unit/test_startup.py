"""What starting costs: facts about imports, not times."""

import subprocess
import sys

HEAVY = (
    "asn1crypto",
    "cryptography",
    "httpx",
    "jinja2",
    "lxml",
    "msgspec",
    "pikepdf",
    "pyarrow",
    "pyhanko",
    "rich",
    "typst",
    "esigval.validate",
)


def imported(*arguments: str) -> set[str]:
    """The modules that are loaded after a run of the command line."""
    code = f"import sys; from esigval.cli import main; main({list(arguments)!r}); print('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stderr.split())


def test_version_loads_nothing_heavy() -> None:
    assert not imported("--version") & {*HEAVY, "click"}


def test_help_loads_nothing_that_only_commands_need() -> None:
    assert not imported("--help") & (set(HEAVY) - {"msgspec"})


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, esigval; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not set(done.stdout.split()) & set(HEAVY)


def test_reading_a_file_does_not_load_the_other_formats() -> None:
    code = (
        "import sys; from esigval.validate import validate\n"
        "from esigval.model.errors import Unreadable\n"
        "try: validate(b'<a/>')\n"
        "except Unreadable: pass\n"
        "print('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "pikepdf" not in done.stdout.split()
