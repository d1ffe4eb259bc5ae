# Everything a newcomer needs: `make build-dataset`, `make test`. Each sets up .venv from requirements.lock itself.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# make build-dataset: a hospital's archive and its reports; without them a synthetic archive is written and built
ARCHIVE ?=
REPORTS ?=
OUT ?= dataset
CONFIG ?=
LABELS ?=
OVERRIDES ?=
WORKERS ?=
DEMO ?= demo

.DEFAULT_GOAL := help
.PHONY: help setup build-dataset test test-all test-anatomy test-llm check format lint types imports lock wheel clean

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 18

setup: $(READY)  ## make .venv from the locked versions

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "pet_ground needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
		|| { echo "python3 -m venv failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	@echo "setting up $(VENV) (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

build-dataset: $(READY)  ## build a data set: [ARCHIVE= REPORTS= OUT= CONFIG= LABELS= OVERRIDES= WORKERS=]; without ARCHIVE the demo
ifeq ($(strip $(ARCHIVE)$(REPORTS)),)
	@test -f $(DEMO)/truth.jsonl || $(BIN)/pet-ground demo $(DEMO)
	@$(BIN)/pet-ground build $(CONFIG) --archive $(DEMO)/archive --reports $(DEMO)/reports.csv \
		--labels $(DEMO)/labels --out $(OUT) $(if $(WORKERS),--workers $(WORKERS))
else
	@test -n "$(strip $(ARCHIVE))" -a -n "$(strip $(REPORTS))" \
		|| { echo "make build-dataset takes ARCHIVE= and REPORTS= together, or neither" >&2; exit 2; }
	@$(BIN)/pet-ground build $(CONFIG) --archive "$(ARCHIVE)" --reports "$(REPORTS)" --out "$(OUT)" \
		$(if $(LABELS),--labels "$(LABELS)") $(if $(OVERRIDES),--overrides "$(OVERRIDES)") $(if $(WORKERS),--workers $(WORKERS))
endif

# All cores; the tests of one file share what they build, so they stay together.
PYTEST := $(BIN)/pytest -n auto --dist loadfile

test: $(READY)  ## the tests, under ten minutes
	@$(PYTEST) -m "not slow and not totalsegmentator and not vllm"

test-all: $(READY)  ## every test that this machine can run, the slow ones too
	@$(PYTEST) -m "not totalsegmentator and not vllm"

ANATOMY_VENV := .venv-anatomy
test-anatomy:  ## the real TotalSegmentator on weights made here, in an environment of its own (3 GB)
	@tests/anatomy/run.sh $(ANATOMY_VENV) $(PYTHON)

LLM_VENV := .venv-llm
MODEL ?= qwen05
test-llm:  ## a real vLLM with a real small model, in an environment of its own (5 GB): [MODEL=qwen15]
	@tests/llm_real/run.sh $(LLM_VENV) $(PYTHON) $(MODEL)

check: format-check lint types imports test  ## format, lint, types, import layers, tests; CI runs the slow tests too (.ci/run)

.PHONY: format-check
format-check: $(READY)
	@$(BIN)/ruff format --check .

format: $(READY)  ## format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: $(READY)  ## lint and spelling
	@$(BIN)/ruff check . && $(BIN)/codespell

types: $(READY)  ## static types, strict
	@$(BIN)/mypy

imports: $(READY)  ## the direction of imports between the layers
	@$(BIN)/lint-imports --no-cache

lock: $(READY)  ## resolve the locked versions anew (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade \
		--group dev pyproject.toml -o requirements.lock

wheel: $(READY)  ## build the wheel into dist/
	@$(BIN)/python -m hatchling build -t wheel

clean:  ## remove the environment, caches and the demo's output
	@rm -rf $(VENV) $(ANATOMY_VENV) $(LLM_VENV) .mypy_cache .ruff_cache .pytest_cache dist build demo dataset dataset.private

.PHONY: bench
bench: $(READY)  ## agreement of a build of the demo with what was planted in it
	@$(BIN)/pet-ground demo build/bench/demo
	@$(BIN)/pet-ground build --archive build/bench/demo/archive --reports build/bench/demo/reports.csv --out build/bench/dataset >/dev/null
	@$(BIN)/python benchmarks/demo_accuracy.py build/bench/demo build/bench/dataset

.PHONY: bench-convert
bench-convert: $(READY)  ## what converting one study costs, against dcm2niix
	@$(BIN)/python benchmarks/convert_speed.py

.PHONY: bench-llm
bench-llm:  ## token rate of our client against vLLM's own benchmark client, on the environment of test-llm
	@$(LLM_VENV)/bin/python benchmarks/llm_rate.py --model $(MODEL)

.PHONY: bench-ground
bench-ground: $(READY)  ## lesions beside hot organs: located, Dice; and the time of one lesion
	@$(BIN)/python benchmarks/hot_organs.py
	@$(BIN)/python benchmarks/ground_speed.py

.PHONY: bench-anatomy
bench-anatomy:  ## time and memory of a network of the real size on a whole-body CT, on the environment of test-anatomy
	@$(ANATOMY_VENV)/bin/python benchmarks/anatomy_speed.py

.PHONY: bench-phantom
bench-phantom: $(READY)  ## contours of lesions of known size: volume error and Dice of every method
	@$(BIN)/python benchmarks/phantom_study.py --out build/bench/phantom

.PHONY: bench-grid-3mm
bench-grid-3mm: $(READY)  ## lesions on the 3 mm grid: volume, piece, place, maximum; time and memory
	@$(BIN)/python benchmarks/grid_3mm.py
