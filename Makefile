# `make help` lists the targets. Every target sets itself up; a second start costs nothing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CASE ?= samples/detergent/case
OUT ?= out/detergent

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-10s %s\n", $$1, $$2}'

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not on PATH; set PYTHON=…"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --editable '.[dev,train,weights]'
	touch $@

.PHONY: setup
setup: $(READY) ## make .venv and install the pinned dependencies

.PHONY: run
run: $(READY) ## solve the sample case: CASE=folder OUT=folder
	$(BIN)/nlp-guard run $(CASE) --out $(OUT)

.PHONY: fmt
fmt: $(READY) ## format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: lint
lint: $(READY) ## format check, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: test
test: lint ## everything CI runs: lint, types, layers, tests, doctests
	$(BIN)/pytest

.PHONY: pictures
pictures: $(READY) ## pictures of the console in docs/img/console (needs chromium, fonts-noto-cjk)
	$(BIN)/python -m tests.bench.console_pictures

.PHONY: wheel
wheel: $(READY) ## build the wheel
	$(BIN)/python -m build --wheel --outdir dist .
