# Everything runs in .venv, which the first target that needs it makes.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
NATIVE := $(wildcard native/*.cpp native/*.h native/kernels/*.cpp native/kernels/*.h)
EXTRAS := dev

.PHONY: help build demo test lint format bench clean

help:
	@echo "make demo    train the practical's network here and look at it"
	@echo "make test    run the tests"
	@echo "make lint    check formatting and types"
	@echo "make format  format the sources"
	@echo "make bench   measure tenfold beside its peers (installs them first; several GB)"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml CMakeLists.txt $(NATIVE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[$(EXTRAS)]"
	@touch $@

build: $(VENV)/.installed

demo: build
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
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python benchmarks/all.py

clean:
	rm -rf $(VENV) build
