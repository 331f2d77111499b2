"""Loops, lies and nesting of PDF objects, tables and fields."""

from collections.abc import Iterator

from tests.worlds.hostile.common import Make, good


def inputs() -> Iterator[tuple[str, Make]]:
    """Loops, lies and nesting of objects, tables and fields."""
    base = "pades/b.pdf"
    yield "xref that points to itself", lambda: with_table(b"/Prev 9", at=9)
    yield "startxref beyond the file", lambda: b"%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF\n"
    yield "startxref negative", lambda: b"%PDF-1.7\nstartxref\n-1\n%%EOF\n"
    yield "10,000 updates", lambda: updates(good(base), 10_000)
    yield "100,000 nested arrays", lambda: one_object(b"[" * 100_000)
    yield "100,000 nested dictionaries", lambda: one_object(b"<</A" * 100_000)
    yield "string that never ends", lambda: one_object(b"(" * 1_000_000)
    yield (
        "catalog that is its own parent",
        lambda: one_object(b"<< /Type /Catalog /AcroForm 1 0 R /Fields [1 0 R] /Kids [1 0 R] >>"),
    )
    yield "fields that are their own children", field_loop
    yield "fields 5,000 deep", lambda: deep_fields(5000)
    yield (
        "10,000 signature fields",
        lambda: many_fields(10_000, b"<< /Type /Sig /ByteRange [0 10 20 30] /Contents <00> >>"),
    )
    yield "3,000 fields with one signature", lambda: shared_value(3000)
    yield "page tree that loops", lambda: page_loop()
    for name, value in {
        "negative": b"[-1 10 20 30]",
        "huge": b"[0 99999999999999999999 5 5]",
        "of 100,000 numbers": b"[" + b"0 1 " * 50_000 + b"]",
        "of nothing": b"[]",
        "of names": b"[/A /B /C /D]",
        "of itself": b"[7 0 R 7 0 R 7 0 R 7 0 R]",
        "overlapping": b"[0 1400 10 17022]",
        "real": b"[0 1.5 1e9 3]",
    }.items():
        yield f"ByteRange {name}", lambda v=value: replaced(good(base), v)  # type: ignore[misc]
    yield (
        "Contents of 20 MiB",
        lambda: many_fields(1, b"<< /Type /Sig /ByteRange [0 10 20 30] /Contents <" + b"30" * (10 << 20) + b"> >>"),
    )
    yield "100,000 Contents", lambda: b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3] /Contents <00>\n" * 100_000
    yield "stream that inflates to 1 GiB", bomb
    yield (
        "encrypted by nobody",
        lambda: good(base).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /None >>", 1),
    )


def one_object(body: bytes) -> bytes:
    """A file whose catalog is ``body``."""
    from tests.worlds.signers.pdf import assemble

    return assemble([body])


def with_table(trailer: bytes, at: int) -> bytes:
    """A file of one table whose trailer says ``trailer``."""
    return b"%%PDF-1.7\nxref\n0 0\ntrailer\n<< /Size 1 %s /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, at)


def updates(data: bytes, count: int) -> bytes:
    """Empty incremental updates."""
    out = bytearray(data)
    previous = int(data[data.rindex(b"startxref") :].split()[1])
    for _ in range(count):
        table = len(out)
        out += b"xref\n0 0\ntrailer\n<< /Size 11 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (previous, table)
        previous = table
    return bytes(out)


def form(fields: bytes, *objects: bytes) -> bytes:
    """A file with an AcroForm of ``fields``; ``objects`` are numbered from 4."""
    from tests.worlds.signers.pdf import assemble

    catalog = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [" + fields + b"] >> >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return assemble([catalog, pages, page, *objects])


def field_loop() -> bytes:
    """Two fields that have each other as children."""
    return form(b"4 0 R", b"<< /T (a) /Kids [5 0 R] >>", b"<< /T (b) /Parent 4 0 R /Kids [4 0 R 5 0 R] >>")


def deep_fields(depth: int) -> bytes:
    """A chain of fields."""
    chain = [b"<< /T (f) /Kids [%d 0 R] >>" % (n + 5) for n in range(depth)]
    return form(b"4 0 R", *chain, b"<< /T (end) /FT /Sig >>")


def many_fields(count: int, value: bytes) -> bytes:
    """Fields with a signature each."""
    fields = [b"<< /T (f%d) /FT /Sig /V %d 0 R >>" % (n, 4 + count + n) for n in range(count)]
    return form(b" ".join(b"%d 0 R" % (4 + n) for n in range(count)), *fields, *[value] * count)


def shared_value(count: int) -> bytes:
    """Many fields over one signature dictionary."""
    fields = [b"<< /T (f%d) /FT /Sig /V %d 0 R >>" % (n, 4 + count) for n in range(count)]
    value = b"<< /Type /Sig /ByteRange [0 10 20 30] /Contents <3000> >>"
    return form(b" ".join(b"%d 0 R" % (4 + n) for n in range(count)), *fields, value)


def page_loop() -> bytes:
    """A page tree whose node is its own child."""
    return form(b"").replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")


def replaced(data: bytes, value: bytes) -> bytes:
    """Another ByteRange, of another length: offsets after it are wrong as well."""
    start = data.index(b"/ByteRange [") + 11
    return data[:start] + value + data[data.index(b"]", start) + 1 :]


def bomb() -> bytes:
    """An object stream that inflates without end."""
    import zlib

    packer = zlib.compressobj(9)
    body = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(1024)), packer.flush()])
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        len(body),
        body,
    )
    return form(b"4 0 R", stream)
