"""Time-stamps and evidence records of containers: what they prove, and what they don't."""

from datetime import UTC, datetime

from esigval.model.conclusion import Indication
from esigval.model.dossier import Document, Dossier
from esigval.model.report import DocumentReport
from esigval.validate import judge, load_policy
from tests.unit.cms.making import world
from tests.unit.evidence_records import making as records
from tests.worlds import containers, running
from tests.worlds.makers import TEXT, order
from tests.worlds.signers.tsa import authority
from tests.worlds.signers.zips import Item, changed, write
from tests.worlds.vectors import ARCHIVED, JUNE, NOW, STAMPED

FILES = {"cerere.txt": TEXT.encode(), "plan.txt": b"plan"}
OTHER = b"altceva"
RECORD = "META-INF/evidencerecord.ers"
EXTENDED = containers.mimetype(containers.EXTENDED)
SIMPLE = containers.mimetype(containers.SIMPLE)


def judged(*items: Item, name: str = "fisier.asice", policy: str = "strict") -> DocumentReport:
    dossier = Dossier(
        document=Document(name, write(items)),
        time=NOW,
        policy=load_policy(policy),
        evidence=tuple(running.evidence(e) for e in JUNE),
        anchors=(running.read(running.WORLD / "md-root.cer"),),
    )
    return judge(dossier)


def record_over(*objects: bytes, tree: bool = True) -> bytes:
    made = records.tree_over(list(objects)) if tree else []
    imprint = records.root(made) if tree else records.sha256(objects[0])
    token = records.tsa().token_over(imprint, STAMPED)
    return records.asn1_record([[records.asn1_stamp(made, token)]])


def with_record(files: dict[str, bytes], record: bytes) -> tuple[Item, ...]:
    manifest = Item("META-INF/ASiCEvidenceRecordManifest.xml", containers.manifest(RECORD, files))
    return (EXTENDED, *containers.items(files), manifest, Item(RECORD, record))


def test_a_time_stamp_stands_for_the_one_file() -> None:
    items = containers.simple_stamp(world(), order(), "cerere.txt", FILES["cerere.txt"])
    (stamp,) = judged(*items, name="a.asics").timestamps
    assert (stamp.type, stamp.indication, stamp.time) == ("CONTAINER_TIMESTAMP", Indication.PASSED, STAMPED)
    (forged,) = judged(*changed(items, "cerere.txt", data=OTHER), name="a.asics").timestamps
    assert (forged.indication, forged.imprint_found, forged.imprint_intact) == (Indication.FAILED, True, False)


def test_a_time_stamp_over_a_manifest_stands_for_its_files() -> None:
    items = containers.extended_stamp(world(), order(), FILES)
    assert [t.indication for t in judged(*items).timestamps] == [Indication.PASSED]
    (replaced,) = judged(*changed(items, "plan.txt", data=OTHER)).timestamps
    assert replaced.imprint_intact
    assert replaced.indication is Indication.FAILED
    (taken,) = judged(*(i for i in items if i.name != "plan.txt")).timestamps
    assert taken.indication is Indication.INDETERMINATE
    (added,) = judged(*items, Item("alt.txt", OTHER)).timestamps
    assert added.indication is Indication.FAILED
    (doubled,) = judged(*items, Item("plan.txt", OTHER)).timestamps
    assert doubled.indication is Indication.FAILED


def test_an_archive_manifest_proves_the_signature_that_it_names() -> None:
    items = containers.extended_cms(world(), order(level="LTA"), FILES)
    (entry,) = judged(*items).signatures
    assert [t.type for t in entry.conclusion.timestamps] == ["SIGNATURE_TIMESTAMP", "CONTAINER_TIMESTAMP"]
    assert entry.signature.id in entry.conclusion.timestamps[1].covers
    assert "LTA" in entry.conclusion.levels_held


def test_an_archive_manifest_over_another_signature_proves_nothing_of_this_one() -> None:
    """The archive time-stamp is genuine; the signature file that it names was exchanged."""
    items = containers.extended_cms(world(), order(level="LTA"), FILES)
    stated = next(i.data for i in items if i.name == "META-INF/ASiCManifest.xml")
    later = containers.signed_cms(world(), order(level="LT", signer="md-vera"), stated).encode()
    (entry,) = judged(*changed(items, "META-INF/signature.p7s", data=later)).signatures
    archive = entry.conclusion.timestamps[1]
    assert archive.indication is Indication.FAILED
    assert entry.signature.id not in archive.covers
    assert entry.signature.level == "CAdES-BASELINE-LT"
    assert "LTA" not in entry.conclusion.levels_held


def test_an_archive_manifest_that_leaves_out_a_signed_file_proves_nothing() -> None:
    items = containers.extended_cms(world(), order(level="LTA"), FILES)
    named = {
        i.name: i.data for i in items if i.name in ("META-INF/signature.p7s", "META-INF/ASiCManifest.xml", "plan.txt")
    }
    stated = containers.manifest("META-INF/timestamp001.tst", named)
    token = authority(world(), "md-tsa").token(stated, ARCHIVED)
    short = changed(
        changed(items, "META-INF/ASiCArchiveManifest.xml", data=stated), "META-INF/timestamp001.tst", data=token
    )
    (entry,) = judged(*short).signatures
    archive = entry.conclusion.timestamps[1]
    assert archive.imprint_intact
    assert archive.indication is Indication.FAILED
    assert "LTA" not in entry.conclusion.levels_held


def test_a_record_proves_the_files_of_its_manifest() -> None:
    report = judged(*with_record(FILES, record_over(*FILES.values())))
    (record,) = report.evidence_records
    assert (record.file, record.conclusion.indication, record.conclusion.time) == (RECORD, Indication.PASSED, STAMPED)


def test_a_record_does_not_prove_what_was_changed_or_is_not_in_it() -> None:
    items = with_record(FILES, record_over(*FILES.values()))
    (changed_file,) = judged(*changed(items, "plan.txt", data=OTHER)).evidence_records
    assert changed_file.conclusion.indication is Indication.FAILED
    (missing,) = judged(*(i for i in items if i.name != "plan.txt")).evidence_records
    assert missing.conclusion.indication is Indication.INDETERMINATE
    (foreign,) = judged(*with_record(FILES, record_over(FILES["cerere.txt"]))).evidence_records
    assert foreign.conclusion.indication is Indication.FAILED
    (unlinked,) = judged(*(i for i in items if "Manifest" not in i.name)).evidence_records
    assert unlinked.conclusion.indication is Indication.INDETERMINATE


def test_the_same_record_beside_other_files_is_judged_for_itself() -> None:
    """Without a hash tree the time-stamp is over one file: the copy under another name proves nothing of another file."""
    record = record_over(FILES["cerere.txt"], tree=False)
    genuine = with_record({"cerere.txt": FILES["cerere.txt"]}, record)
    other = "META-INF/evidencerecord2.ers"
    manifest = Item(
        "META-INF/ASiCEvidenceRecordManifest2.xml", containers.manifest(other, {"plan.txt": FILES["plan.txt"]})
    )
    report = judged(*genuine, Item("plan.txt", FILES["plan.txt"]), manifest, Item(other, record))
    found = {r.file: r.conclusion.indication for r in report.evidence_records}
    assert found == {RECORD: Indication.PASSED, other: Indication.FAILED}


def test_a_record_over_a_signature_proves_when_it_existed() -> None:
    """Of a signature without time-stamp whose certificate has ended, only the record tells that it was made before."""
    items = containers.extended_cms(world(), order(level="B"), FILES)
    named = {i.name: i.data for i in items if i.name != "mimetype"}
    manifest = Item("META-INF/ASiCEvidenceRecordManifest.xml", containers.manifest(RECORD, named))
    report = judged(*items, manifest, Item(RECORD, record_over(*named.values())))
    (entry,) = report.signatures
    assert entry.conclusion.best_signature_time == STAMPED
    (without,) = judged(*items).signatures
    assert without.conclusion.best_signature_time == NOW
    less = {k: v for k, v in named.items() if not k.endswith(".p7s")}
    beside = Item("META-INF/ASiCEvidenceRecordManifest.xml", containers.manifest(RECORD, less))
    (uncovered,) = judged(*items, beside, Item(RECORD, record_over(*less.values()))).signatures
    assert uncovered.conclusion.best_signature_time == NOW


def test_in_a_simple_container_a_record_is_about_the_one_file() -> None:
    text = FILES["cerere.txt"]
    items = (SIMPLE, Item("cerere.txt", text), Item(RECORD, record_over(text)))
    assert [r.conclusion.indication for r in judged(*items, name="a.asics").evidence_records] == [Indication.PASSED]
    two = (*items, Item("plan.txt", b"plan"))
    (unsure,) = judged(*two, name="a.asics").evidence_records
    assert unsure.conclusion.indication is Indication.INDETERMINATE


def test_a_time_stamp_that_is_none_is_said_and_hides_nothing() -> None:
    items = containers.extended_cms(world(), order(), FILES)
    report = judged(*items, Item("META-INF/timestamp9.tst", b"gunoi"))
    assert [s.conclusion.indication for s in report.signatures] == [Indication.TOTAL_PASSED]
    assert [t.indication for t in report.timestamps] == [Indication.FAILED]


def test_times_of_the_world() -> None:
    assert STAMPED < ARCHIVED < NOW < datetime(2026, 1, 1, tzinfo=UTC)
