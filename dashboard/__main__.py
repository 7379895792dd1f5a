"""`python -m dashboard`: the figures of the pages on the command line.

Exit codes: 0 answered, 1 the question cannot be answered (unknown name, nothing published), 2 wrong usage.
"""

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from dashboard import levels, periods, queries, warehouse
from dashboard.command_line import ChineseParser
from dashboard.homes import resolve_home
from dashboard.queries.values import REPORTED, exact_value
from dashboard.warehouse import Warehouse

DONE, REFUSED = 0, 1
VALUE_COLUMNS = [
    "unit_code", "unit_name", "numerator", "denominator", "value", "shown", "rank", "rank_change", "status",
]  # fmt: skip
Rows = list[dict[str, Any]]
#: More rows than this are gathered by file where a person reads them.
MANY_ROWS = 60
_LABELS = {
    "part": "部分", "measure": "指标", "measure_name": "名称", "unit_code": "单位编码", "unit_name": "单位",
    "period": "期间", "item": "事项", "value": "数值", "measure_unit": "计量单位", "counted": "计入", "file": "文件",
    "sheet": "工作表", "row": "行", "column": "列", "batch_id": "批次", "template": "表", "loaded_by": "报送人",
    "loaded_at": "入库时间", "rows": "行", "n_rows": "行数", "sum": "合计",
}  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """The command line of `python -m dashboard`."""
    root = ChineseParser(prog="python -m dashboard", description="查询已发布的指标数值、来源和目录。")
    commands = root.add_subparsers(dest="command", required=True, metavar="命令")
    values = commands.add_parser("values", help="某一指标某一期各单位的数值、位次")
    _add_common(values, ["csv", "json"])
    values.add_argument("--indicator", required=True, help="指标编码")
    values.add_argument("--period", required=True, type=_period, help="期间：2024-06、2024Q2、2024H1、2024")
    values.add_argument("--level", default="district", choices=[level.name for level in levels.LEVELS], help="层级")
    values.add_argument("--under", help="只看该单位（编码）的下级")
    values.set_defaults(run=values_rows)
    trace = commands.add_parser("trace", help="某一数值来自哪些文件、哪些行、谁在何时报送")
    _add_common(trace, ["text", "csv", "json"])
    trace.add_argument("--indicator", required=True, help="指标编码")
    trace.add_argument("--unit", required=True, help="单位编码")
    trace.add_argument("--period", required=True, type=_period, help="期间")
    trace.add_argument("--rows", action="store_true", help="文本格式也逐行列出；否则超过60行时按文件汇总")
    trace.set_defaults(run=trace_rows)
    listed = commands.add_parser("indicators", help="指标目录，以及哪些层级、哪些期间有数")
    _add_common(listed, ["csv", "json"])
    listed.set_defaults(run=indicator_rows)
    return root


def _add_common(command: argparse.ArgumentParser, formats: list[str]) -> None:
    command.add_argument("--format", choices=formats, default=formats[0], help="输出格式")
    command.add_argument("--home", help="数据目录；不写时用 DASHBOARD_HOME，再次用 data/store、data/demo")


def _period(text: str) -> int:
    try:
        return periods.parse_period(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def values_rows(wh: Warehouse, arguments: argparse.Namespace) -> Rows:
    """Rows of `values`: one a unit, ranked ones first."""
    ind = queries.indicator(wh, arguments.indicator)
    table = queries.ranking(wh, ind.code, arguments.period, arguments.level, under=arguments.under)
    return [
        {
            "unit_code": row["unit_code"],
            "unit_name": row["unit_name"],
            "numerator": _stored(row["num"], ind.num_scale),
            "denominator": _stored(row["den"], ind.den_scale) if ind.has_denominator else None,
            "value": None if pd.isna(row["value"]) else exact_value(ind, _whole(row["num"]), _whole(row["den"])),
            "shown": row["shown"],
            "rank": _whole(row["rank"]),
            "rank_change": _whole(row["rank_change"]),
            "status": "reported" if row["status"] == REPORTED else row["status"],
        }
        for row in table.to_dict("records")
    ]


def _whole(cell: Any) -> int | None:
    return None if pd.isna(cell) else int(cell)


def _stored(cell: Any, scale: int) -> Decimal | None:
    return None if pd.isna(cell) else Decimal(int(cell)).scaleb(-scale)


def trace_rows(wh: Warehouse, arguments: argparse.Namespace) -> Rows:
    """Rows of `trace`: one a contributing row of a file."""
    table = queries.trace(wh, arguments.indicator, arguments.unit, arguments.period)
    if arguments.format == "text" and len(table) > MANY_ROWS and not arguments.rows:
        table = queries.trace_files(table)
    return [{str(name): _plain(cell) for name, cell in row.items()} for row in table.to_dict("records")]


def indicator_rows(wh: Warehouse, arguments: argparse.Namespace) -> Rows:
    """Rows of `indicators`: one an indicator with the levels and periods that have values."""
    known = queries.indicator_periods(wh)
    by_code = dict(list(known.groupby("code")))
    return [
        {"code": ind.code, "name": ind.name, "unit": ind.unit, "direction": ind.direction,
         **_spans(ind, by_code.get(ind.code))}
        for ind in queries.all_indicators(wh).values()
    ]  # fmt: skip


def _spans(ind: queries.IndicatorRow, found: pd.DataFrame | None) -> dict[str, str]:
    """Levels and periods with values; below the town the level at which the indicator is collected says so."""
    if found is None:
        return {"levels": "", "periods": ""}
    numbers = sorted({int(number) for number in found["level"]})
    lowest = ind.row["pair_level"] or ind.row["collected_level"]
    town = levels.level_no("town")
    if lowest and max(numbers) == town:
        numbers += range(town + 1, levels.level_no(str(lowest)) + 1)
    keys = sorted({int(key) for key in found["period_key"]})
    return {"levels": " ".join(levels.level_name(number) for number in numbers),
            "periods": " ".join(periods.label(key) for key in keys)}  # fmt: skip


def _plain(cell: Any) -> Any:
    """A cell as plain Python; a float as the decimal it prints as."""
    if cell is None or pd.isna(cell):
        return None
    value = getattr(cell, "item", lambda: cell)()
    return Decimal(repr(value)) if isinstance(value, float) else value


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, Decimal):
        written = format(cell, "f")
        return written.rstrip("0").rstrip(".") if "." in written else written
    return str(cell)


def _json(cell: Any) -> Any:
    """Decimals as JSON numbers where a reader gets the same number back, else as text."""
    if not isinstance(cell, Decimal):
        return cell
    written = _text(cell)
    number: int | float = int(written) if "." not in written else float(written)
    return number if Decimal(repr(number)) == Decimal(written) else written


def write(rows: Rows, form: str, columns: Sequence[str]) -> str:
    """Rows as CSV (with header, also when empty), as JSON, or as aligned lines."""
    if form == "json":
        return json.dumps([{k: _json(v) for k, v in row.items()} for row in rows], ensure_ascii=False, indent=1) + "\n"
    if form == "text":
        return "".join(
            "；".join(f"{_LABELS[name]}：{_text(cell)}" for name, cell in row.items() if _text(cell)) + "\n"
            for row in rows
        )
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_text(row[name]) for name in columns] for row in rows])
    return stream.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one question and return the exit code."""
    wanted = parser().parse_args(arguments)
    answer: Callable[[Warehouse, argparse.Namespace], Rows] = wanted.run
    try:
        rows = answer(warehouse.open_snapshot(resolve_home(wanted.home)), wanted)
    except (queries.QueryError, warehouse.WarehouseError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    finally:
        warehouse.close_all()
    sys.stdout.write(write(rows, wanted.format, _columns(wanted.command, rows)))
    return DONE


def _columns(command: str, rows: Rows) -> list[str]:
    if rows:
        return list(rows[0])
    return VALUE_COLUMNS if command == "values" else list(queries.TRACE_COLUMNS) if command == "trace" else [
        "code", "name", "unit", "direction", "levels", "periods"]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
