# What one types: run, test, check. The rest serves those who work on the code.
# Variables: PYTHON (which Python makes the environment), ARGS (handed on to pytest),
# TEST_PROCESSES (how many share the tests; 0: one, and its output as it comes);
# HOST, PORT, DATA_DIR, DATABASE_URL and the others of cop/config.py are read from the environment.

PYTHON ?= python3
BIN := .venv/bin
# One more than there are processors: some tests wait for processes, or for a browser.
TEST_PROCESSES ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) + 1)))
export OPENBLAS_NUM_THREADS = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Each process would compile all modules anew: a second of CPU at every start.
unexport PYTHONDONTWRITEBYTECODE
# Two of them at a time, that which takes longest first.
CHECKS := check-types check-architecture check-imports check-templates check-style

.PHONY: help run test check $(CHECKS) audit lock bench catalogues environment developer browser

help:
	@echo "make run         the site on http://127.0.0.1:8000 (HOST, PORT, DATA_DIR choose otherwise)"
	@echo "make test        all tests, with a browser (ARGS=… is handed on to pytest)"
	@echo "make check       linters, types, architecture, templates, message catalogues"
	@echo "make audit       known weaknesses of the locked packages"
	@echo "make lock        resolve the packages anew"
	@echo "make catalogues  collect messages from code and templates into the catalogues"
	@echo "make bench       the measurements of bench/"

run: environment
	@exec $(BIN)/python -m cop

test: developer browser
	@exec $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder $(ARGS)

check: developer
	@$(MAKE) --no-print-directory --jobs 2 --keep-going --output-sync=target $(CHECKS)

check-types:
	$(BIN)/mypy

check-architecture:
	$(BIN)/python -m pytest -q tests/architecture

check-imports:
	$(BIN)/lint-imports

check-templates:
	$(BIN)/djlint templates --lint --quiet

check-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

audit: developer
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements/dev.txt

lock: developer
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile --quiet --universal --no-strip-extras --generate-hashes --no-header $(UPGRADE) pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --no-strip-extras --generate-hashes --no-header $(UPGRADE) --extra dev --extra bench -c requirements/run.txt pyproject.toml -o requirements/dev.txt

catalogues: developer
	$(BIN)/pybabel -q extract -F pyproject.toml -k _l -c "Translators:" --no-location --sort-output --omit-header -o .venv/messages.pot cop templates
	@for language in $$($(BIN)/python -c 'from cop.config import LANGUAGES as all; print(*(all.keys() - {"en"}))'); do \
	  [ -e cop/translations/$$language/LC_MESSAGES/messages.po ] || \
	    $(BIN)/pybabel -q init -i .venv/messages.pot -d cop/translations -l $$language; done
	$(BIN)/pybabel -q update -i .venv/messages.pot -d cop/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

bench: developer
	$(BIN)/python -m bench $(ARGS)

# Each says in one sentence what is in the way; what is installed already costs nothing.
# Modules are compiled when they are first imported: most never are.

environment: .venv/usable
	@cmp -s requirements/run.txt .venv/run.lock || { \
	  echo "Installing the locked packages (once; a minute or so) …"; \
	  $(BIN)/python -m pip install -q --no-compile --require-hashes -r requirements/run.txt \
	    && cp requirements/run.txt .venv/run.lock; }

developer: .venv/usable
	@cmp -s requirements/dev.txt .venv/dev.lock || { \
	  echo "Installing the locked packages for development (once; a minute or two) …"; \
	  $(BIN)/python -m pip install -q --no-compile --require-hashes -r requirements/dev.txt \
	    && cp requirements/dev.txt .venv/dev.lock; }

browser:
	@command -v "$${CHROMIUM:-chromium-headless-shell}" >/dev/null || command -v "$${CHROMIUM:-chromium}" >/dev/null || { \
	  echo "There is no Chromium here (Debian: apt install chromium-headless-shell; elsewhere: CHROMIUM=/path/to/it):"; \
	  if [ "$$CI" = true ]; then echo "with CI=true that is an error."; exit 1; fi; \
	  echo "the browser tests are left out."; }

# Made anew where it cannot be used, or where PYTHON= asks for another version than it has.
.venv/usable: FORCE
	@minor() { "$$1" -c 'import sys, pip; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))'; }; \
	if [ "$(origin PYTHON)" = file ] && minor $(BIN)/python >/dev/null 2>&1; then exit 0; fi; \
	command -v "$(PYTHON)" >/dev/null || { \
	  echo "Python 3.11 or newer is needed, and there is no $(PYTHON): install it, or name one with PYTHON=…" >&2; exit 1; }; \
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and $(PYTHON) is $$("$(PYTHON)" -V 2>&1): name another with PYTHON=…" >&2; exit 1; }; \
	"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) comes without its venv module: install it (Debian: apt install python3-venv), or name another Python with PYTHON=…" >&2; exit 1; }; \
	[ "$$(minor $(BIN)/python 2>/dev/null)" = "$$("$(PYTHON)" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" ] || { \
	  echo "Making the virtual environment .venv …"; \
	  rm -rf .venv && "$(PYTHON)" -m venv .venv; }

FORCE:
