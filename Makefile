# One command per wish. `make` or `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

.PHONY: help run test lint bench sample party torture clean

help: ## 列出全部命令
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(READY): requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(READY_DEV): requirements.txt requirements-dev.txt $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: $(READY) ## 准备环境和数据，打开看板（http://127.0.0.1:8501）
	$(BIN)/python -m etl.serve --port $(PORT)

sample: $(READY) ## 重新生成演示数据并入库（data/demo）
	$(BIN)/python -m etl.demo

party: $(READY) ## 装入公开的党内统计数据（data/store）
	$(BIN)/python -m etl --home data/store load --yes --why "公开数据首次入库" --by "公开资料整理" \
	  data/public/party/units.csv data/public/party/party_stats_national_2010_2024.csv \
	  data/public/party/party_stats_provinces_2021_2023.csv

test: $(READY_DEV) ## 代码检查和全部测试（含浏览器测试）
	sh tests/browser/prepare.sh
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

lint: $(READY_DEV) ## 只做代码检查
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY_DEV) ## 性能测试，按与基准的比值报告
	$(BIN)/python -m bench

torture: $(READY_DEV) ## 耐受测试：丑表、强制中断、坏位、并发、随机例（约十分钟）
	$(BIN)/python -m tests.torture

clean: ## 删除环境和演示库（不动 data/store）
	rm -rf $(VENV) data/demo artefacts
