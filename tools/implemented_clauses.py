"""Writes docs/implemented-clauses.md: every clause that a check of the source carries out.

usage: python tools/implemented_clauses.py [--check]

A check's id is ``document/clause[/slug]``. The ids are the strings of the source that have this form with a document of model/citation.py
(literals, and f-strings of constants), and those that a policy gives a level; provisions of the laws are taken from the laws
themselves. ``--check`` writes nothing and fails where the page is stale.
"""

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from esigval.model.citation import EDITIONS
from esigval.report.catalogue import catalogue

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "implemented-clauses.md"
SOURCE = ROOT / "src" / "esigval"
CHECK_ID = re.compile(r"(?P<document>[a-z0-9-]+)/(?P<clause>[A-Za-z0-9.()]+)(?:/[a-z0-9-]+)*")
NAMES = {
    "en-319-102-1": "ETSI EN 319 102-1, validation of AdES digital signatures",
    "en-319-122-1": "ETSI EN 319 122-1, CAdES",
    "en-319-132-1": "ETSI EN 319 132-1, XAdES",
    "en-319-142-1": "ETSI EN 319 142-1, PAdES",
    "en-319-162-1": "ETSI EN 319 162-1, ASiC",
    "en-319-412-1": "ETSI EN 319 412-1, certificate profiles",
    "en-319-412-5": "ETSI EN 319 412-5, QCStatements",
    "ts-119-102-2": "ETSI TS 119 102-2, validation report",
    "ts-119-312": "ETSI TS 119 312, cryptographic suites",
    "ts-119-322": "ETSI TS 119 322, machine-readable cryptographic suites",
    "ts-119-612": "ETSI TS 119 612, trusted lists",
    "ts-119-615": "ETSI TS 119 615, procedures for using trusted lists",
    "iso-32000-2": "ISO 32000-2, PDF 2.0",
    "rfc-3161": "RFC 3161, time-stamp protocol",
    "rfc-5035": "RFC 5035, ESS certificate identifiers",
    "rfc-5280": "RFC 5280, X.509 certificates and CRLs",
    "rfc-5652": "RFC 5652, Cryptographic Message Syntax",
    "rfc-5816": "RFC 5816, ESSCertIDv2 in time-stamps",
    "rfc-6211": "RFC 6211, CMS algorithm protection",
    "rfc-6960": "RFC 6960, OCSP",
    "rfc-9608": "RFC 9608, noRevAvail",
    "xmldsig-core": "W3C XML Signature Syntax and Processing",
}


def check_ids() -> dict[str, set[str]]:
    """Check id -> the modules that state it."""
    found: dict[str, set[str]] = defaultdict(set)
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SOURCE.rglob("*.py"))}
    constants = _constants(trees.values())
    for file, tree in trees.items():
        for text in _strings(tree, constants):
            _note(found, text, file)
    for file in sorted(SOURCE.rglob("policies/*.toml")):
        policy = tomllib.loads(file.read_text(encoding="utf-8"))
        for check_id in policy.get("levels", {}):
            if check_id not in found:
                _note(found, check_id, file)
    return found


def _note(found: dict[str, set[str]], text: str, file: Path) -> None:
    match = CHECK_ID.fullmatch(text)
    if match and match["document"] in EDITIONS:
        found[text].add(file.relative_to(SOURCE).as_posix())


def _constants(trees: Iterable[ast.Module]) -> dict[str, str | None]:
    """Names of module-level strings; None where modules use one name for different strings."""
    constants: dict[str, str | None] = {}
    for tree in trees:
        for node in tree.body:
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        same = constants.get(target.id, node.value.value) == node.value.value
                        constants[target.id] = node.value.value if same else None
    return constants


def _strings(tree: ast.Module, constants: dict[str, str | None]) -> Iterator[str]:
    own = constants | _constants([tree])
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            parts = [_part(value, own) for value in node.values]
            if all(part is not None for part in parts):
                yield "".join(part for part in parts if part is not None)


def _part(value: ast.expr, constants: dict[str, str | None]) -> str | None:
    if isinstance(value, ast.Constant):
        return str(value.value)
    if isinstance(value, ast.FormattedValue) and isinstance(value.value, ast.Name):
        return constants.get(value.value.id)
    return None


def _clause_key(check_id: str) -> list[tuple[int, int | str]]:
    parts = re.split(r"[./]", check_id.partition("/")[2])
    return [(0, int(p)) if p.isdigit() else (1, p) for p in parts]


def page() -> str:
    """The page as it should be."""
    words = catalogue("en")
    by_document: dict[str, list[str]] = defaultdict(list)
    modules = check_ids()
    for check_id in modules:
        by_document[check_id.partition("/")[0]].append(check_id)
    lines = [
        "# Implemented clauses",
        "",
        "Generated from the source by `make docs`. Each row is a check of the report: its id names the clause that it carries out.",
    ]
    for document in sorted(by_document):
        lines += [
            "",
            f"## {NAMES.get(document, document)} ({EDITIONS[document]})",
            "",
            "| check | what | where |",
            "|---|---|---|",
        ]
        for check_id in sorted(by_document[document], key=_clause_key):
            title = words.check(check_id)
            where = ", ".join(f"`{m}`" for m in sorted(modules[check_id]))
            lines.append(f"| `{check_id}` | {'' if title == check_id else title} | {where} |")
    return "\n".join([*lines, *_laws(), ""])


def _laws() -> list[str]:
    from esigval.policy import LAWS

    lines: list[str] = []
    for law in LAWS:
        lines += ["", f"## {law.title}", "", "| provision | condition |", "|---|---|"]
        lines += [f"| `{p.id}` | {p.en} |" for p in law.provisions]
    return lines


def main() -> int:
    """Writes or checks the page."""
    text = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/implemented-clauses.md is stale: run `make docs`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
