"""The commands of `python -m etl` about data rather than batches: exports, corrections, layouts, code tables."""

import argparse
import json

from etl import export as packages
from etl.commands import progress_bar
from etl.home import Home


def export(home: Home, options: argparse.Namespace) -> int:
    """`export DIR`; returns the exit code."""
    done = packages.export(home, options.folder, options.format, progress_bar(options.json))
    if options.json:
        print(json.dumps({"folder": str(options.folder), "tables": done.tables, "rows": done.rows, "bytes": done.size}))
    else:
        print(f"已导出到{options.folder}：{done.tables}张表，{done.rows}行，{done.size / 1e6:.1f} MB。")
    return 0
