# Two commands do everything on a fresh machine: `make run` and `make test`.
# `make run ARGS="--no-samples"` hands options on; `make sitrep ARGS="articles"` runs any command.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# More than cores: many tests wait for processes and pauses.
WORKERS ?= 3
ARGS ?=
# Some machines keep no bytecode; then each worker, and each process that a test starts, compiles all.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run sitrep test lint check bench clean

help: ## what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: $(VENV)/.run ## the bot: on Telegram where TELEGRAM_BOT_TOKEN is set, else in the terminal
	@$(BIN)/sitrep run $(ARGS)

sitrep: $(VENV)/.run ## any command of sitrep's: make sitrep ARGS="add report.html"
	@$(BIN)/sitrep $(ARGS)

test: $(VENV)/.dev ## all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

soak: $(VENV)/.dev ## the tests that take their time, at their whole length, with their figures
	SITREP_TEST_WHOLE=1 $(BIN)/python -m pytest -s $(ARGS) \
		tests/index/test_kill.py tests/test_flood.py tests/test_restart.py \
		tests/test_library_restart.py tests/test_mutated_pages.py \
		tests/bot/test_random_updates.py tests/bot/test_announcing_kills.py

lint: $(VENV)/.dev ## formatting, lint, types, and who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint ## what CI runs: lint, all tests with branch coverage, the long ones at their whole length
	@$(MAKE) test ARGS="--cov --cov-report=term --cov-fail-under=95 $(ARGS)"
	@$(MAKE) soak

bench: $(VENV)/.dev ## speed: encoding, questions, start
	$(BIN)/python -m tests.benchmarks $(ARGS)

clean: ## remove the virtual environment and what tools left
	rm -rf $(VENV) .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Sitrep needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is missing: on Debian, apt install python3-venv" >&2; exit 1; }

# A stamp a set of dependencies, so that a second start installs nothing.
$(VENV)/.run: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing Sitrep into $(VENV), once; this takes a few minutes."
	@$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing Sitrep and its development tools into $(VENV), once."
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/.run
