# Two commands set everything up on a bare machine with Python 3.11 and make:
#   make app    builds the demo catalog and shows it, on the terminal and in the browser
#   make test   runs the tests
# Both make .venv first and install the pinned versions into it.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

# Tests write into memory where there is room: on a disk, catalogs wait for it at each action that is stored.
MEMORY := $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'END { print $$4 + 0 }')" -ge 4000000 ] && echo /dev/shm)
PYTEST := $(if $(MEMORY),PYTEST_DEBUG_TEMPROOT=$(MEMORY) )$(BIN)/python -m pytest --numprocesses auto --dist worksteal

# Python keeps what it has compiled: without, every start of the app and of a command takes a second longer.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: app test test-server looks faults torture audit check bench samples screenshots clean

app: .venv/installed
	$(BIN)/kb demo
	$(BIN)/kb app --database kb-demo/catalog.db

test: .venv/tested
	$(PYTEST) -m 'not thorough and not server' $(TESTS)

# What a PostgreSQL server must do as a file does: one is started for it, and ended (Debian: apt install postgresql).
test-server: .venv/tested
	$(if $(MEMORY),PYTEST_DEBUG_TEMPROOT=$(MEMORY) )$(BIN)/python -m pytest -m server tests/kb/db/server

# What `make test` takes in one size or scheme only, in the others; what takes it too long; more examples of properties.
looks: .venv/tested
	KB_ALL_LOOKS=1 $(PYTEST) -m '(looks or thorough or hypothesis) and not server'

# Whether the tests notice deliberate faults; make faults FAULTS=alpha tries those with this word only.
faults: .venv/tested
	$(BIN)/python -m tools.faults --only "$(FAULTS)"

# Kills, damaged files, full disks, many people at once; LONG=1 takes hours; make torture TORTURE='--only kills'.
torture: .venv/tested
	$(BIN)/python -m tools.torture $(if $(MEMORY),--scratch $(MEMORY) )$(TORTURE)

# Whether a weakness is known in a pinned version; without the network it says so, and is no success (docs/dependencies.md).
audit: .venv/audited
	@$(BIN)/python -m tools.audit

check: .venv/checked
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed
	$(BIN)/python -m bench

samples: .venv/installed
	$(INSTALL) playwright
	$(BIN)/python tools/samples.py

screenshots: .venv/tested
	$(BIN)/python -m tools.screenshots

clean:
	rm -rf .venv kb-demo

# What has been installed is remembered by these files; they are older than what they depend on when it changes.
.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(INSTALL) --upgrade pip
	$(INSTALL) --build-constraint constraints.txt --editable .
	@touch $@

.venv/tested: .venv/installed
	$(INSTALL) --group test
	$(INSTALL) --no-deps irrCAC  # a test oracle that asks for older pandas and scipy than it needs
	@touch $@

.venv/audited: .venv/installed
	$(INSTALL) --group audit || { echo "pip-audit cannot be installed here: look at the advisories of what docs/dependencies.md lists"; exit 3; }
	@touch $@

.venv/checked: .venv/tested
	$(INSTALL) --group check
	@touch $@
