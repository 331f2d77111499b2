"""What the documentation says is what the program does."""

import json
import re
from pathlib import Path

from esigval.cli.app import COMMANDS
from esigval.cli.guide import EXIT_STATUSES
from esigval.report.json import json_schema

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_published_schema_is_that_of_the_report() -> None:
    published = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    assert published == json.loads(json.dumps(json_schema())), "run `make docs`"


def test_the_readme_names_commands_that_exist() -> None:
    assert set(re.findall(r"^    esigval (\w+)", README, re.MULTILINE)) <= set(COMMANDS)


def test_the_readme_says_the_exit_statuses_that_the_help_says() -> None:
    said = dict(re.findall(r"^  (\d)  (.+)$", EXIT_STATUSES, re.MULTILINE))
    assert said == dict(re.findall(r"^\| (\d) \| (.+) \|$", README, re.MULTILINE))


def test_links_between_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        (page.name, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken


def test_the_example_in_the_readme_is_python() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    compile(example, "README.md", "exec")
    assert len(example.strip().splitlines()) <= 10
