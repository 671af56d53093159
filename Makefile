# `make` alone lists what there is. A fresh machine needs Python 3.11 or newer and make; the rest is installed into .venv once.

PYTHON ?= python3
JOBS ?= 2
WORLDS ?= 2000
CASES ?= 5000

VENV := .venv
BIN := $(VENV)/bin
# Named after the contents of both files: a change installs again, a mere change of their dates does not.
STAMP := $(VENV)/.installed-$(shell cat pyproject.toml constraints.txt | cksum | cut -d ' ' -f 1)

MAIN := results/no_soleimani_strike
QUESTION := documented no_soleimani_strike --worlds $(WORLDS) --jobs $(JOBS)

.DEFAULT_GOAL := help
.PHONY: help install run app reference lessons posterior test targets pictures notebook docs lint type bench fuzz check clean
.NOTPARALLEL:

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Variables: PYTHON=$(PYTHON) JOBS=$(JOBS) WORLDS=$(WORLDS) CASES=$(CASES)"

install: $(STAMP)  ## create .venv and install the project with the pinned versions

run: $(STAMP)  ## documented history against no strike on Soleimani: effects, what drives them, figures, report
	$(BIN)/escalation compare $(QUESTION) --out $(MAIN) --force
	$(BIN)/escalation compare $(QUESTION) --coupling inversion --out $(MAIN)_inversion --force
	$(BIN)/escalation effects $(MAIN) --beside $(MAIN)_inversion --force
	$(BIN)/escalation sensitivity $(MAIN) --no-coverage --force

app: $(STAMP)  ## the live page for a class, on this machine alone
	$(BIN)/escalation app

reference: run  ## rebuild the tables of the main comparison and its figures, and the blocks of README and docs/effects.md
	mkdir -p results/reference
	cp $(addprefix $(MAIN)/,figures/timeline.png figures/ladder.png figures/difference.png summary.csv) results/reference/
	cp $(MAIN)_effects/effects.csv $(MAIN)_effects/effects_monthly.csv $(MAIN)_sensitivity/sensitivity.csv results/reference/
	$(BIN)/python -m calibration.pages.report --page README.md
	$(BIN)/python -m calibration.pages.report --page docs/effects.md

lessons: $(STAMP)  ## all lessons and seats for a class, each one file, into results/lessons/; answers into docs/teaching.md
	mkdir -p results/reference
	$(BIN)/escalation lesson all --worlds 300 --jobs $(JOBS) --out results/lessons
	$(BIN)/escalation seat all --worlds 300 --jobs $(JOBS) --out results/lessons
	cp results/lessons/answers.csv results/reference/lessons.csv
	$(BIN)/python -m calibration.pages.teaching_page

posterior: $(STAMP)  ## fit both posteriors anew, in about two hours, and take them as the project's own
	mkdir -p results/reference calibration/posterior/whole calibration/posterior/train
	$(BIN)/escalation calibrate --window train --final-moves 60 --runs 3 --jobs $(JOBS) --out results/posterior/train --force
	$(BIN)/escalation calibrate --window whole --final-moves 36 --runs 4 --jobs $(JOBS) --out results/posterior/whole --force
	cp results/posterior/train/posterior.nc results/posterior/train/draws.parquet calibration/posterior/train/
	cp results/posterior/train/posterior.csv results/reference/posterior_train.csv
	cp results/posterior/whole/posterior.nc results/posterior/whole/draws.parquet calibration/posterior/whole/
	cp results/posterior/whole/posterior.csv results/reference/posterior_whole.csv

test: $(STAMP)  ## the whole test suite; warnings are errors
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

targets: $(STAMP)  ## documented patterns against what the fitted model predicts
	$(BIN)/escalation check

pictures: $(STAMP)  ## the pictures of a lesson and of the live page in the README, by Chromium (a few minutes)
	$(BIN)/python -m tests.pictures

notebook: $(STAMP)  ## run docs/tutorial.ipynb from a clean kernel, and store what it shows
	$(BIN)/python -m tests.notebook

docs: $(STAMP)  ## the documentation as a site, site/index.html; ends with an error for a broken link
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo site/index.html

lint: $(STAMP)  ## ruff
	$(BIN)/ruff check .

type: $(STAMP)  ## mypy, strict
	$(BIN)/mypy

bench: $(STAMP)  ## microseconds per world-day, and milliseconds a day for one world
	$(BIN)/python -m tests.bench

fuzz: $(STAMP)  ## odd inputs by the thousand, and runs stopped half-way (CASES=5000, some twenty minutes)
	$(BIN)/python -m tests.fuzz --cases $(CASES)

check: lint type test targets  ## lint, type, test and targets

clean:  ## remove .venv and every cache; results stay
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	find sim calibration scenarios tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP):
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    { echo "$(PYTHON) is missing or older than 3.11. Install Python 3.11 or newer, or name it: make PYTHON=python3.12" >&2; exit 1; }; \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "$(PYTHON) cannot create virtual environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
	  echo "creating $(VENV)"; \
	  $(PYTHON) -m venv --clear $(VENV); \
	fi
	@echo "installing the project and its pinned libraries into $(VENV) (once; a few minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[analysis,app,calibration,cluster,dev,docs,notebook]' --constraint constraints.txt
	@rm -f $(VENV)/.installed-*
	@touch $@
