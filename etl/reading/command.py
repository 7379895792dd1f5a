"""`python -m etl read FILE [--sheet S] [--json]`: what the reader sees in a file."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from etl.findings import SEVERITY_ZH
from etl.reading.model import ReadResult, Table
from etl.reading.pool import read

DONE, REFUSED, USAGE = 0, 1, 2
_SHOWN_ROWS = 8
_SHOWN_FINDINGS = 50


def run(argv: Sequence[str]) -> int:
    """Read a file and print what was found.

    Args:
        argv: Arguments after `read`.

    Returns:
        0 when read, 1 when refused, 2 for wrong usage (no such file, no such sheet).
    """
    parser = argparse.ArgumentParser(prog="python -m etl read", description="读出一个表格文件里的各张表，不入库")
    parser.add_argument("file", help="要读的文件（.csv .xlsx .xls .et .ods）")
    parser.add_argument("--sheet", help="只看这一个工作表（名称，或从 1 起的序号）")
    parser.add_argument("--json", action="store_true", help="以 JSON 打印全部内容")
    try:
        arguments = parser.parse_args(list(argv))
    except SystemExit as stop:
        return USAGE if stop.code else DONE
    path = Path(arguments.file)
    if not path.is_file():
        print(f"没有这个文件：{path}", file=sys.stderr)
        return USAGE
    result = read(path)
    if arguments.sheet and not result.refused:
        names = list(dict.fromkeys(table.sheet for table in result.tables))
        kept = [t for t in result.tables if t.sheet == arguments.sheet or str(t.sheet_no + 1) == arguments.sheet]
        if not kept:
            print(f"没有工作表“{arguments.sheet}”。可用：{'、'.join(names)}", file=sys.stderr)
            return USAGE
        sheets = {table.sheet for table in kept}
        result.findings = [f for f in result.findings if f.sheet in sheets or not f.sheet]
        result.tables = kept
    if arguments.json:
        json.dump(result.as_dict(), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        _print(result)
    return REFUSED if result.refused else DONE


def _print(result: ReadResult) -> None:
    words = [result.file, result.format, result.encoding, f"{result.size:,} 字节"]
    print("  ".join(word for word in words if word))
    for table in result.tables:
        _print_table(table)
    if result.findings:
        print(f"\n检查结果 {len(result.findings)} 条")
    for finding in result.findings[:_SHOWN_FINDINGS]:
        print(f"  [{SEVERITY_ZH[finding.outcome]}] {finding.code}  {finding.message}")
    if len(result.findings) > _SHOWN_FINDINGS:
        print(f"  还有 {len(result.findings) - _SHOWN_FINDINGS} 条，用 --json 查看全部")
    if result.refused:
        print("未读取：文件不能使用。")


def _print_table(table: Table) -> None:
    place = f"工作表“{table.sheet}” " if table.sheet else ""
    print(f"\n{place}{table.title or '（无标题）'}")
    print(f"  单位：{'、'.join(table.units) or '未写明'}  期间：{'、'.join(table.periods) or '未写明'}")
    print(
        f"  表头：第{table.header_rows[0]}—{table.header_rows[1]}行"
        f"  正文：{len(table.rows)}行  合计：{len(table.totals)}行"
    )
    names = [f"{c.name or '（无名）'}" + (f"〔{c.unit}〕" if c.unit else "") for c in table.columns]
    print("  列：" + " | ".join(names[:20]) + (f" … 共{len(names)}列" if len(names) > 20 else ""))
    for number, row in list(zip(table.row_numbers, table.rows, strict=True))[:_SHOWN_ROWS]:
        print(f"  {number:>6}  " + " | ".join(row[:20]))
    if len(table.rows) > _SHOWN_ROWS:
        print(f"          … 另有 {len(table.rows) - _SHOWN_ROWS} 行")
    for total in table.totals[:6]:
        print(f"  {total.row_number:>6}  [{total.label}] " + " | ".join(total.cells[:20]))
    for note in table.notes[:6]:
        print(f"  {note.row_number:>6}  （注）{note.text[:80]}")
