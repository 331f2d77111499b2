"""Writes docs/law-coverage.md and the decision table that the package carries: `python -m tests.unit.policy.coverage`."""

import tomllib
from pathlib import Path

from esigval.policy import LAWS
from esigval.policy.engine import Law, Provision
from tests.unit.policy.lawcases import VECTORS, letters, scenarios

PROJECT = Path(__file__).parents[3]
DOCUMENT = PROJECT / "docs" / "law-coverage.md"
TABLE = PROJECT / "src" / "esigval" / "policy" / "letters.toml"

HEAD = """# What is covered, letter by letter

Generated from the decision tables (`tests/vectors/law/letters`) and the scenarios (`tests/vectors/law/scenarios`) by
`python -m tests.unit.policy.coverage`; a test fails where this page is stale. A letter has a case for each outcome that it can have, and
each case differs from its base set of facts (`tests/vectors/law/bases.toml`) in one fact. `–` is the base set itself.
"""


def document() -> str:
    """The page."""
    parts = [HEAD]
    cases: dict[str, list[tuple[str, str]]] = {}
    for provision, outcome, base, changes in letters():
        cases.setdefault(provision, []).append((outcome, said(base, changes)))
    parts.append(summary(cases))
    parts += [section(law, cases) for law in LAWS]
    parts.append(told())
    return "\n".join(parts)


def said(base: str, changes: dict[str, object]) -> str:
    change = ", ".join(f"{path} = {value}" for path, value in changes.items()) or "–"
    return f"{base}: {change}".replace("|", "\\|").replace("datetime.timezone.utc", "UTC")


def summary(cases: dict[str, list[tuple[str, str]]]) -> str:
    lines = ["| law | in force | letters | cases |", "|---|---|---|---|"]
    for law in LAWS:
        ids = {part.id for part in law.provisions}
        span = f"{law.since} – {law.until or ''}"
        lines.append(f"| {law.id} | {span} | {len(ids)} | {sum(len(cases.get(name, ())) for name in ids)} |")
    return "\n".join(lines) + "\n"


def section(law: Law, cases: dict[str, list[tuple[str, str]]]) -> str:
    lines = [f"## {law.title} (`{law.id}`)", "", "| letter | looks at | outcome | facts |", "|---|---|---|---|"]
    seen: dict[str, Provision] = {part.id: part for part in law.provisions}
    for name, part in seen.items():
        first = f"`{name.removeprefix(law.id + '/')}` | {' '.join(part.looks_at)}"
        for outcome, facts in cases.get(name, ()):
            lines.append(f"| {first} | {outcome} | {facts} |")
            first = " | "
    return "\n".join(lines) + "\n"


def told() -> str:
    lines = ["## Scenarios", "", "| file | what | labels |", "|---|---|---|"]
    for name, scenario in scenarios().items():
        labels = ", ".join(f"{law}: {e['label']}" for law, e in scenario["expect"].items() if "label" in e)
        lines.append(f"| {name} | {scenario['title']} | {labels} |")
    return "\n".join(lines) + "\n"


def table() -> str:
    """The decision tables of all laws in one file, for `esigval law show`."""
    files = sorted((VECTORS / "letters").glob("*.toml"))
    lines = [
        "# Generated from tests/vectors/law/letters by `python -m tests.unit.policy.coverage`: the cases of each letter.",
        "",
    ]
    for file in files:
        written = file.read_text(encoding="utf-8")
        base = tomllib.loads(written)["base"]
        body = [line for line in written.splitlines() if not line.startswith(("#", "base = "))]
        for line in body:
            based = " = {" in line and "{ base = " not in line
            if line.endswith("= {}"):
                lines.append(line.replace("{}", f'{{ base = "{base}" }}'))
            else:
                lines.append(line.replace(" = { ", f' = {{ base = "{base}", ', 1) if based else line)
    return "\n".join(line for line in lines if line) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    TABLE.write_text(table(), encoding="utf-8")
