# Everything runs in a virtual environment of its own, .venv; PYTHON names another interpreter (3.11 or newer).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/installed
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1

.PHONY: help install demo test test-all check clean

help:            ## this list
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*## */\t/' | expand -t 12

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=…") if sys.version_info < (3, 11) else 0'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

install: $(STAMP)  ## make .venv and install the program with its tests' tools

demo: $(STAMP)     ## crawl the sample newsroom and ask it questions
	@$(BIN)/python examples/newsroom/demo.py

test: $(STAMP)     ## the fast tests, under five minutes on two cores
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m 'not slow'

test-all: $(STAMP) ## the slow and real ones: whole programs, real servers, the labelled material where it is there
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m slow

check: $(STAMP)    ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/mypy

clean:             ## remove what was made here
	rm -rf $(VENV) .demo .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
