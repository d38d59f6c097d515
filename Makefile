# make run: everything a newcomer needs. PIP_ARGS passes options to pip (see README, "CPU build of PyTorch").
PYTHON ?= python3
PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := data/sample/manifest.json

.PHONY: install run test check bench

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check $(PIP_ARGS) torch==2.13.0
	$(BIN)/python -m pip install -q --disable-pip-version-check $(PIP_ARGS) -e .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check $(PIP_ARGS) -e '.[test]'
	touch $@

# The sample newspaper, only where there is no archive of one's own; made anew when its pages or the model change.
$(SAMPLE): $(wildcard index/sample/pages/*/*.txt) rag/model/model.safetensors | $(VENV)/.installed
	rm -rf data/sample
	$(BIN)/python -m index build index/sample/pages --archive data/sample

run: $(VENV)/.installed
	test -e data/archive -o -n "$$WENBAO_ARCHIVE" || $(MAKE) --no-print-directory $(SAMPLE)
	$(BIN)/python app.py

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

check: $(VENV)/.installed-test
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m pytest

bench: $(VENV)/.installed-test $(SAMPLE)
	$(BIN)/python -m tests.bench.legs
	$(BIN)/python -m tests.bench.serving
