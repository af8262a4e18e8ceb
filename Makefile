# `make demo` and `make test` are enough on a bare machine; the rest is for developers.
PORT ?= 8000
BIN := .venv/bin
# Compiled once for all the processes that the tests start, and never beside the source.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
# Two processes: the suite waits for databases and passwords as much as it computes.
JOBS ?= 2

.PHONY: help demo test test-faults check bench rehearsal lock

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

demo: ## serve the demonstration on http://127.0.0.1:$(PORT)
	@bin/prepare run
	@BASCULE_ENV=demo $(BIN)/bascule init
	@BASCULE_ENV=demo BASCULE_PUBLIC_URL=http://127.0.0.1:$(PORT) $(BIN)/bascule demo
	@BASCULE_ENV=demo exec $(BIN)/bascule serve --port $(PORT) --worker

test: ## run every test, save the long ones
	@bin/prepare test
	@$(BIN)/pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not faults"

test-faults: ## kill, race over processes, restart; BASCULE_KILLS=50 kills each import fifty times
	@bin/prepare test
	@$(BIN)/pytest -q -n $(JOBS) --dist loadfile -m faults --timeout 600

check: ## format, lint, types, import contracts, dead code, layout, documents
	@bin/prepare test
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy --strict
	@$(BIN)/lint-imports
	@$(BIN)/pytest -q tests/test_layout.py tests/test_dead_code.py tests/test_contributing.py

bench: ## measure beside the peers that BENCH_PEERS names, and eight who attach at once; SIZE=full for 10k, 100k and 1M
	@bin/prepare test
	@SIZE=$(SIZE) $(BIN)/python -m bench peers attaching

rehearsal: ## servers, workers, nginx and PostgreSQL on loopback, loaded, killed and restarted; SECONDS=300
	@bin/prepare test
	@SECONDS=$(SECONDS) $(BIN)/python -m bench rehearsal

lock: ## lock the dependencies again (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --extra s3 pyproject.toml -o requirements/s3.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --extra traces pyproject.toml -o requirements/traces.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --extra parquet pyproject.toml -o requirements/parquet.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --extra dev pyproject.toml -o requirements/dev.txt
