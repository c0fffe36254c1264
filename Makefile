# Everything runs in .venv, which the first target that needs it makes.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
NATIVE := $(wildcard native/*.cpp native/*.h native/kernels/*.cpp native/kernels/*.h tests/native/*.cpp)

.PHONY: help build demo test lint format bench sanitize threads neon fuzz package clean

help:
	@echo "make demo    train the practical's network here, look at it, and read a photo"
	@echo "make test    run the tests"
	@echo "make lint    check formatting and types"
	@echo "make format  format the sources"
	@echo "make bench   measure tenfold beside its peers (installs them first; several GB)"
	@echo "make sanitize, threads, neon   the engine's tests under sanitizers and on emulated Arm"
	@echo "make fuzz    five minutes of hostile bytes for every loader of files"
	@echo "make package build what is published, and try it in a new environment"

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
	@echo; echo 'tenfold read examples/photo.jpg:'
	@$(BIN)/tenfold read examples/photo.jpg --debug build/demo

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

# The engine's tests with the address and undefined-behaviour sanitizers, in an environment of their
# own; Python itself is not built with them, so their runtime is loaded first. Needs GCC.
SANITIZE := build/sanitize
sanitize:
	$(PYTHON) -m venv $(SANITIZE)/venv
	CXX=g++ $(SANITIZE)/venv/bin/python -m pip install --quiet --disable-pip-version-check \
		-C cmake.define.TENFOLD_SANITIZE=ON -C build-dir=$(SANITIZE)/cmake . pytest hypothesis
	LD_PRELOAD="$$(g++ -print-file-name=libasan.so) $$(g++ -print-file-name=libubsan.so)" \
		ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
		$(SANITIZE)/venv/bin/python -m pytest $(SANITIZED)
SANITIZED := tests/test_engine.py

# Data races in the engine's thread pool; the NEON kernels under emulation.
threads neon:
	tests/native/check.sh $@

FUZZ_SECONDS ?= 300
fuzz: build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris
	$(BIN)/python tests/fuzz/loaders.py -max_total_time=$(FUZZ_SECONDS) -max_len=65536

# What is published: a source archive, a wheel built from it, and the wheel in a new environment.
PACKAGE := build/package
package: build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check build
	rm -rf $(PACKAGE)
	$(BIN)/python -m build --outdir $(PACKAGE) .
	$(PYTHON) -m venv $(PACKAGE)/venv
	$(PACKAGE)/venv/bin/python -m pip install --quiet --disable-pip-version-check $(PACKAGE)/*.whl
	cd $(PACKAGE) && venv/bin/tenfold demo --help && venv/bin/tenfold summary

clean:
	rm -rf $(VENV) build
