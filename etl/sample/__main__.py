"""Write the demonstration data set: `python -m etl.sample DIR`."""

import sys
from pathlib import Path

from dashboard.command_line import ChineseParser
from etl.sample import generate
from etl.sample.periods import N_MONTHS


def main(arguments: list[str] | None = None) -> int:
    """Command line.

    Returns:
        0 when done, 2 for a usage error.
    """
    parser = ChineseParser(prog="python -m etl.sample", description="生成演示数据（虚构的示例市）")
    parser.add_argument("folder", type=Path, help="写入的文件夹")
    parser.add_argument("--months", type=int, default=N_MONTHS, help=f"截至2025年12月的月数，默认 {N_MONTHS}")
    parser.add_argument("--district", action="append", dest="districts", help="只生成某个县市区（可多次），名称或编码")
    chosen = parser.parse_args(arguments)
    try:
        manifest = generate(chosen.folder, months=chosen.months, districts=chosen.districts)
    except ValueError as problem:
        parser.error(str(problem))
    print(f"已写入 {len(manifest.files)} 个文件：{chosen.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
