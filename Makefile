# Everything sets up .venv by itself; what is installed is what requirements.lock says. `make help` lists the targets.
PYTHON ?= python3
RAW ?= raw
OUT ?= out
YEAR ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup extract review test check bench picture screenshots schemas lock clean

help:
	@echo "make extract             every year under raw/ into out/   每个年度的文件 -> out/"
	@echo "make extract YEAR=2020   one year                          只处理一个年度"
	@echo "make extract RAW=dir OUT=dir   other folders               指定输入、输出目录"
	@echo "make review              the reviewers' page, last year or YEAR=2020   打开复核页面"
	@echo "make setup               only install what a run needs     只安装运行所需组件"
	@echo "make test                the tests                         运行测试"
	@echo "make check               lint, types and tests             代码检查、类型检查和测试"
	@echo "make bench               speed and accuracy benchmarks     性能与准确率测评"
	@echo "make plots               draw the curves of docs/ again     重绘准确率与规模曲线"
	@echo "make picture             draw the README's picture again   重绘说明文档插图"
	@echo "make schemas             write schemas/*.schema.json, docs/data-dictionary.md   重新生成 JSON Schema 和数据字典"
	@echo "make lock                pin the newest dependencies       更新依赖锁定文件"
	@echo "make clean               remove what was generated         清理生成的文件"

setup: $(RUNTIME)

extract: $(RUNTIME)
	@$(BIN)/rulebook extract $(RAW)$(if $(YEAR),/$(YEAR)) -o $(OUT)

# the newest year under OUT unless one is named; what it shows is up to date with RAW
review: $(RUNTIME)
	@$(BIN)/rulebook extract $(RAW)$(if $(YEAR),/$(YEAR)) -o $(OUT) || [ $$? -eq 3 ]
	@$(BIN)/rulebook review $(if $(YEAR),$(OUT)/$(YEAR),$(lastword $(sort $(patsubst %/rulebook.json,%,$(wildcard $(OUT)/*/rulebook.json)))))

test: $(DEV)
	$(BIN)/python -m pytest

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

bench: $(DEV) .venv-bench
	@set -e; for script in $(filter-out bench/_%,$(wildcard bench/*.py)); do \
	  echo "== $$script"; $(BIN)/python -m bench.$$(basename $$script .py); done

# other readers of tables; what they need would not fit beside what the program needs
.venv-bench: requirements-bench.lock | $(VENV)/bin/python
	@rm -rf $@
	@$(PYTHON) -m venv $@
	@$@/bin/python -m pip install --disable-pip-version-check --quiet -r requirements-bench.lock
	@touch $@

.PHONY: plots
plots: $(DEV) .venv-bench
	@$(PIP) install -e ".[bench]"
	$(BIN)/python -m bench.damage --seeds 2 --plot docs/accuracy-over-damage.png
	$(BIN)/python -m bench.consensus --plot docs/consensus-growth.png
	$(BIN)/python -m bench.peers --plot docs/peers.svg
	$(BIN)/python -m bench.scan --plot docs/scan.svg

picture: $(RUNTIME)
	$(BIN)/python docs/picture.py

# the pictures of the reviewers' page; needs chromium
screenshots: $(DEV)
	$(BIN)/python docs/screenshots.py

schemas: $(RUNTIME)
	$(BIN)/rulebook schema --write schemas
	$(BIN)/rulebook schema dictionary > docs/data-dictionary.md

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer, or name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is $$($(PYTHON) -V 2>&1), and 3.11 or newer is needed: name one, as in make PYTHON=python3.12 extract" >&2; \
	  exit 1; }
	@echo "setting up $(VENV) (once, a minute or two)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "$(PYTHON) cannot make a virtual environment: on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }

$(RUNTIME): requirements.lock pyproject.toml | $(VENV)/bin/python
	@$(PIP) install -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@$(PIP) install -r requirements-dev.lock
	@touch $@

# Newest versions of what pyproject.toml asks for, from clean environments
lock:
	@rm -rf build/lock
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install --quiet "setuptools>=77"
	@build/lock/bin/python -m pip install --quiet ".[scan,review]"
	@{ echo "# Runtime dependencies as tested. Refresh: make lock, then make check"; \
	   build/lock/bin/python -m pip freeze --all | grep -Ev '^(pip|rulebook)( |==)'; } > requirements.lock
	@build/lock/bin/python -m pip install --quiet ".[scan,review,dev]"
	@{ echo "# What development and CI need beside the runtime. Refresh: make lock, then make check"; \
	   echo "-r requirements.lock"; \
	   build/lock/bin/python -m pip freeze --all | grep -Ev '^(pip|rulebook)( |==)' \
	   | grep -Fvx -f requirements.lock; } > requirements-dev.lock
	@$(PYTHON) -m venv build/lock/peers
	@build/lock/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["peers"], sep="\n")' \
	   > build/lock/peers.txt
	@build/lock/peers/bin/python -m pip install --quiet -r build/lock/peers.txt
	@{ echo "# Other readers of tables, for make bench alone. Refresh: make lock, then make bench"; \
	   build/lock/peers/bin/python -m pip freeze --all | grep -Ev '^(pip|setuptools)=='; } > requirements-bench.lock
	@rm -rf build/lock

clean:
	rm -rf out build .pytest_cache .mypy_cache .ruff_cache .hypothesis
