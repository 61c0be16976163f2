# Foyer: `make run` and `make test` do everything, from an empty machine on. `make help` lists the rest.

.DEFAULT_GOAL := help
.PHONY: help run test suite setup setup-dev lint format bench torture screenshots translations lock clean

# Every Python that is started finds compiled what an earlier one compiled, also where the surroundings say not to.
export PYTHONDONTWRITEBYTECODE :=

PYTHON_IN := .venv/bin/python
SOURCES := pos hardware printing kiosk tests
KILLS ?= 1000
PAYMENTS ?= 100000
CLOSINGS ?= 400
VENUES ?= 1000
SEASONS ?= 3
PROCESSES ?= 10
FAILOVERS ?= 2
STORMS ?= 200
WALKS ?= 10
# A file is played by one worker, so what its tests share is made once; the longest files come first.
SIDE_BY_SIDE := -n 3 --dist loadfile --no-loadscope-reorder

help:  ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup  ## Install what is missing and start the demo venue
	@$(PYTHON_IN) -m kiosk demo

test:  ## Install what is missing, lint, and run every test
	@$(MAKE) --no-print-directory -j 2 lint suite

# Linters wait for nothing and the suite often: side by side they fill two cores.
suite: setup-dev
	@$(PYTHON_IN) -m pytest $(SIDE_BY_SIDE) -q

setup:  ## Install what running needs
	@.ci/setup

setup-dev:  ## Install what running and testing need
	@.ci/setup --dev

lint: setup-dev  ## ruff, mypy and the layer contracts
	@$(PYTHON_IN) -m ruff check --quiet $(SOURCES)
	@$(PYTHON_IN) -m ruff format --check --quiet $(SOURCES)
	@$(PYTHON_IN) -m mypy --no-error-summary
	@.venv/bin/lint-imports --no-logo

format: setup-dev  ## Put the code into the house format
	@$(PYTHON_IN) -m ruff check --fix --quiet $(SOURCES)
	@$(PYTHON_IN) -m ruff format --quiet $(SOURCES)

bench: setup  ## Measure: one JSON line a figure
	@$(PYTHON_IN) -m kiosk bench

torture: setup-dev  ## Kill evenings at random points, pay at a bad terminal, close with known mistakes, cut windows off from their hub, many times over
	@FOYER_KILLS=$(KILLS) FOYER_VENUES=$(VENUES) FOYER_STORMS=$(STORMS) FOYER_PAYMENTS=$(PAYMENTS) FOYER_CLOSINGS=$(CLOSINGS) FOYER_TERMINAL_PAYMENTS=2000 FOYER_TICKETS=500 \
		$(PYTHON_IN) -m pytest -n 2 -q tests/torture tests/contract/test_terminal_random.py
	@FOYER_PATRONS=190 FOYER_SALES_BEFORE="2 7 14 40" FOYER_WALKS=$(WALKS) \
		$(PYTHON_IN) -m pytest -n 2 -q tests/e2e/test_evening.py tests/e2e/test_kill_window.py \
		tests/integration/test_*_in_any_order.py
	@$(PYTHON_IN) -m tests.torture.hub_mistakes --runs 12
	@$(PYTHON_IN) -m tests.torture.hub_world --runs $(SEASONS) --windows 50 --evenings 60
	@$(PYTHON_IN) -m tests.torture.hub_processes --mistakes
	@$(PYTHON_IN) -m tests.torture.hub_processes --rounds $(PROCESSES)
	@$(PYTHON_IN) -m tests.torture.hub_failover --mistake
	@$(PYTHON_IN) -m tests.torture.hub_failover --rounds $(FAILOVERS)
	@$(PYTHON_IN) -m tests.torture.hub_failover --asynchronous --rounds $(FAILOVERS)
	@$(PYTHON_IN) -m tests.torture.hub_full_disk --rounds $(FAILOVERS)

PICTURES := sell map-seats pay card-at-terminal card-declined pay-certificate-dark card-unknown-dark money-in-doubt-dark \
	give-back-dark patron change will-call print-tasks-dark banner-out-of-tickets devices close-count \
	close-difference-dark z-report bench-dark hub hub-blocks

screenshots: setup-dev  ## Play an evening and keep its pictures for the README, and a sheet of seat maps
	@rm -rf out/screenshots
	@$(PYTHON_IN) -m kiosk demo --evening --seed 7 --out out/screenshots
	@mkdir -p assets/screenshots
	@for name in $(PICTURES); do cp out/screenshots/screens/[0-9][0-9]-$$name.png assets/screenshots/$$name.png; done
	@cp out/screenshots/tickets/ticket-0010.png assets/screenshots/ticket.png
	@cp out/screenshots/receipts/receipt-0003.png assets/screenshots/receipt.png
	@QT_QPA_PLATFORM=offscreen QT_ENABLE_HIGHDPI_SCALING=0 $(PYTHON_IN) -m tests.ui.map_sheet assets/screenshots/map-zooms.png

translations: setup  ## Find every sentence, bring the catalogues up to date, compile them
	@$(PYTHON_IN) -m kiosk.translations extract
	@$(PYTHON_IN) -m kiosk.translations compile

LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --upgrade

lock:  ## Pin the newest allowed Python packages, with their hashes
	@.ci/setup
	@$(PYTHON_IN) -m pip install --quiet uv==0.13.9
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) --group build -c requirements.lock -o requirements-build.lock
	@$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock

clean:  ## Remove what was made (keeps the demo's data elsewhere untouched)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache out build foyer.egg-info
	@find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
