"""What each command of `python -m etl` does; every function takes the home and the options and gives the exit code."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dashboard import catalogue
from dashboard.periods import parse_period
from etl import backup as keep
from etl import loader, questions, upkeep
from etl.findings import SEVERITY_ZH
from etl.home import Home
from etl.order import Order
from etl.report import OUTCOME_ZH, FileReport
from etl.view import check_files

SHOWN_FINDINGS = 50


def progress_bar(quiet: bool) -> Callable[[int, int, str], None] | None:
    """A bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        return None

    def show(done: int, total: int, name: str) -> None:
        filled = 30 * done // max(total, 1)
        end = "\n" if done == total else ""
        print(
            f"\r[{'█' * filled}{'·' * (30 - filled)}] {done}/{total} {name[:40]:<40}",
            end=end,
            file=sys.stderr,
            flush=True,
        )

    return show


def _present(options: argparse.Namespace) -> tuple[list[Path], list[Path]]:
    return [path for path in options.files if path.is_file()], [path for path in options.files if not path.is_file()]


def check(home: Home, options: argparse.Namespace) -> int:
    """`check FILE…`; returns the exit code."""
    return _run_files(home, options, load=False)


def load(home: Home, options: argparse.Namespace) -> int:
    """`load FILE…`; returns the exit code."""
    return _run_files(home, options, load=True)


def _run_files(home: Home, options: argparse.Namespace, *, load: bool) -> int:
    files, absent = _present(options)
    for path in absent:
        print(f"没有这个文件：{path}", file=sys.stderr)
    if absent:
        return 2
    order = Order(by=options.by, template=options.template)
    if options.template:
        known = sorted(_templates(home))
        if options.template not in known:
            print(f"没有这种报表：{options.template}。可用：{'、'.join(known)}", file=sys.stderr)
            return 2
    if load:
        order = Order(options.by, options.yes, options.why or ("命令行确认" if options.yes else ""), options.template)
        reports = loader.load_files(home, files, order, progress=progress_bar(options.json))
    else:
        reports = check_files(home, files, order)
    print_reports(reports, as_json=options.json)
    refused = any(item.outcome == "refuse" or (load and not item.loaded) for item in reports)
    return 1 if refused else 0


def _templates(home: Home) -> list[str]:
    return list(catalogue.load(home.templates if home.templates.exists() else None).templates)


def print_reports(reports: list[FileReport], *, as_json: bool) -> None:
    """What `check` and `load` say about files."""
    if as_json:
        _print_json([item.as_dict() for item in reports])
        return
    for item in reports:
        state = f"已入库，批次{item.batch}" if item.loaded else OUTCOME_ZH[item.outcome]
        print(f"{item.file}：{state}；报表{item.template or '未识别'}，可用{item.rows_ok}行，剔除{item.rows_out}行")
        for finding in item.findings[:SHOWN_FINDINGS]:
            print(f"  [{SEVERITY_ZH[str(finding['severity'])]}] {finding['code']} {finding['message']}")
        if len(item.findings) > SHOWN_FINDINGS:
            print(f"  另有{len(item.findings) - SHOWN_FINDINGS}条，用 --json 查看全部")


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=1, default=str))


def batches(home: Home, options: argparse.Namespace) -> int:
    """`batches`; returns the exit code."""
    listed = upkeep.batches(home)
    if options.json:
        _print_json(listed)
    for row in [] if options.json else listed:
        state = "在用" if row["state"] == "active" else f"已撤回（{row['withdrawn_why']}）"
        print(f"{row['batch']} {row['template']} {row['file']} {row['rows_ok']}行 {row['by']} {row['at']} {state}")
    return 0


def change_state(home: Home, options: argparse.Namespace) -> int:
    """`withdraw ID` and `reinstate ID`; returns the exit code."""
    path = loader.change_state(home, options.batch, options.action, Order(by=options.by), options.why)
    done = "已撤回" if options.action == "withdraw" else "已恢复"
    _answer(
        options,
        {"batch": options.batch, "action": options.action, "snapshot": path.name},
        f"{done}批次{options.batch}，发布{path.name}",
    )
    return 0


def publish(home: Home, options: argparse.Namespace) -> int:
    """`publish`; returns the exit code."""
    with loader.open_loader(home) as opened:
        path = opened.publish()
    _answer(options, {"snapshot": path.name}, f"已发布{path.name}")
    return 0


def rebuild(home: Home, options: argparse.Namespace) -> int:
    """`rebuild`; returns the exit code."""
    path = upkeep.rebuild(home, progress_bar(options.json))
    _answer(options, {"snapshot": path.name}, f"已重建并发布{path.name}")
    return 0


def verify(home: Home, options: argparse.Namespace) -> int:
    """`verify`; returns the exit code."""
    verdict = upkeep.verify(home)
    if options.json:
        _print_json([{"part": problem.part, "message": problem.message} for problem in verdict.problems])
    for problem in [] if options.json else verdict.problems:
        print(f"[{problem.part}] {problem.message}")
    if verdict.left_out:
        print(verdict.left_out, file=sys.stderr)
    if not verdict.problems and not options.json:
        print("日志、原始文件和快照一致。" if verdict.left_out else "日志、原始文件、工作库与快照一致。")
    return 1 if verdict.problems else 0


def status(home: Home, options: argparse.Namespace) -> int:
    """`status`; returns the exit code."""
    found = upkeep.status(home)
    text = "\n".join(
        (
            f"数据目录：{found['home']}（{'演示库' if found['kind'] == 'demo' else '实绩库'}）",
            f"日志{found['journal']}条，入库{found['loads']}批，撤回{found['withdrawn']}批",
            f"当前快照：{found['snapshot'] or '尚未发布'}；最近一次：{found['last'] or '无'}",
        )
    )
    _answer(options, found, text)
    return 0


def compare(home: Home, options: argparse.Namespace) -> int:
    """`compare OLD NEW`; returns the exit code."""
    found = questions.compare(home, options.old, options.new)
    if options.json:
        cells = [cell.as_dict() for cell in found.cells]
        _print_json({"old": found.old, "new": found.new, "same": found.same, "cells": cells})
        return 0
    for cell in found.cells:
        item = f" {cell.item}" if cell.item else ""
        old, new = (text or "无" for text in (cell.old, cell.new))
        print(
            f"{cell.unit_code} {cell.unit_name} {cell.period} {cell.name}{item}：{old} → {new}（{cell.measure_unit}）"
        )
    print(f"批次{found.old}与{found.new}：不同{len(found.cells)}格，相同{found.same}格。")
    return 0


def missing(home: Home, options: argparse.Namespace) -> int:
    """`missing --period P`; returns the exit code."""
    try:
        period = parse_period(options.period)
    except ValueError as error:
        print(str(error), file=sys.stderr)
        return 2
    listed = questions.missing(home, period, template=options.template, everyone=options.all)
    if options.json:
        _print_json([item.as_dict() for item in listed])
        return 0
    for item in listed:
        state = questions.MISSING_ZH[item.state]
        at = f"，最近报送{item.last_loaded_at}" if item.last_loaded_at else ""
        print(
            f"{item.template} {item.unit_code} {item.unit_name}：{state}，应报{item.expected}，已报{item.reported}{at}"
        )
    if not listed:
        print("应报的都已报齐。")
    return 0


def backup(home: Home, options: argparse.Namespace) -> int:
    """`backup DIR`; returns the exit code."""
    copied = keep.backup(home, options.folder, progress_bar(options.json))
    _answer(
        options,
        {"folder": str(options.folder), "lines": copied.lines, "files": copied.files},
        f"已备份到{options.folder}：日志{copied.lines}条，原始文件{copied.files}个。",
    )
    return 0


def restore(home: Home, options: argparse.Namespace) -> int:
    """`restore DIR`; returns the exit code."""
    copied, path = keep.restore(home.path, options.folder, progress_bar(options.json))
    _answer(
        options,
        {"home": str(home.path), "lines": copied.lines, "files": copied.files, "snapshot": path.name},
        f"已恢复到{home.path}：日志{copied.lines}条，原始文件{copied.files}个，发布{path.name}。",
    )
    return 0


def _answer(options: argparse.Namespace, content: dict[str, Any], text: str) -> None:
    if options.json:
        _print_json(content)
    else:
        print(text)
