# The portal's commands. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --fork-strategy fewest --no-emit-index-url --no-header pyproject.toml

# Tests start some sixty programs, each of which would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test prove lint format dev lock python

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 16

run: python ## Install and start everything on this machine; Ctrl-C stops it
	@$(PYTHON) -m scripts.preflight
	@$(PYTHON) -m scripts.install embedded
	@$(BIN)/python -m scripts.run

test: lint ## Everything that must hold: style, types, layers, migrations, tests with real servers and a browser
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/pytest

prove: dev ## Measure what is too large for each test run; ONLY=part chooses one part
	@$(BIN)/python -m tests.benchmarks $(ONLY)

lint: dev ## Style, types and layers alone
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 --check {} +
	@PYTHONPATH=. $(BIN)/lint-imports
	@$(BIN)/mypy

format: dev ## Format every file
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

dev: python ## Install what the tests need
	@$(PYTHON) -m scripts.install dev

lock: dev ## Write requirements/*.txt and package-lock.json anew
	@$(BIN)/python -m pip install --quiet uv==0.13.9
	@$(COMPILE) -o requirements/production.txt
	@$(COMPILE) --extra embedded -o requirements/embedded.txt
	@$(COMPILE) --extra embedded --extra dev -o requirements/dev.txt
	@PATH="$(BIN):$$PATH" npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "The portal needs Python 3.11 or later, and '$(PYTHON)' is not one: set PYTHON, as in 'make $(MAKECMDGOALS) PYTHON=python3.12'." >&2; exit 1; }
