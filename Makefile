# make run    set everything up, ask the sample documents a question, print the checked answer
# make ui     open the page on the same documents
# make test   everything that has to pass before a change goes in; .ci/run calls this
#
# Each target does its own set-up. It needs Python 3.11 or newer, make and a package index; a
# second run reuses what is there and needs no network.

PYTHON   ?=
VENV     := .venv
DATA     ?= .citeproof
QUESTION ?= Is there a purchase commitment?

CITEPROOF := $(VENV)/bin/citeproof
PY        := $(VENV)/bin/python

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help run ui test data environment dev-environment format lint types tests screenshots docs \
	docs-drift wheel lock clean

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 24

run: data ## Set up, ask the sample documents a question and print the checked answer.
	@$(CITEPROOF) ask "$(QUESTION)" --data "$(DATA)"
	@echo
	@echo "Ask your own:  $(CITEPROOF) ask \"…\" --data $(DATA)"
	@echo "Open the page: make ui"

ui: data ## Open the page on the sample documents.
	@$(CITEPROOF) serve --data "$(DATA)" --open

data: environment ## Fetch and verify the models, take in the sample documents.
	@$(CITEPROOF) models pull
	@$(CITEPROOF) ingest seeds --data "$(DATA)"

environment: ## Make .venv from the hashed lock.
	@PYTHON="$(PYTHON)" sh scripts/environment.sh "$(VENV)" runtime

dev-environment: ## Make .venv from the hashed lock of the development tools.
	@PYTHON="$(PYTHON)" sh scripts/environment.sh "$(VENV)" dev

test: lint types tests docs-drift wheel ## Format, lint, types, all tests, docs drift, the wheel.

format: dev-environment ## Rewrite the code in the project's format.
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

lint: dev-environment ## Check format and lint.
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

types: dev-environment ## Check types, strictly.
	$(PY) -m pyright --warnings

tests: dev-environment ## Run all tests, also those on the real models and in Chromium.
	$(CITEPROOF) models pull
	$(PY) -m pytest

screenshots: dev-environment ## Take the pictures of the page in docs/img again; needs Chromium.
	$(CITEPROOF) models pull
	CITEPROOF_SCREENSHOTS=docs/img $(PY) -m pytest tests/browser

docs: dev-environment ## Write the reference pages again from the code.
	$(PY) scripts/write_reference.py

docs-drift: dev-environment ## Fail when a reference page differs from the code.
	$(PY) scripts/write_reference.py --check

wheel: dev-environment ## Install the built wheel into an empty environment and ask it a question.
	$(PY) scripts/check_wheel.py

lock: dev-environment ## Resolve the newest releases again into the hashed locks.
	sh scripts/lock.sh "$(VENV)/bin/uv"

clean: ## Remove what the targets above made here, except the model files.
	rm -rf $(VENV) .venv-peer .citeproof build dist .pytest_cache .ruff_cache .hypothesis
