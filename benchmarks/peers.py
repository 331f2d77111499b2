"""Other validators on the same files, each as its users run it: what is not installed here is said, not left out.

    python benchmarks/peers.py [--full] [--json FILE]

In one process, warm, taken alternately (benchmarks/formats.py): pyHanko, signxml, python-xmlsec, and the floors of digests and public-key
operations.
One process a file, start included: ``openssl cms -verify`` next to ``esigval validate``. One warm Java process for all files: EU
DSS 6.4 (benchmarks/dss), the median of its repetitions for each file next to esigval's.
"""

import argparse
import importlib
import json
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import warnings
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import formats
from benchmarks.common import ROOT, Sample, alternately, corpus_samples, forget, markdown, own_samples

DSS = ROOT / "benchmarks" / "dss"
DSS_VERSION = "6.4"
QUICK_PROCESSES = 6  # CMS files that a quick run gives to openssl
WANTED = {"pyhanko": "pyHanko", "signxml": "signxml", "xmlsec": "python-xmlsec", "numpy": "numpy", "blake3": "blake3"}


def present() -> dict[str, str]:
    """Name of each peer -> its version, or why it is not measured."""
    found = {}
    for module, name in WANTED.items():
        try:
            importlib.import_module(module)
            found[name] = version(module)
        except (ImportError, PackageNotFoundError):
            found[name] = "absent: not installed"
        except Exception as error:  # e.g. python-xmlsec, built with another libxml2 than lxml
            found[name] = f"absent: {error}"
    openssl = shutil.which("openssl")
    found["openssl"] = (
        subprocess.run([openssl, "version"], capture_output=True, text=True).stdout.strip() if openssl else "absent"
    )
    found["EU DSS"] = DSS_VERSION if shutil.which("mvn") and shutil.which("java") else "absent: needs Java and Maven"
    return found


def processor_time(command: list[str]) -> tuple[float, int]:
    """Seconds that a process and its children take of the processor, and its exit status."""
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
    )
    _, status, usage = os.wait4(pid, 0)
    return usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status)


def openssl(samples: list[Sample], rounds: int, most: int) -> list[dict[str, object]]:
    """A process a CMS file: integrity by openssl, next to the whole validation of ours."""
    program = shutil.which("openssl")
    found: list[dict[str, object]] = []
    if program is None:
        return found
    with tempfile.TemporaryDirectory() as folder:
        for sample in [s for s in samples if s.kind == "CMS"][:most]:
            file = Path(folder) / "signature.p7m"
            file.write_bytes(sample.data)
            theirs = [program, "cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in", str(file)]
            ours = [sys.executable, "-m", "esigval.cli", "validate", str(file), "--at", sample.at]
            for number, (name, data) in enumerate(sample.detached[:1]):
                detached = Path(folder) / f"{number}-{Path(name).name}"
                detached.write_bytes(data)
                theirs += ["-content", str(detached)]
                ours += ["--detached", str(detached)]
            if processor_time(theirs)[1] != 0:
                continue
            times = [(processor_time(ours)[0], processor_time(theirs)[0]) for _ in range(rounds)]
            own, other = (statistics.median(t[i] for t in times) for i in (0, 1))
            found.append({"id": sample.id, "esigval": own, "openssl": other})
    return found


def dss(samples: list[Sample], rounds: int) -> tuple[dict[str, float], str]:
    """Median milliseconds of EU DSS for each file, and why there are none."""
    maven = shutil.which("mvn")
    if maven is None or shutil.which("java") is None:
        return {}, "needs Java and Maven"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [write(sample, folder, number) for number, sample in enumerate(samples)]
        (folder / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        build = subprocess.run(
            [maven, "-q", "-B", "-f", str(DSS / "pom.xml"), "package"], capture_output=True, text=True
        )
        if build.returncode:
            return {}, "Maven could not build it: " + (build.stdout.strip().splitlines() or ["no message"])[0][:200]
        classes = f"{DSS / 'target' / 'classes'}{os.pathsep}{DSS / 'target' / 'lib'}/*"
        command = ["java", "-cp", classes, "esigval.bench.Bench", str(folder / "manifest.jsonl"), str(rounds)]
        run = subprocess.run(command, capture_output=True, text=True)
        answers = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    if not answers:
        return {}, "it gave no answer: " + (run.stderr.strip().splitlines() or ["no message"])[-1][:200]
    return {a["id"]: a["milliseconds"] for a in answers if "milliseconds" in a}, ""


def write(sample: Sample, folder: Path, number: int) -> dict[str, object]:
    """A line of the manifest, with its files in ``folder``."""
    place = folder / str(number)
    place.mkdir()

    def put(name: str, data: bytes) -> str:
        (place / name).write_bytes(data)
        return str(place / name)

    return {
        "id": sample.id,
        "file": put("document" + {"PDF": ".pdf", "XML": ".xml", "CMS": ".p7m"}[sample.kind], sample.data),
        "detached": [put("d-" + name, data) for name, data in sample.detached],
        "anchors": [put(f"anchor-{i}.cer", data) for i, data in enumerate(sample.anchors)],
        "at": sample.at,
    }


def against_dss(samples: list[Sample], times: dict[str, float], rounds: int) -> list[dict[str, object]]:
    """Per kind: how esigval's whole validation compares with DSS's, both warm, file by file."""
    rows: list[tuple[str, float, float]] = []
    for sample in samples:
        if sample.id in times:
            own = alternately({"esigval": formats.ours(sample)}, rounds, forget)["esigval"]
            rows.append((sample.kind, own, times[sample.id] / 1000))
    found: list[dict[str, object]] = []
    for kind in sorted({k for k, _, _ in rows}):
        pairs = [(own, other) for k, own, other in rows if k == kind]
        own, other = [a for a, _ in pairs], [b for _, b in pairs]
        found.append(
            {
                "kind": kind,
                "peer": f"EU DSS {DSS_VERSION}",
                "files": len(pairs),
                "esigval_median": statistics.median(own),
                "peer_median": statistics.median(other),
                "median_ratio": statistics.median(b / a for a, b in pairs),
                "sum_ratio": sum(other) / sum(own),
            }
        )
    return found


def measure(full: bool) -> dict[str, object]:
    """All figures of validation next to others."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    samples = own_samples() + (corpus_samples() if full else [])
    rounds = 5 if full else 3
    with tempfile.TemporaryDirectory() as folder:
        found = formats.measure(samples, rounds, Path(folder))
    processes = openssl(samples, rounds, most=len(samples) if full else QUICK_PROCESSES)
    java, absence = dss(samples, rounds)
    return {
        "present": present() | ({} if java else {"EU DSS": f"absent: {absence}"}),
        "files": len(samples),
        "summary": found.summary + against_dss([s for s in samples if s.id in java], java, rounds),
        "processes": processes,
        "per_file": {r.id: r.seconds for r in found.rows},
        "dss_milliseconds": java,
    }


def process_table(rows: list[dict[str, object]]) -> str:
    """The medians over files of a process each."""
    if not rows:
        return "No CMS file was verified by openssl."
    own, other = (statistics.median(float(str(r[k])) for r in rows) for k in ("esigval", "openssl"))
    cells = [[str(len(rows)), f"{own * 1000:.0f} ms", f"{other * 1000:.0f} ms", f"{own / other:.1f}"]]
    return markdown(["CMS files", "esigval validate", "openssl cms -verify", "esigval takes times as much"], cells)


def main(arguments: list[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    result = measure(options.full)
    print(formats.table(result["summary"]))  # type: ignore[arg-type]
    print(process_table(result["processes"]))  # type: ignore[arg-type]
    print(json.dumps(result["present"], indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
