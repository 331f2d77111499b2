# From a fresh clone: `make demo` shows reports, `make test` runs everything. Needs Python >= 3.11 and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= auto

.PHONY: demo test test-native lint format vectors bench bench-full constraints docs clean

$(READY): constraints.txt pyproject.toml setup.py src/esigval/hashing/_kernel.c src/esigval/asn1/_walker.c
	@$(PYTHON) -c 'import sys; sys.exit("esigval needs Python 3.11 or newer, found " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)
	@$(BIN)/python tools/demo.py

test: lint
	$(BIN)/python -m pytest -n $(JOBS)

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/implemented_clauses.py --check
	$(BIN)/python tools/readme_report.py --check

format: $(READY)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# The signed files of tests/vectors, made again from the worlds of tests/worlds.
vectors: $(READY)
	$(BIN)/python -m tests.worlds

# Speed on this machine: build/bench.json, .md and .svg. `make bench` takes minutes.
bench: $(READY)
	$(BIN)/python benchmarks/run.py

bench-full: $(READY)
	$(BIN)/python benchmarks/run.py --full

# The tests of each extension, built under the address and the undefined-behaviour sanitizer; needs a C compiler with both.
# Then hashing's paths for Arm under an emulator, where a cross compiler and the emulator are installed.
SANITIZED := build/native
SANITIZE := -O1 -g -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -shared -fPIC
test-native: $(READY)
	mkdir -p $(SANITIZED)
	for part in hashing/_kernel asn1/_walker; do \
	  $(CC) $(SANITIZE) -I$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("include"))') \
	    src/esigval/$$part.c -o $(SANITIZED)/$$(basename $$part).so || exit 1; \
	done
	LD_PRELOAD="$$($(CC) -print-file-name=libasan.so) $$($(CC) -print-file-name=libubsan.so)" ASAN_OPTIONS=detect_leaks=0 \
	  $(BIN)/python -m tests.native esigval.hashing._kernel $(SANITIZED)/_kernel.so tests/unit/hashing tests/properties/test_hashing.py
	LD_PRELOAD="$$($(CC) -print-file-name=libasan.so) $$($(CC) -print-file-name=libubsan.so)" ASAN_OPTIONS=detect_leaks=0 \
	  $(BIN)/python -m tests.native esigval.asn1._walker $(SANITIZED)/_walker.so tests/unit/asn1 tests/unit/x509 tests/properties/test_walker.py
	$(BIN)/python -m tests.unit.hashing.arm

# Pages that are generated from the source.
docs: $(READY)
	$(BIN)/python tools/implemented_clauses.py
	$(BIN)/python tools/readme_report.py
	$(BIN)/esigval schema > docs/report.schema.json

# The lock: every package with its hashes, no index host in it.
constraints: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes --no-header \
	  --no-emit-index-url pyproject.toml -o constraints.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache src/*.egg-info
