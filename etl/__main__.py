"""The loader's command line: `python -m etl [--home DIR] COMMAND …`.

Exit codes: 0 done, 1 refused (some file or batch was not taken, something is broken or missing), 2 usage.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb

from dashboard.catalogue import CatalogueError
from dashboard.command_line import ChineseParser
from dashboard.homes import resolve_home
from etl import code_tables, commands, correcting, data_commands, export, profiles
from etl.backup import BackupRefused
from etl.home import Home, HomeBroken, HomeBusy, home_at, open_home
from etl.journal import JournalBroken
from etl.loader import NoSuchBatch
from etl.questions import NoAnswer
from etl.rekey import UnitsMissing
from etl.space import DiskFull
from etl.view import NotPublished
from etl.workfile import WorkDamaged

_REFUSALS = (
    HomeBroken, HomeBusy, JournalBroken, NoSuchBatch, NotPublished, WorkDamaged, DiskFull, UnitsMissing,
    CatalogueError, BackupRefused, NoAnswer, export.ExportRefused,
    correcting.CorrectionRefused, profiles.ProfileRefused, code_tables.CodeTableRefused,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if "read" in arguments[:3] and _first_word(arguments) == "read":
        from etl.reading import command

        return command.run(arguments[arguments.index("read") + 1 :])
    options = _parser().parse_args(arguments)
    path = _home_path(options.home)
    try:
        home = open_home(path, create=options.command == "load") if options.writes else home_at(path)
        if not options.writes and options.needs_home and not path.is_dir():
            raise HomeBroken(f"{path} 还没有数据。请先运行 python -m etl --home {path} load 文件…")
        run: Callable[[Home, argparse.Namespace], int] = options.run
        return run(home, options)
    except _REFUSALS as error:
        print(str(error), file=sys.stderr)
    except (duckdb.Error, OSError) as error:
        # What a disk or the engine says is English; the sentence around it tells the person what it means for them.
        print(f"未能完成：{type(error).__name__}（{error}）。已入库的数据不受影响，可用 verify 核验。", file=sys.stderr)
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


class _Commands:
    """The parser, with a shortcut for what all commands share."""

    def __init__(self) -> None:
        self.parser = ChineseParser(prog="python -m etl", description="入库：检查、装载、撤回、重建、核验。")
        self.parser.add_argument("--home", help="数据目录，默认 data/store（或环境变量 DASHBOARD_HOME）")
        self.kinds = self.parser.add_subparsers(dest="command", required=True, metavar="命令")

    def add(
        self, name: str, text: str, run: Callable[[Home, argparse.Namespace], int], *, writes: bool = False,
        needs_home: bool = True,
    ) -> argparse.ArgumentParser:  # fmt: skip
        """Add a command.

        Args:
            name: Its word.
            text: What it does, in Chinese.
            run: Does it.
            writes: Whether the home has to be opened for writing.
            needs_home: Whether the home must exist.
        """
        made = self.kinds.add_parser(name, help=text, description=text)
        made.add_argument("--json", action="store_true", help="以 JSON 输出")
        made.set_defaults(run=run, writes=writes, needs_home=needs_home)
        return made


def _parser() -> argparse.ArgumentParser:
    made = _Commands()
    for group in (_add_loading, _add_looking, _add_correcting, _add_units, _add_keeping):
        group(made)
    _add_profile(made.add("profile", "来源模板：某单位的列名对照", data_commands.profile, needs_home=False))
    made.kinds.add_parser("read", help="只读取表格并列出读到的内容")
    return made.parser


def _add_loading(to: _Commands) -> None:
    for name, text, run in (("check", "检查文件，不入库", commands.check), ("load", "检查并入库", commands.load)):
        made = to.add(name, text, run, writes=name == "load", needs_home=False)
        made.add_argument("files", nargs="+", type=Path, metavar="文件")
        made.add_argument("--template", help="指定报表，例如 T3")
        made.add_argument("--by", default="", help="报送或操作的岗位")
        if name == "load":
            _add_consent(made)
    for name, text in (("withdraw", "撤回批次"), ("reinstate", "恢复已撤回的批次")):
        made = to.add(name, text, commands.change_state, writes=True)
        made.add_argument("batch", metavar="批次")
        made.add_argument("--why", required=True, help="理由")
        made.add_argument("--by", default="", help="操作的岗位")
        made.set_defaults(action=name)


def _add_consent(made: argparse.ArgumentParser) -> None:
    made.add_argument("--yes", action="store_true", help="确认需确认的问题")
    made.add_argument("--why", default="", help="确认的理由")


def _add_looking(to: _Commands) -> None:
    to.add("batches", "列出批次", commands.batches)
    to.add("status", "本库概况", commands.status)
    made = to.add("compare", "逐格比较两个批次", commands.compare)
    made.add_argument("old", metavar="批次一")
    made.add_argument("new", metavar="批次二")
    made = to.add("missing", "列出未报和未报齐的县区", commands.missing)
    made.add_argument("--period", required=True, help="所属期，例如 2025-06、2025Q2、2025")
    made.add_argument("--template", help="只看一种报表，例如 T3")
    made.add_argument("--all", action="store_true", help="已报齐的也列出")


def _add_correcting(to: _Commands) -> None:
    made = to.add("correct", "更正一个报送的数：写明原数、更正后的数和理由", data_commands.correct, writes=True)
    for name, text in (
        ("unit", "报送单位编码"),
        ("period", "所属期，例如 2025-06"),
        ("measure", "指标编码"),
        ("old", "报送的原数（与报送的不符时不予更正）"),
        ("new", "更正后的数"),
        ("why", "理由"),
    ):
        made.add_argument(f"--{name}", required=True, help=text)
    made.add_argument("--item", default="", help="台账等同一单位多行时的项目")
    made.add_argument("--by", default="", help="更正的岗位")
    to.add("corrections", "列出更正及其是否仍然适用", data_commands.corrections)


def _add_units(to: _Commands) -> None:
    made = to.add("units", "由全国区划代码表生成单位名录并入库", data_commands.units, needs_home=False)
    made.add_argument("action", choices=("import",), help="导入")
    made.add_argument("files", nargs="+", type=Path, metavar="文件", help="区划代码沿革表、某一天的区划代码表")
    made.add_argument(
        "--under", action="append", default=[], metavar="代码", help="只要这些代码开头的单位，例如 35、3501"
    )
    made.add_argument("--as-of", type=date.fromisoformat, metavar="日期", help="区划代码表的时点，例如 2023-06-30")
    made.add_argument("--to", type=Path, metavar="文件", help="只写出单位名录，不入库")
    _add_consent(made)
    made.add_argument("--by", default="", help="操作的岗位")


def _add_keeping(to: _Commands) -> None:
    to.add("publish", "刷新并发布快照", commands.publish, writes=True)
    to.add("rebuild", "由原始文件和日志重建", commands.rebuild, writes=True)
    to.add("verify", "核验日志、原始文件、工作库和快照", commands.verify)
    made = to.add("backup", "备份原始文件、日志和设置", commands.backup)
    made.add_argument("folder", type=Path, metavar="目录")
    made = to.add("restore", "由备份恢复到空的数据目录", commands.restore, needs_home=False)
    made.add_argument("folder", type=Path, metavar="目录")
    made = to.add("export", "把全部数据表导出为 Frictionless 数据包", data_commands.export)
    made.add_argument("folder", type=Path, metavar="目录")
    made.add_argument("--format", choices=export.FORMATS, default="parquet", help="文件格式，默认 parquet")


def _add_profile(made: argparse.ArgumentParser) -> None:
    made.add_argument("action", choices=("save", "list", "remove"), help="保存、列出或停用")
    made.add_argument("name", nargs="?", default="", metavar="名称", help="来源模板的名称")
    made.add_argument("--template", default="", help="对应的报表，例如 T3")
    made.add_argument(
        "--from", dest="source", type=Path, metavar="文件", help="由这个文件的列名对照，能认出的列自动对上"
    )
    made.add_argument("--column", action="append", default=[], metavar="列名=项目", help="一列的对照，可多次给出")
    made.add_argument("--ignore", action="append", default=[], metavar="列名", help="不入库的列，可多次给出")
    made.add_argument("--unit", default="", help="表中没有写明时的计量单位，例如 元")
    made.add_argument("--sheet", default="", help="只用于名称含有这些字的工作表")
    made.add_argument("--by", default="", help="保存的岗位")


if __name__ == "__main__":
    raise SystemExit(main())
