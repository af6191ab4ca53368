# What can be done with a clone. It needs git, make and Python 3.11 or newer with its venv module;
# everything else is installed into .venv from requirements-dev.lock.
#
#   make test PYTHON=python3.12     uses another interpreter for a .venv that is yet to be made
#   make test WORKERS=1             runs the tests one after another
#   make test ARGS='-k rollup'      passes ARGS on to pytest

PYTHON  ?= python3
WORKERS ?= auto
# Tests in office programs wait for windows: make test has one process more than there are processors.
MORE     = `$(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)'`
ARGS    ?=
# The years of the blank workbooks in workbook/templates.
TEMPLATE_YEARS := 2020 2025 2026
FIRST   ?= 0
COUNT   ?= 20000
MUTANTS ?= 200
SEED    ?= 1

VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
PYTEST := $(BIN)/python -m pytest --dist loadfile --no-loadscope-reorder -n
# The tests of `make check`, and those that `make coverage` runs: commands, too.
QUICK  := not office and not slow and not long and not whole
FAST   := not office and not slow and not long
# What `make coverage` holds to 95 %.
CORE   := */edition/*,*/checking/*,*/report.py,*/finding.py,*/quantity.py
# Makes the lock files. It comes from a venv of its own and is no dependency of the project.
UV     := uv==0.13.9

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help env demo test soak check lint types fast coverage fuzz mutants format bench wheel reference words templates pictures lock clean distclean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: $(STAMP) ## make or update .venv from the lock

# A .venv whose interpreter is gone or too old is made anew; any other is brought up to the lock.
$(STAMP): requirements-dev.lock pyproject.toml
	@if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  command -v $(PYTHON) >/dev/null || \
	    { echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name one: make PYTHON=python3.12"; exit 1; } >&2; \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "xlreport needs Python 3.11 or newer, but $(PYTHON) is `$(PYTHON) -V 2>&1`. Name another one: make PYTHON=python3.12"; exit 1; } >&2; \
	  $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	    { echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; } >&2; \
	  echo "Making $(VENV) with `$(PYTHON) -V`"; \
	  $(PYTHON) -m venv --clear $(VENV) || exit 1; \
	fi
	@echo "Installing the locked packages into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP) ## show what xlreport does, on made-up reports
	$(BIN)/python examples/demo.py

test: $(STAMP) ## run all tests, those that need LibreOffice included
	@bash scripts/system-packages.sh
	@if command -v soffice >/dev/null; then XLREPORT_REQUIRE_OFFICE=1; export XLREPORT_REQUIRE_OFFICE; fi; \
	  set -x; $(PYTEST) $(if $(filter auto,$(WORKERS)),$(MORE),$(WORKERS)) $(ARGS)

soak: $(STAMP) ## the soak tests, which take many minutes and are no part of make test
	$(PYTEST) $(WORKERS) -m long $(ARGS)

check: $(STAMP) ## lint, types and the quick tests, all at the same time: a minute
	@$(MAKE) --no-print-directory --jobs=3 lint types fast || \
	  { echo "Lint, types or tests failed: see above." >&2; exit 1; }

lint: $(STAMP) ## ruff: faults and formatting; do docstrings say their parameters
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet || { echo "Run: make format" >&2; exit 1; }
	$(BIN)/python scripts/docstrings.py

types: $(STAMP) ## mypy
	$(BIN)/mypy

fast: $(STAMP) ## the quick tests alone; those that take longest are named
	HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-quick} \
	  $(PYTEST) $(WORKERS) -m "$(QUICK)" --durations=5 --durations-min=1 $(ARGS)

coverage: $(STAMP) ## the tests of a few seconds with coverage; fails under 95 % of the core (branches counted)
	$(PYTEST) $(WORKERS) -m "$(FAST)" --cov --cov-report= $(ARGS)
	$(BIN)/coverage report --include='$(CORE)' --fail-under=95

fuzz: $(STAMP) ## read 20,000 damaged workbooks; make fuzz FIRST=20000 COUNT=500 reads others
	PYTHONPATH=. $(BIN)/python -m tests.fuzz $(FIRST) $(COUNT)

mutants: $(STAMP) ## change the program in 200 small ways; see which the fast tests notice
	$(BIN)/python -m scripts.mutants --count $(MUTANTS) --seed $(SEED)

format: $(STAMP) ## let ruff format and repair what it can
	$(BIN)/ruff check --fix --exit-zero --quiet
	$(BIN)/ruff format

bench: $(STAMP) ## run the benchmarks: prose rules, the button, city scale (takes long)
	@set -e; for name in prose click city; do \
	  echo "== benchmarks/$$name.py"; $(BIN)/python "benchmarks/$$name.py"; \
	done

wheel: $(STAMP) ## build dist/*.whl and the source package
	$(BIN)/python -m hatchling build --target sdist --target wheel

reference: $(STAMP) ## remake docs/reference from the schemas
	$(BIN)/python scripts/reference.py

words: $(STAMP) ## write what people read, and what a small city sees, into tests/golden
	$(BIN)/python scripts/words.py

templates: $(STAMP) ## build the blank workbooks of workbook/templates
	$(BIN)/python scripts/templates.py $(TEMPLATE_YEARS)

pictures: $(STAMP) ## remake docs/pictures from the program (needs LibreOffice, Xvfb, ImageMagick)
	$(BIN)/python scripts/pictures.py

lock: ## remake the lock files from pyproject.toml, with the newest allowed versions
	@set -e; dir=`mktemp -d`; trap 'rm -rf "$$dir"' EXIT; \
	$(PYTHON) -m venv "$$dir/venv"; \
	"$$dir/venv/bin/python" -m pip install --quiet --disable-pip-version-check '$(UV)'; \
	lock() { "$$dir/venv/bin/uv" --quiet --no-config pip compile pyproject.toml \
	  --universal --fork-strategy fewest --python-version 3.11 --no-annotate --no-header "$$@"; }; \
	{ echo "# What running, testing and building xlreport takes, on every system, from Python 3.11 on."; \
	  echo "# Made from pyproject.toml. To remake it: make lock"; \
	  lock --group dev; } >"$$dir/dev"; \
	{ echo "# What running xlreport takes, on every system, from Python 3.11 on: a part of"; \
	  echo "# requirements-dev.lock. Made from pyproject.toml. To remake it: make lock"; \
	  lock --constraint "$$dir/dev"; } >"$$dir/run"; \
	cat "$$dir/dev" >requirements-dev.lock; cat "$$dir/run" >requirements.lock

clean: ## remove caches and what was built
	rm -rf .coverage .coverage.* .hypothesis .mutants_cache .mypy_cache .pytest_cache .ruff_cache build demo dist htmlcov
	find src tests examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

distclean: clean ## the same, and .venv too
	rm -rf $(VENV)
