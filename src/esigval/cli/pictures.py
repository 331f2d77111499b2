"""``esigval pictures``."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click

from esigval.bulk.guard import TimeLimit, Watchdog, limit_memory, limit_time
from esigval.bulk.job import dossier, judgement
from esigval.cli.choose import choose
from esigval.cli.options import PATH, case, document_options, settings
from esigval.cli.output import write
from esigval.model.dossier import Document
from esigval.model.errors import UsageError
from esigval.model.report import DocumentReport
from esigval.model.signature import Signature
from esigval.report.catalogue import Catalogue, catalogue
from esigval.report.pictures import PagePictures, Pictures, compare

SECONDS = 60.0  # fifty pages of scans at the resolution that is drawn take half of it


@click.command()
@click.argument("file", type=PATH)
@click.option("--signature", "-s", "which", default="1", metavar="N", help="Its number or id. Default: 1.")
@click.option("--page", "pages", type=int, multiple=True, metavar="P", help="Only this page of the file as it is.")
@click.option("--output", "-o", type=PATH, required=True, help="A folder to write to.")
@click.option("--html", is_flag=True, help="Also the whole report, with the pictures in it, as report.html.")
@document_options
def pictures(file: Path, which: str, pages: tuple[int, ...], output: Path, html: bool, **given: Any) -> int:
    """Draw the pages that a signature of a PDF signed and the pages of the file as it is, and frame what differs.

    \b
    page-0002-signed.png   as it was signed
    page-0002-now.png      as it is, where that differs
    page-0002-marked.png   the same with frames around what differs

    What may differ is another question: validate answers it. Needs the extra: pip install 'esigval[pictures]'.
    """
    beside = given.pop("detached"), given.pop("evidence_records")
    chosen = settings(**given)
    report, material = judgement(dossier(case(file, *beside), chosen), chosen)
    number, entry = choose(report, which)
    drawn = _drawn(material.document, entry.signature, pages)
    words = catalogue(chosen.language)
    _make(output)
    for page in drawn.pages:
        for name, png in _files(page):
            write([png], output / name)
        click.echo(said(page, words))
    if drawn.reordered:
        click.echo(words.term("ui", "pictures_reordered"))
    if drawn.left_out:
        click.echo(words.text("ui", "pictures_left_out", (("count", drawn.left_out),)), err=True)
    if html:
        write([_page(report, number, drawn, words)], output / "report.html")
    return 0


def said(page: PagePictures, words: Catalogue) -> str:
    """What a page shows now, in a sentence."""
    facts: tuple[tuple[str, object], ...] = (("page", page.now or page.was), ("share", f"{100 * page.share:.1f}"))
    if not page.now:
        key = "pictures_gone"
    elif not page.was:
        key = "pictures_new"
    elif not page.differs:
        key = "pictures_same"
    else:
        key = "pictures_differ" if page.share < 1 else "pictures_other"
    return words.text("ui", key, facts)


def _drawn(document: Document, signature: Signature, pages: tuple[int, ...]) -> Pictures:
    """Drawn by a process that is ended when it takes too long or too much memory: what a renderer makes of a hostile page is not in
    our hands."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=limit_memory) as pool:
        try:
            return pool.submit(_work, document, signature, pages).result()
        except (BrokenProcessPool, MemoryError) as e:
            raise UsageError(f"the pages can't be drawn within {SECONDS:g} s and the memory allowed") from e


def _work(document: Document, signature: Signature, pages: tuple[int, ...]) -> Pictures:
    try:
        with Watchdog(SECONDS), limit_time(SECONDS):
            return compare(document, signature, pages=pages)
    except TimeLimit:
        raise UsageError(f"the pages can't be drawn within {SECONDS:g} s") from None


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise UsageError(f"{folder}: {e.strerror or e}") from e


def _files(page: PagePictures) -> Iterator[tuple[str, bytes]]:
    """The files of one page; the places are those when signed and now."""
    if page.signed:
        yield f"page-{page.was:04}-signed.png", page.signed
    if page.differs and page.current:
        yield f"page-{page.now:04}-now.png", page.current
    if page.marked:
        yield f"page-{page.now:04}-marked.png", page.marked


def _page(report: DocumentReport, number: int, drawn: Pictures, words: Catalogue) -> bytes:
    from esigval.report.html import Figure, render

    figures = []
    for page in drawn.pages:
        if page.differs and page.signed:
            figures.append(Figure(words.text("ui", "picture_signed", (("page", page.was),)), page.signed))
        if page.differs and page.marked:
            figures.append(Figure(words.text("ui", "picture_now", (("page", page.now),)), page.marked))
    return render(report, language=words.language, figures={number: figures}).encode()
