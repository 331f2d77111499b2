"""Every claim about speed, measured on this machine: hashing against hashlib, validation against other validators.

    python benchmarks/run.py [--full] [--hashing] [--docs]

Writes build/bench.json, build/bench.md and build/bench.svg. ``--full`` takes large sets, the corpus ../shared/corpus where it is present,
and more rounds; ``--hashing`` leaves the validators out. ``--docs`` also writes docs/performance.md between its marks and
docs/performance.svg; the processor's model stays out of those, its instructions and number of cores are in.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import formats, hashing, peers
from benchmarks.common import CORPUS, ROOT, markdown

BUILD = ROOT / "build"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
INSTRUCTIONS = ("sha_ni", "avx2", "avx512f", "avx512bw", "sha1", "sha2", "sha512")
"""Of a processor's flags those that hashing looks for."""


def machine() -> dict[str, Any]:
    """What the figures were measured on and with."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    fields = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    flags = set((fields.get("flags") or fields.get("Features") or "").split())
    return {
        "architecture": platform.machine(),
        "model": fields.get("model name", ""),
        "instructions": [i for i in INSTRUCTIONS if i in flags],
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in ("esigval", "cryptography", "lxml", "msgspec", "pikepdf")},
    }


def described(facts: dict[str, Any]) -> str:
    """The machine in a sentence that names no machine."""
    packages = ", ".join(f"{name} {number}" for name, number in facts["packages"].items())
    return (
        f"{facts['architecture']}, {facts['cores']} cores, {', '.join(facts['instructions']) or 'no instructions for hashing'}; "
        f"{facts['system']}, Python {facts['python']}, {packages}; {facts['load']} processes wanted the cores when it began."
    )


def page(result: dict[str, Any]) -> str:
    """The figures as Markdown."""
    parts = [described(result["machine"]), ""]
    digests = result["hashing"]
    parts += ["### Hashing", "", hashing.table(digests["figures"]), "", scale(digests["scale"]), ""]
    if "peers" in result:
        others = result["peers"]
        corpus = "with" if CORPUS.exists() and result["full"] else "without"
        parts += ["### Validation", "", f"{others['files']} files, {corpus} the corpus of real ones.", ""]
        parts += [formats.table(others["summary"]), "", peers.process_table(others["processes"]), ""]
        parts += [markdown(["peer", "version"], [[k, v] for k, v in others["present"].items()]), ""]
    return "\n".join(parts)


def scale(facts: dict[str, float]) -> str:
    """Large inputs in a sentence."""
    return (
        f"A million buffers of 32 bytes: {facts['million_buffers_seconds']:.2f} s, {facts['million_buffers_mib']:.0f} MiB more memory, "
        f"of which 31 MiB are the digests. A stream of {facts['stream_gb']:.0f} GB: {facts['stream_seconds']:.1f} s, "
        f"{facts['stream_mib']:.0f} MiB more memory."
    )


def plot(figures: Iterable[dict[str, Any]]) -> str:
    """Times faster than hashlib by size of message, as SVG: a line for each algorithm."""
    packed = [f for f in figures if f["of"] == "digest_packed" and f["group"] in hashing.ALGORITHMS]
    chosen = [f for f in packed if f["case"][0].isdigit() and " to " not in f["case"]]
    cases = list(dict.fromkeys(f["case"] for f in chosen))
    algorithms = list(dict.fromkeys(f["group"] for f in chosen))
    colours = dict(zip(algorithms, ("#8a8a8a", "#1b6ca8", "#c2571a", "#3a7d44"), strict=False))
    ratios = {(f["group"], f["case"]): f["ratio"] for f in chosen}
    left, top, width, height = 50, 30, 520, 260
    most = max([*ratios.values(), 1.0]) * 1.1

    def x(case: str) -> float:
        return left + width * (cases.index(case) + 0.5) / len(cases)

    def y(ratio: float) -> float:
        return top + height * (1 - ratio / most)

    body = [f'<text x="{left}" y="18">Times faster than a loop over hashlib, one thread, by size of message</text>']
    for mark in range(int(most) + 1):
        colour = "#444" if mark == 1 else "#ddd"
        body.append(f'<line x1="{left}" x2="{left + width}" y1="{y(mark):.1f}" y2="{y(mark):.1f}" stroke="{colour}"/>')
        body.append(f'<text x="{left - 8}" y="{y(mark) + 4:.1f}" text-anchor="end">{mark}</text>')
    body += [f'<text x="{x(c):.1f}" y="{top + height + 18}" text-anchor="middle">{c}</text>' for c in cases]
    for number, name in enumerate(algorithms):
        points = [(x(c), y(ratios[name, c])) for c in cases if (name, c) in ratios]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        body.append(f'<polyline points="{line}" fill="none" stroke="{colours[name]}" stroke-width="2"/>')
        body += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colours[name]}"/>' for a, b in points]
        at = top + 14 + 18 * number
        body.append(f'<text x="{left + width - 8}" y="{at}" text-anchor="end" fill="{colours[name]}">{name}</text>')
    size = f'width="{left + width + 20}" height="{top + height + 40}"'
    style = 'font-family="sans-serif" font-size="12"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n' + "\n".join(body) + "\n</svg>\n"


def write_page(text: str, drawing: str) -> None:
    """Puts the figures between the marks of the page."""
    old = PAGE.read_text(encoding="utf-8")
    before, _, rest = old.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
    PAGE.with_suffix(".svg").write_text(drawing, encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Measures and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--hashing", action="store_true")
    parser.add_argument("--docs", action="store_true")
    options = parser.parse_args(arguments)
    result: dict[str, Any] = {"machine": machine(), "full": options.full, "hashing": hashing.measure(options.full)}
    publish(result, docs=options.docs)
    if not options.hashing:
        result["peers"] = peers.measure(options.full)
        publish(result, docs=options.docs)
    print(page(result))


def publish(result: dict[str, Any], *, docs: bool) -> None:
    """Writes what is known so far."""
    BUILD.mkdir(exist_ok=True)
    text, drawing = page(result), plot(result["hashing"]["figures"])
    (BUILD / "bench.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    (BUILD / "bench.md").write_text(text, encoding="utf-8")
    (BUILD / "bench.svg").write_text(drawing, encoding="utf-8")
    if docs:
        write_page(text, drawing)


if __name__ == "__main__":
    main(sys.argv[1:])
