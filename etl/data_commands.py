"""The commands of `python -m etl` about data rather than batches: exports, corrections, layouts, code tables."""

import argparse
import json
from typing import Any

from etl import correcting
from etl import export as packages
from etl.commands import progress_bar
from etl.home import Home
from etl.order import Order


def export(home: Home, options: argparse.Namespace) -> int:
    """`export DIR`; returns the exit code."""
    done = packages.export(home, options.folder, options.format, progress_bar(options.json))
    if options.json:
        print(json.dumps({"folder": str(options.folder), "tables": done.tables, "rows": done.rows, "bytes": done.size}))
    else:
        print(f"已导出到{options.folder}：{done.tables}张表，{done.rows}行，{done.size / 1e6:.1f} MB。")
    return 0


def correct(home: Home, options: argparse.Namespace) -> int:
    """`correct --unit … --period … --measure … --old … --new … --why …`; returns the exit code."""
    wanted = correcting.Wanted(
        options.unit, options.period, options.measure, options.old, options.new, options.why, options.item
    )
    batch, path = correcting.correct(home, wanted, Order(by=options.by))
    text = f"已更正，批次{batch}，发布{path.name}；撤销用 python -m etl withdraw {batch} --why 理由"
    _answer(options, {"batch": batch, "snapshot": path.name}, text)
    return 0


def corrections(home: Home, options: argparse.Namespace) -> int:
    """`corrections`; returns the exit code."""
    listed = correcting.listed(home)
    lines = [
        f"{row['batch']} {row['unit_code']} {row['unit_name']} {row['period']} {row['name']}{row['item'] and ' '}"
        f"{row['item']}：{row['old']} → {row['new']}（{row['measure_unit']}），理由：{row['why']}，"
        f"{row['by']} {row['at']}，{correcting.STATES_ZH[row['state']]}"
        for row in listed
    ]
    _answer(options, listed, "\n".join(lines) or "没有更正。")
    return 0


def _answer(options: argparse.Namespace, content: Any, text: str) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=1, default=str) if options.json else text)
