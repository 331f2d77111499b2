"""``esigval bulk``."""

import math
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from esigval.bulk.case import BadLine, Case, read_manifest, walk
from esigval.bulk.guard import SECONDS_PER_FILE
from esigval.bulk.job import Line, Settings
from esigval.bulk.sinks import outcome, write_lines
from esigval.cli.guide import EXIT_STATUSES
from esigval.cli.options import PATH, settings, trust_options
from esigval.model.errors import UsageError
from esigval.report.status import ExitStatus, worst
from esigval.report.text import clean

PROGRESS_SECONDS = 1.0
MIN_SECONDS, MAX_SECONDS = 0.001, 86_400.0  # for one file: what every system's timers take


class Watch:
    """Counts the statuses, names failures where asked, and tells a person at a terminal how far it is."""

    def __init__(self, failures: bool) -> None:
        self.counts: Counter[ExitStatus] = Counter()
        self._failures = failures
        self._terminal = sys.stderr.isatty()
        self._told = time.monotonic()

    def see(self, line: Line) -> None:
        """One more line."""
        self.counts[line.status] += 1
        if self._failures and line.status is not ExitStatus.AS_REQUIRED:
            self._clear()
            click.echo(clean(f"{line.id}: {outcome(line.data)}"), err=True)
        if self._terminal and time.monotonic() - self._told > PROGRESS_SECONDS:
            self._told = time.monotonic()
            click.echo(f"\r{self.counts.total()} done", err=True, nl=False)

    def _clear(self) -> None:
        if self._terminal:
            click.echo("\r\x1b[K", err=True, nl=False)

    def end(self) -> None:
        """The sums."""
        self._clear()
        parts = (f"{count} {status.name.lower().replace('_', ' ')}" for status, count in sorted(self.counts.items()))
        click.echo(f"{self.counts.total()} files: {', '.join(parts) or 'none'}", err=True)


@click.command(epilog=EXIT_STATUSES)
@click.argument("folders", nargs=-1, type=PATH, metavar="[DIR]...")
@click.option("--manifest", type=PATH, help="A line of JSON a case: id, file, detached, evidence_records, anchors, at.")
@click.option("--output", "-o", type=PATH, help="results.jsonl or results.parquet; default: standard output.")
@click.option(
    "--jobs", "-j", type=click.IntRange(0), default=None, help="Processes; 0: in this one. Default: one a core."
)
@click.option(
    "--seconds",
    type=click.FloatRange(MIN_SECONDS, MAX_SECONDS),
    default=SECONDS_PER_FILE,
    show_default=True,
    help="At most, for one file.",
)
@click.option("--resume", is_flag=True, help="Keep the results whose file, policy and lists are unchanged.")
@click.option("--failures", is_flag=True, help="Name on standard error what is not as required.")
@trust_options
def bulk(
    folders: tuple[Path, ...],
    manifest: Path | None,
    output: Path | None,
    jobs: int | None,
    seconds: float,
    resume: bool,
    failures: bool,
    **given: Any,
) -> int:
    """Validate the cases of a manifest, or every file of folders; a line of JSON each. One bad file never ends the batch."""
    from msgspec.structs import replace

    if (manifest is None) == (not folders):
        raise UsageError("give either folders or --manifest")
    if resume and output is None:
        raise UsageError("--resume needs --output: the earlier results are its journal")
    chosen = replace(settings(**given), seconds=seconds)
    cases = walk(folders, output) if manifest is None else read_manifest(manifest)
    if math.isnan(seconds):
        raise UsageError("--seconds is not a number")
    workers = (os.cpu_count() or 1) if jobs is None else jobs
    watch = Watch(failures)
    if output is None:
        _consume(_lines(cases, chosen, workers), sys.stdout.buffer, watch)
    else:
        _to_file(cases, chosen, workers, output, resume, watch)
    watch.end()
    return worst(watch.counts)


def _lines(cases: Iterable[Case | BadLine], chosen: Settings, workers: int) -> Iterator[Line]:
    from esigval.bulk.run import run_here, run_in_processes

    return run_in_processes(cases, chosen, workers) if workers else run_here(cases, chosen)


def _to_file(
    cases: Iterable[Case | BadLine],
    chosen: Settings,
    workers: int,
    output: Path,
    again: bool,
    watch: Watch,
) -> None:
    """Streams to a JSON Lines file; for Parquet that file is the journal beside it. An earlier one is kept aside while resuming."""
    from esigval.bulk.journal import Journal, resume, set_aside
    from esigval.bulk.sinks import write_parquet

    table = output.suffix == ".parquet"
    lines = output.with_name(output.name + ".jsonl") if table else output
    earlier = lines.with_name(lines.name + ".earlier")
    try:
        if again:
            set_aside((earlier, lines), earlier)
        with Journal(earlier if again else None) as journal, lines.open("wb") as out:
            _consume(resume(cases, chosen, journal, lambda missing: _lines(missing, chosen, workers)), out, watch)
        earlier.unlink(missing_ok=True)
        if table:
            write_parquet(lines, output)
    except OSError as e:
        raise UsageError(f"{e.filename or output}: {e.strerror or e}") from e


def _consume(lines: Iterable[Line], out: BinaryIO, watch: Watch) -> None:
    """Writes the lines under the eyes of ``watch``."""
    for line in write_lines(lines, out):
        watch.see(line)
