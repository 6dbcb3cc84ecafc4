# Short names for what is done every day. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test test-slow check fmt lock

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up and start the demonstration (same as ./run)
	@./run

test: ## set up, check and test everything (same as ./test)
	@./test

test-slow: ## what needs LibreOffice or much time
	@.venv/bin/pytest -m slow

check: ## style, types, rooms and house rules, without the tests
	@tools/check.sh

fmt: ## put imports and layout in order
	@.venv/bin/ruff check --fix --quiet .; .venv/bin/ruff format .

lock: ## write the lock files again after a change in pyproject.toml (needs uv)
	@tools/lock.sh
