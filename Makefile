# `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 2
PYTHON := .venv/bin/python -W ignore
STAMP := .venv/.synced

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | awk -F'\t' '{printf "  %-14s %s\n", $$1, $$2}'

.PHONY: bootstrap
bootstrap: ## make the environment from the lock file
	@tools/bootstrap run

.PHONY: run
run: bootstrap train ## answer on http://127.0.0.1:8080 (HOST and PORT change it)
	@$(PYTHON) -m bot serve

.PHONY: train
train: bootstrap ## train a model if the data changed
	@$(PYTHON) -m bot train

.PHONY: vectors
vectors: bootstrap ## keep the vectors of new training sentences in data/vectors, so that a first training is quick
	@$(PYTHON) -m bot train --keep-vectors

.PHONY: encoder
encoder: bootstrap ## tune the sentence encoder on the training sentences (an hour; downloads 3 GB); then vectors, train, measured
	@tools/bootstrap encoder
	@$(PYTHON) -m tools.encoder.sentences .cache/encoder-sentences.jsonl
	@.venv-encoder/bin/python -m tools.encoder.tune .cache/encoder-sentences.jsonl data/encoder/layers.npz

.PHONY: test
test: ## all checks: lint, types, catalogs, unit, model, web, browser (what CI runs)
	@tools/bootstrap test
	@tools/system-packages
	@$(MAKE) --no-print-directory lint types catalogs validate train stories
	@tools/run-tests

.PHONY: test-fast
test-fast: ## the tests that need no trained model and no browser
	@tools/bootstrap test
	@$(PYTHON) -m pytest tests -m "not model and not browser"

.PHONY: screenshots
screenshots: ## pictures of the main states in English, Urdu and at 320 px; writes screenshots/
	@tools/bootstrap test
	@tools/system-packages
	@tools/screenshots

.PHONY: soak
soak: ## 1,000 requests for a call from 50 clients while the process is killed ten times; SQLite and PostgreSQL
	@tools/bootstrap test
	@tools/system-packages
	@$(PYTHON) -m tests.callbacks.soak

.PHONY: lint
lint: ## style of the code
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

.PHONY: format
format: ## mend the style of the code
	@.venv/bin/ruff check --fix-only -q .
	@.venv/bin/ruff format -q .

.PHONY: types
types: ## static types
	@.venv/bin/mypy

.PHONY: catalogs
catalogs: ## check the translations
	@$(PYTHON) -m bot language check

.PHONY: strings
strings: ## bring the catalogs up to date with the source texts
	@$(PYTHON) -m bot language update

.PHONY: validate
validate: ## Rasa's own check of domain, data, rules and stories
	@tools/validate

.PHONY: stories
stories: ## play the test stories of tests/stories on the trained model (rasa test core)
	@.venv/bin/rasa test core --stories tests/stories --fail-on-prediction-errors --out results/stories > results-stories.log 2>&1 \
	  && rm -f results-stories.log && echo "stories: all predicted" || { tail -30 results-stories.log; exit 1; }

.PHONY: evaluate
evaluate: train ## measure understanding on the held-out sentences; writes results/
	@$(PYTHON) -m bot evaluate
	@.venv/bin/rasa test nlu --nlu results/held-out.yml --out results/nlu > results/rasa-test-nlu.log 2>&1 \
	  && echo "results/nlu: reports of rasa test nlu" || { tail -30 results/rasa-test-nlu.log; exit 1; }

.PHONY: measured
measured: train ## the same, and the trade-off of the gate; writes docs/measured.md
	@$(PYTHON) -m bot evaluate --publish

.PHONY: bench
bench: train ## compare start, turn time and memory with a stock Rasa bot, in one run
	@tools/bootstrap bench
	@$(PYTHON) -m benchmarks.compare

.PHONY: audit
audit: ## known vulnerabilities of the locked packages
	@tools/bootstrap audit
	@$(PYTHON) tools/audit.py

.PHONY: licences
licences: ## licences of the locked packages
	@tools/bootstrap test
	@.venv/bin/pip-licenses --python=.venv/bin/python --format=markdown --order=license

.PHONY: lock
lock: ## solve the dependencies anew and write the lock files
	@tools/lock

.PHONY: clean
clean: ## remove what was made (environment, models, caches); conversations stay
	@rm -rf .venv models results .cache .rasa .mypy_cache .ruff_cache .pytest_cache
