# Everything a person does with the project. `make` alone lists it.
# A fresh machine needs Python 3.11 or newer and make; nothing else is installed outside .venv,
# except by `make system`.

MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo test fuzz check transcripts pictures bench system lock clean

BIN := .venv/bin
STAMP := .venv/.stamp
BENCH_STAMP := .venv-bench/.stamp
ROUNDS ?= 3
SECONDS ?= 2
SCENARIOS ?= rate far light start growth cluster
SIZE ?= default
RECENT_ENOUGH := import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11 python
PYTEST := $(BIN)/pytest -n auto --dist worksteal
# The whole database suite needs PostgreSQL, replicas nginx, the browser tests Chromium, and
# screenshots fonts.
PACKAGES := chromium postgresql nginx-light fonts-dejavu-core fonts-noto-color-emoji

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## create .venv with the pinned dependencies

$(STAMP): requirements.lock pyproject.toml
	@if ! $(BIN)/python -c '$(RECENT_ENOUGH)' 2>/dev/null; then \
	  for candidate in $(PYTHON) $(PYTHONS); do \
	    if $$candidate -c '$(RECENT_ENOUGH)' 2>/dev/null; then found=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "Klinik Ekspor needs Python 3.11 or newer with venv; this machine has: $$(python3 --version 2>&1)."; \
	    echo "On Debian or Ubuntu: apt-get install python3-venv. Elsewhere: python.org/downloads."; \
	    echo "Installed under another name? make setup PYTHON=/path/to/python3"; \
	    exit 1; \
	  fi; \
	  $$found -m venv --clear .venv; \
	fi
	@echo "Installing the dependencies into .venv (about a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## phones in the browser, a seeded clinic, no token needed
	@$(BIN)/klinik demo

test: setup ## all tests; the last line names what could not run here
	@$(PYTEST)

fuzz: setup ## everything goes wrong: ROUNDS=300 [SEED=] [FLOW=] [DATABASE=] [MODE=] [ONLY=]
	@$(BIN)/python -m tests.fuzz --rounds $(or $(ROUNDS),30) --seed $(or $(SEED),0) \
	  --flow "$(FLOW)" --database $(or $(DATABASE),sqlite) --mode $(or $(MODE),polling) --only "$(ONLY)"

check: setup ## style, types, words, migrations and the house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) tests/test_texts.py tests/test_migrations.py tests/test_house_rules.py tests/test_repository.py

transcripts: setup ## write docs/transcripts anew from the conversation tests
	@$(PYTEST) --rewrite-transcripts
	@git status --short docs/transcripts

pictures: setup ## take the pictures of README and docs anew, with Chromium
	@KLINIK_PICTURES=1 KLINIK_TEST_ALL=1 $(BIN)/pytest -m browser tests/test_browser.py tests/test_browser_evidence.py
	@KLINIK_PICTURES=1 $(BIN)/pytest tests/test_stage_card.py
	@git status --short docs/pictures

bench: setup $(BENCH_STAMP) ## measure beside other bots (12 minutes); writes docs/performance.md
	@$(BIN)/python -m benchmarks --write --rounds $(ROUNDS) --seconds $(SECONDS) --size $(SIZE) \
	  --scenario $(SCENARIOS)

# What the peers need and the bot does not; the bot's own .venv stays as it is.
$(BENCH_STAMP): benchmarks/requirements.lock
	@$(BIN)/python -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

system: ## install PostgreSQL, nginx, Chromium and fonts for the whole test suite (Debian, Ubuntu)
	@if ! command -v apt-get >/dev/null; then \
	  echo "No apt-get here: install PostgreSQL, nginx and Chromium your system's way; the tests find them on PATH."; \
	elif dpkg-query --show --showformat '$${Status}\n' $(PACKAGES) 2>/dev/null \
	    | grep -c '^install ok installed' | grep -qx $(words $(PACKAGES)); then \
	  echo "PostgreSQL, nginx, Chromium and fonts are installed."; \
	else \
	  if [ "$$(id -u)" = 0 ]; then as_root=; elif command -v sudo >/dev/null; then as_root=sudo; else \
	    echo "Please run as root: apt-get install $(PACKAGES)"; exit 1; \
	  fi; \
	  $$as_root apt-get update -qq && \
	  $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $(PACKAGES) </dev/null; \
	fi

lock: setup ## resolve the dependencies anew into requirements.lock
	@command -v $(BIN)/uv >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	@sed -n '/^bench = /s/.*"\(.*\)".*/\1/p' pyproject.toml | $(BIN)/uv pip compile --quiet - \
	  --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -o benchmarks/requirements.lock

clean: ## remove .venv and everything tools left behind (never data/)
	@rm -rf .venv .venv-bench build *.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
