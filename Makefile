# Each target does all of its own set-up; `make` alone lists them.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test lint bench bench-detect bench-sinks prove fuzz docs lock system clean
BIN := .venv/bin

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: ## the proxy on 127.0.0.1:8080 with the baseline policy, state in ./var (ARGS="..." are passed on)
	@scripts/setup run
	@exec $(BIN)/quarterdeck run $(ARGS)

test: ## every check and every test
	@scripts/setup dev
	@scripts/system-packages test
	@scripts/gate

lint: ## the checks that run no test: ruff, mypy, the layers
	@scripts/setup dev
	@scripts/gate lint

bench: ## CPU and throughput beside stock mitmproxy, and the million-domain figures
	@scripts/setup dev
	@scripts/system-packages bench
	@exec $(BIN)/python benchmarks/run.py $(ARGS)

bench-detect: ## precision, recall and speed of detection beside detect-secrets and Presidio (ARGS="--misses")
	@scripts/setup dev
	@scripts/setup-compare
	@exec $(BIN)/python benchmarks/detection_report.py $(ARGS)

bench-sinks: ## records a second that each sink of the deck log ships
	@scripts/setup dev
	@exec $(BIN)/python -O -m benchmarks.sinks $(ARGS)

prove: ## the deck log through 200 kills under load, and 10,000 tampers with it
	@scripts/setup dev
	@QUARTERDECK_KILL_ROUNDS=200 $(BIN)/pytest -q -n 0 -s tests/e2e/test_kill.py
	@exec $(BIN)/python -m tests.audit.tampers --count 10000

fuzz: ## the property tests with a large budget
	@scripts/setup dev
	@HYPOTHESIS_PROFILE=fuzz exec $(BIN)/pytest -q -n auto -m hypothesis --timeout 0 $(ARGS)

docs: ## write docs/reference/ anew from the schemas, the commands, the samples and the tables
	@scripts/setup dev
	@exec $(BIN)/python scripts/reference.py

lock: ## resolve the dependencies anew into requirements*.lock (ARGS="--upgrade" for newer ones)
	@scripts/setup dev
	@scripts/lock $(ARGS)

system: ## install the system packages that tests and benchmarks need
	@scripts/system-packages bench

clean: ## remove everything that the targets made, but the state in ./var
	rm -rf .venv .venv-compare .tools .setup.lock .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* htmlcov dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
