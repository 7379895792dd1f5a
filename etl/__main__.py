"""The loader's command line: `python -m etl [--home DIR] COMMAND …`.

Exit codes: 0 done, 1 refused (some file or batch was not taken, or verify found a problem), 2 usage.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dashboard.homes import resolve_home
from etl import upkeep
from etl.findings import SEVERITY_ZH
from etl.home import Home, HomeBroken, HomeBusy, open_home
from etl.journal import JournalBroken
from etl.loader import NoSuchBatch, Order, check_files, load_files, open_loader
from etl.report import OUTCOME_ZH, FileReport

SHOWN_FINDINGS = 50


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if "read" in arguments[:3] and _first_word(arguments) == "read":
        from etl.reading import command

        return command.run(arguments[arguments.index("read") + 1 :])
    options = _parser().parse_args(arguments)
    try:
        home = open_home(_home_path(options.home), kind=getattr(options, "kind", None))
        run: Callable[[Home, argparse.Namespace], int] = options.run
        return run(home, options)
    except (HomeBroken, HomeBusy, JournalBroken, NoSuchBatch) as error:
        print(str(error), file=sys.stderr)
        return 1


def _first_word(arguments: list[str]) -> str:
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word == "--home":
            skip = True
        elif not word.startswith("-"):
            return word
    return ""


def _home_path(given: str | None) -> Path:
    """Loading goes to `data/store/` unless a home is named; the demo home is never the default target."""
    named = given or os.environ.get("DASHBOARD_HOME")
    return resolve_home(named) if named else Path(__file__).resolve().parents[1] / "data" / "store"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="入库：检查、装载、撤回、重建、核验。")
    parser.add_argument("--home", help="数据目录，默认 data/store（或环境变量 DASHBOARD_HOME）")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")

    def add(name: str, text: str, run: Callable[[Home, argparse.Namespace], int]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.add_argument("--json", action="store_true", help="以 JSON 输出")
        made.set_defaults(run=run)
        return made

    for name, text, run in (("check", "检查文件，不入库", _check), ("load", "检查并入库", _load)):
        made = add(name, text, run)
        made.add_argument("files", nargs="+", type=Path, metavar="文件")
        made.add_argument("--template", help="指定报表，例如 T3")
        made.add_argument("--by", default="", help="报送或操作的岗位")
        if name == "load":
            made.add_argument("--yes", action="store_true", help="确认需确认的问题")
            made.add_argument("--why", default="", help="确认的理由")
    add("batches", "列出批次", _batches)
    for name, text in (("withdraw", "撤回批次"), ("reinstate", "恢复已撤回的批次")):
        made = add(name, text, _change_state)
        made.add_argument("batch", metavar="批次")
        made.add_argument("--why", required=True, help="理由")
        made.add_argument("--by", default="", help="操作的岗位")
        made.set_defaults(action=name)
    add("publish", "刷新并发布快照", _publish)
    add("rebuild", "由原始文件和日志重建", _rebuild)
    add("verify", "核验日志、原始文件和快照", _verify)
    add("status", "本库概况", _status)
    commands.add_parser("read", help="只读取表格并列出读到的内容")
    return parser


def _progress(quiet: bool) -> Callable[[int, int, str], None] | None:
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


def _check(home: Home, options: argparse.Namespace) -> int:
    return _run_files(home, options, load=False)


def _load(home: Home, options: argparse.Namespace) -> int:
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
        reports = load_files(home, files, order, progress=_progress(options.json))
    else:
        reports = check_files(home, files, order)
    _print_reports(reports, as_json=options.json)
    refused = any(item.outcome == "refuse" or (load and not item.loaded) for item in reports)
    return 1 if refused else 0


def _templates(home: Home) -> list[str]:
    from dashboard import catalogue

    return list(catalogue.load(home.templates if home.templates.exists() else None).templates)


def _print_reports(reports: list[FileReport], *, as_json: bool) -> None:
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


def _batches(home: Home, options: argparse.Namespace) -> int:
    listed = upkeep.batches(home)
    if options.json:
        _print_json(listed)
    for row in [] if options.json else listed:
        state = "在用" if row["state"] == "active" else f"已撤回（{row['withdrawn_why']}）"
        print(f"{row['batch']} {row['template']} {row['file']} {row['rows_ok']}行 {row['by']} {row['at']} {state}")
    return 0


def _change_state(home: Home, options: argparse.Namespace) -> int:
    order = Order(by=options.by).stamped()
    with open_loader(home) as loader:
        loader.change_state(options.batch, options.action, by=order.by, why=options.why, at=order.at)
        path = loader.publish()
    done = "已撤回" if options.action == "withdraw" else "已恢复"
    _answer(
        options,
        {"batch": options.batch, "action": options.action, "snapshot": path.name},
        f"{done}批次{options.batch}，发布{path.name}",
    )
    return 0


def _publish(home: Home, options: argparse.Namespace) -> int:
    with open_loader(home) as loader:
        path = loader.publish()
    _answer(options, {"snapshot": path.name}, f"已发布{path.name}")
    return 0


def _rebuild(home: Home, options: argparse.Namespace) -> int:
    path = upkeep.rebuild(home, _progress(options.json))
    _answer(options, {"snapshot": path.name}, f"已重建并发布{path.name}")
    return 0


def _verify(home: Home, options: argparse.Namespace) -> int:
    problems = upkeep.verify(home)
    if options.json:
        _print_json([{"part": problem.part, "message": problem.message} for problem in problems])
    for problem in [] if options.json else problems:
        print(f"[{problem.part}] {problem.message}")
    if not problems and not options.json:
        print("日志、原始文件、工作库与快照一致。")
    return 1 if problems else 0


def _status(home: Home, options: argparse.Namespace) -> int:
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


def _answer(options: argparse.Namespace, content: dict[str, Any], text: str) -> None:
    if options.json:
        _print_json(content)
    else:
        print(text)


if __name__ == "__main__":
    raise SystemExit(main())
