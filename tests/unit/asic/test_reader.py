"""What a container is taken for, and what is noticed of it."""

from datetime import UTC, datetime

import pytest

from esigval import asic
from esigval.asic import files, limits, reader
from esigval.model.dossier import Document
from esigval.model.errors import Unreadable
from esigval.model.signature import Reading
from esigval.validate import validate
from tests.unit.cms.making import world
from tests.worlds import containers
from tests.worlds.makers import TEXT, order
from tests.worlds.signers import cms
from tests.worlds.signers.zips import Item, write

FILES = {"cerere.txt": TEXT.encode(), "plan.txt": b"plan"}


def read(items: tuple[Item, ...], name: str = "") -> Reading:
    return asic.read(Document(name, write(items)))


@pytest.mark.parametrize(
    ("name", "media_type", "files", "kind"),
    [
        ("a.zip", containers.SIMPLE, ("cerere.txt",), "ASiC-S"),
        ("a.zip", containers.EXTENDED, ("cerere.txt",), "ASiC-E"),
        ("a.asics", "", ("cerere.txt", "plan.txt"), "ASiC-S"),
        ("a.sce", "", ("cerere.txt",), "ASiC-E"),
        ("a.asics", containers.EXTENDED, ("cerere.txt",), "ASiC-E"),
        ("a.zip", "", ("cerere.txt",), "ASiC-S"),
        ("a.zip", "", ("cerere.txt", "plan.txt"), "ASiC-E"),
        ("a.odt", containers.OPEN_DOCUMENT, ("content.xml",), "ASiC-E"),
    ],
)
def test_the_kind_is_what_the_container_says(name: str, media_type: str, files: tuple[str, ...], kind: str) -> None:
    items = (*((containers.mimetype(media_type),) if media_type else ()), *(Item(f, b"x") for f in files))
    assert read((*items, Item("META-INF/signatures.xml", b"<a/>")), name).container == kind


def test_a_comment_tells_the_kind_where_no_file_does() -> None:
    items = (Item("a.txt", b"a"), Item("META-INF/signature.p7s", b"x"))
    data = write(items, comment=b"mimetype=" + containers.EXTENDED.encode())
    assert asic.read(Document("", data)).container == "ASiC-E"


def test_a_zip_file_without_signatures_is_no_container() -> None:
    data = write([Item("word/document.xml", b"<a/>")])
    with pytest.raises(Unreadable) as refused:
        validate(data, name="a.docx")
    assert refused.value.kind == "unrecognised"


def test_a_container_without_signatures_has_none() -> None:
    assert validate(write([containers.mimetype(containers.EXTENDED), Item("a.txt", b"a")]), name="a").signatures == ()


def test_json_signatures_stay_unsupported() -> None:
    with pytest.raises(Unreadable) as refused:
        validate(b'{"payload": "eyJ9", "protected": "eyJ9", "signature": "AAAA"}')
    assert refused.value.kind == "unsupported"


def test_two_files_of_the_same_signature_are_two_signatures() -> None:
    items = containers.extended_xml(world(), order(level="T"), FILES)
    again = Item("META-INF/signatures2.xml", items[-1].data)
    reading = read((*items, again))
    assert [s.file for s in reading.signatures] == ["META-INF/signatures.xml", "META-INF/signatures2.xml"]
    identifiers = [s.id for s in reading.signatures] + [t.id for s in reading.signatures for t in s.timestamps]
    assert len(set(identifiers)) == len(identifiers)


def test_a_signature_file_without_a_signature_is_told_and_hides_no_other() -> None:
    items = containers.extended_cms(world(), order(), FILES)
    (honest,) = read(items).signatures
    nobody = cms.sign(b"x", world()["md-ion"], datetime(2025, 3, 10, tzinfo=UTC), attached=False)
    nobody.signers = []
    first, second = read((*items, Item("META-INF/signature2.p7s", nobody.encode()))).signatures
    assert first == honest
    assert (second.file, second.unreadable) == ("META-INF/signature2.p7s", "no signature")


def test_an_open_document_of_which_the_signatures_were_removed_has_none() -> None:
    removed = b"<document-signatures xmlns='urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0'/>"
    items = (containers.mimetype(containers.OPEN_DOCUMENT), Item("content.xml", b"<a/>"))
    assert read((*items, Item("META-INF/documentsignatures.xml", removed))).signatures == ()


def test_more_signature_files_than_are_read_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PROOFS", 1)
    items = containers.extended_cms(world(), order(), FILES)
    reading = read((*items, Item("META-INF/signature2.p7s", items[-1].data)))
    assert len(reading.signatures) == 1
    assert reader.NUMBER in {f.check for f in reading.findings}
    assert limits.MAX_PROOFS > 1


def test_files_packed_into_one_are_named_and_not_opened() -> None:
    package = write([Item("unu.txt", b"1"), Item("doi.txt", b"2")])
    items = containers.simple_cms(world(), order(), "package.zip", package)
    (signature,) = read(items, "a.asics").signatures
    assert [(s.scope, s.name) for s in signature.scopes] == [
        ("FULL", "package.zip"),
        ("ARCHIVED", "unu.txt"),
        ("ARCHIVED", "doi.txt"),
    ]


def test_names_of_packed_files_are_told_as_far_as_their_bound_and_read_once_for_all_signatures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_names: list[bytes] = []
    listed_names = files.listed_names

    def counted(data: bytes) -> tuple[str, ...]:
        read_names.append(data)
        return listed_names(data)

    monkeypatch.setattr(files, "listed_names", counted)
    monkeypatch.setattr(files, "MAX_PACKED_NAMES", 1000)
    package = write([Item(f"{i:04}" + "a" * 96, b"") for i in range(50)])
    items = containers.simple_cms(world(), order(), "package.zip", package)
    more = tuple(Item(f"META-INF/signature{i}.p7s", items[-1].data) for i in range(5))
    signatures = read((*items, *more), "a.asics").signatures
    told = [[s.name for s in one.scopes if s.scope == "ARCHIVED"] for one in signatures]
    assert [len(names) for names in told] == [10] * 6
    assert all(one.references[0].intact for one in signatures)
    assert read_names == [package]
