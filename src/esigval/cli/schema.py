"""``esigval schema``."""

import json

import click


@click.command()
def schema() -> int:
    """Print the JSON Schema of the report."""
    from esigval.report.json import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
    return 0
