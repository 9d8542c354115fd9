# Every target sets itself up. Needed: Python 3.11 or newer, make and a C compiler; nothing else. What runs in the
# browser is built by Node: the machine's own where it is new enough, else one that comes as a Python package.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	$(if $(UPGRADE),--upgrade,)
WORKERS ?= 2
FACES := src/earnest/web/dist/.built
FACES_FROM := $(shell find ui src/earnest/words -name node_modules -prune -o -type f -print)

.PHONY: help setup demo test lint slow faces bench lock clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

setup: $(READY) $(FACES)  ## make .venv with the earnest command and every tool, and build what runs in the browser

# The stamp names what was installed: a changed lock file or pyproject.toml installs again, anything else takes no time.
$(READY): requirements/build.txt requirements/dev.txt pyproject.toml tools/python_version.py
	@$(PYTHON) tools/python_version.py
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

$(FACES): $(READY) $(FACES_FROM)
	cd ui && ../tools/npm ci --silent && ../tools/npm run --silent build
	@touch $@

demo: $(READY) $(FACES)  ## serve the example shop and its chat on 127.0.0.1 (RESET=1 starts afresh)
	$(BIN)/earnest demo $(if $(RESET),--reset,)

lint: $(READY)  ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: lint  ## the fast suite: no network, no browser, no outside service
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal --timeout 300 -m "not slow and not postgres"

slow: $(READY)  ## the slow suites (PostgreSQL tests need EARNEST_TEST_POSTGRES, see CONTRIBUTING.md)
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup --no-loadscope-reorder --timeout 900 -m "slow or postgres"

faces: $(FACES)  ## style, types and unit tests of what runs in the browser
	cd ui && ../tools/npm run --silent check && ../tools/npm test --silent

bench: $(READY)  ## the speed figures, as JSON
	@for file in $$(grep -l '^if __name__' bench/*.py); do \
		name=$$(basename $$file .py); echo "== $$name"; $(BIN)/python -m bench.$$name || exit 1; \
	done

lock:  ## write the hash-locked requirements again (UPGRADE=1 takes newer versions)
	@command -v uv > /dev/null || { echo "make lock needs uv: install it with your system's Python tools." >&2; exit 1; }
	$(LOCK) --extra dev -o requirements/dev.txt pyproject.toml
	$(LOCK) -c requirements/dev.txt -o requirements/base.txt pyproject.toml
	$(LOCK) -c requirements/dev.txt -o requirements/build.txt requirements/build.in
	$(LOCK) -o requirements/node.txt requirements/node.in

clean:  ## remove the virtual environment and caches (the demo's state stays)
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis ui/node_modules src/earnest/web/dist
