"""``python -m tests.fuzz TARGET --seconds N``: with Atheris where it is installed, with own mutations elsewhere."""

import argparse
import json
import random
import sys
import time
from pathlib import Path

MAX_BYTES = 300_000
LIMIT_MB = 2048


def main() -> int:
    """Runs one target; prints inputs, seconds of processor time and findings as JSON. Status 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0, help="of the random numbers")
    parser.add_argument("--folder", type=Path, default=Path("out/fuzz"), help="for inputs found and the corpus")
    parser.add_argument("--engine", choices=("atheris", "own"), default="atheris" if _has_atheris() else "own")
    options = parser.parse_args()
    (_with_atheris if options.engine == "atheris" else _with_own)(options)
    return 0


def _has_atheris() -> bool:
    from importlib.util import find_spec

    return find_spec("atheris") is not None


def _with_own(options: argparse.Namespace) -> None:
    from tests.fuzz.mutate import mutated
    from tests.fuzz.running import Run
    from tests.fuzz.targets import TARGETS

    target = TARGETS[options.target]
    run = Run(target, options.folder / options.target / "found")
    seeds, draw = target.seeds(), random.Random(options.seed)
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        run(mutated(draw.choice(seeds), draw.choice(seeds), draw))
    _tell(options, "own", run.inputs, sorted(run.found))
    sys.exit(1 if run.found else 0)


def _with_atheris(options: argparse.Namespace) -> None:
    import atheris  # type: ignore[import-not-found, unused-ignore]

    with atheris.instrument_imports(include=["esigval"]):
        from tests.fuzz.running import Run
        from tests.fuzz.targets import TARGETS

    target = TARGETS[options.target]
    run = Run(target, options.folder / options.target / "found")
    corpus = options.folder / options.target / "corpus"
    seeds = options.folder / options.target / "seeds"
    for folder in (corpus, seeds):
        folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(target.seeds()):
        (seeds / str(number)).write_bytes(data)
    told = time.monotonic()

    def one(data: bytes) -> None:
        nonlocal told
        run(data)
        now = time.monotonic()
        if now - told > 10:  # the engine ends the process itself, so what happened is told as it happens
            told = now
            _tell(options, "atheris", run.inputs, sorted(run.found))

    flags = [f"-max_total_time={options.seconds}", f"-max_len={MAX_BYTES}", f"-rss_limit_mb={LIMIT_MB}"]
    flags += ["-timeout=30", "-len_control=0", f"-seed={options.seed or 1}", f"-artifact_prefix={corpus.parent}/"]
    atheris.Setup([sys.argv[0], *flags, str(corpus), str(seeds)], one)
    atheris.Fuzz()


def _tell(options: argparse.Namespace, engine: str, inputs: int, found: list[str]) -> None:
    seconds = round(time.process_time())
    told = {"target": options.target, "engine": engine, "inputs": inputs, "seconds": seconds, "found": found}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
