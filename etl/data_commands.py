"""The commands of `python -m etl` about data rather than batches: exports, corrections, layouts, code tables."""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard import catalogue
from dashboard.catalogue import Template
from etl import code_tables, correcting, profiles
from etl import export as packages
from etl.commands import print_reports, progress_bar
from etl.home import Home, open_home
from etl.layout import layout_of
from etl.loader import load_files
from etl.order import Order
from etl.reading import ReaderPool


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


def profile(home: Home, options: argparse.Namespace) -> int:
    """`profile save|list|remove`; returns the exit code."""
    if options.action == "list":
        listed = [one for one in profiles.every(home) if not one.ended_at]
        lines = [
            f"{one.name}：{one.template}，{'，'.join(f'{head}→{name}' for head, name in one.columns.items())}"
            f"（{one.by} {one.at}）"
            for one in listed
        ]
        _answer(options, [profiles.as_dict(one) for one in listed], "\n".join(lines) or "没有来源模板。")
        return 0
    home = open_home(home.path)
    if options.action == "remove":
        profiles.remove(home, options.name, Order(by=options.by))
        _answer(options, {"removed": options.name}, f"来源模板“{options.name}”已停用。")
        return 0
    known = catalogue.load(home.templates if home.templates.exists() else None).templates
    kept = profiles.save(home, _asked(options, known), known, Order(by=options.by))
    _answer(options, profiles.as_dict(kept), f"已保存来源模板“{kept.name}”（{kept.template}，{len(kept.columns)}列）。")
    return 0


def _asked(options: argparse.Namespace, known: Mapping[str, Template]) -> profiles.Profile:
    """The profile as the options give it; headers that match by themselves come from the file."""
    template = known.get(options.template)
    columns: dict[str, str] = {}
    if options.source is not None and template is not None:
        if not options.source.is_file():
            raise profiles.ProfileRefused(f"没有这个文件：{options.source}")
        with ReaderPool(1) as pool:
            read = pool.read(options.source)
        layout = layout_of(read.tables, template)
        if layout is None:
            raise profiles.ProfileRefused(read.findings[0].message if read.findings else "文件里没有表格。")
        columns |= layout.matched
    for text in options.column:
        header, mark, name = text.partition("=")
        if not mark:
            raise profiles.ProfileRefused(f"“{text}”应写成 列名=项目。")
        titles = {item.title: item.name for item in template.fields} if template else {}
        columns[header.strip()] = titles.get(name.strip(), name.strip())
    return profiles.Profile(
        options.name.strip(), options.template, columns, tuple(options.ignore), unit=options.unit, sheet=options.sheet
    )


def units(home: Home, options: argparse.Namespace) -> int:
    """`units import FILE…`; returns the exit code."""
    absent = [path for path in options.files if not path.is_file()]
    for path in absent:
        print(f"没有这个文件：{path}", file=sys.stderr)
    if absent:
        return 2
    with ReaderPool(min(2, len(options.files))) as pool:
        reads = [pool.read(path) for path in options.files]
    content = code_tables.register(reads, under=options.under, as_of=options.as_of)
    if options.to:
        options.to.write_bytes(content)
        _answer(options, {"file": str(options.to), "rows": content.count(b"\n") - 1}, f"单位名录已写入{options.to}。")
        return 0
    name = f"代码表（{'、'.join(read.file for read in reads)}）.csv"
    order = Order(options.by, options.yes, options.why or ("命令行确认" if options.yes else ""), "T0")
    with tempfile.TemporaryDirectory(prefix="units-") as folder:
        path = Path(folder) / "register.csv"
        path.write_bytes(content)
        reports = load_files(open_home(home.path), [path], order, names=[name])
    print_reports(reports, as_json=options.json)
    return 0 if all(report.loaded for report in reports) else 1


def _answer(options: argparse.Namespace, content: Any, text: str) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=1, default=str) if options.json else text)
