# Everything runs in .venv, which the first target that needs it makes.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
NATIVE := $(wildcard native/*.cpp native/*.h native/kernels/*.cpp native/kernels/*.h)

.PHONY: help build demo test lint format bench clean

help:
	@echo "make demo    train the practical's network here and look at it"
	@echo "make test    run the tests"
	@echo "make lint    check formatting and types"
	@echo "make format  format the sources"
	@echo "make bench   measure tenfold beside its peers (installs them first; several GB)"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

# What a user needs, and what the tests need on top.
$(VENV)/.user: $(BIN)/python pyproject.toml CMakeLists.txt $(NATIVE)
	$(INSTALL) ".[vision]"
	@touch $@

$(VENV)/.developer: $(BIN)/python pyproject.toml CMakeLists.txt $(NATIVE)
	$(INSTALL) ".[dev]"
	@touch $@ $(VENV)/.user

build: $(VENV)/.developer

demo: $(VENV)/.user
	$(BIN)/tenfold demo

test: build
	$(BIN)/python -m pytest

lint: build
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/clang-format --dry-run --Werror $(NATIVE)

format: build
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/clang-format -i $(NATIVE)

bench: build
	$(INSTALL) ".[bench]"
	$(BIN)/python benchmarks/all.py

clean:
	rm -rf $(VENV) build
