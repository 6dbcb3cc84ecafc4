# Short names for what is done every day. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test coverage test-slow test-durability explore fuzz simulation mutants faultproxy check fmt lock

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up and start the demonstration (same as ./run)
	@./run

test: ## set up, check and test everything (same as ./test)
	@./test

coverage: ## the tests once more, counting lines and branches (takes half as long again; it informs and judges nothing)
	@.venv/bin/coverage erase; .venv/bin/coverage run -m pytest --numprocesses auto --dist worksteal
	@.venv/bin/coverage combine --quiet || true # a process that a test killed may leave half a file
	@.venv/bin/coverage report --format=total

test-slow: ## what needs LibreOffice, another reader of OFD, or much time; sets them up
	@tools/slow.sh

test-durability: ## power cuts, kills, failing disks, changed bytes at full length (an hour or two; QUICK=--quick for minutes)
	@.venv/bin/python -W ignore -m tests.durability $(QUICK)

explore: ## the tests that draw their own examples, with new ones every time (10,000 steps of each random machine)
	@.venv/bin/pytest --hypothesis-profile=explore -m "hypothesis and not slow" --numprocesses auto

fuzz: ## 10,000 malformed files through the readers (some minutes)
	@.venv/bin/python -m tests.fuzz

simulation: ## 10,000 seeds of sync under faults, the gate's first (SEEDS=2000 for fewer)
	@.venv/bin/python -W ignore -m tests.simulation --seeds $(or $(SEEDS),10000)

mutants: ## engines broken on purpose: both suites have to catch each
	@.venv/bin/python -W ignore -m tests.simulation --mutants
	@.venv/bin/python -W ignore -m tests.faultproxy --mutants

faultproxy: ## every operation over every fault of the line, 504 cells
	@.venv/bin/python -W ignore -m tests.faultproxy

check: ## style, types, rooms and house rules, without the tests
	@tools/check.sh

fmt: ## put imports and layout in order
	@.venv/bin/ruff check --fix --quiet .; .venv/bin/ruff format .

lock: ## write the lock files again after a change in pyproject.toml (needs uv)
	@tools/lock.sh
