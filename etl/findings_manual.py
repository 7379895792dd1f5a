"""The manual's part on findings, written from the same data that files are answered from.

`python -m etl.findings_manual` writes `docs/findings.zh-CN.md`; with `--check` it only says whether that is up to date.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from dashboard.command_line import ChineseParser
from etl.findings import FINDINGS_DIR, OUTCOMES, SEVERITY_ZH, FindingKind, kinds_by_file

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "findings.zh-CN.md"
GROUPS = {
    "reading": "读取文件",
    "mapping": "认表和对照列",
    "values": "数值、时期、单位名称",
    "units": "单位名录",
    "checks": "核对数据",
    "store": "入库和更正",
}
MEANINGS = {
    "refuse": "整份文件不入库，原有数据不变",
    "out": "这一行不入库，其余各行写明理由后可以入库",
    "confirm": "写明理由后可以入库，理由随批次保存",
    "normalise": "已按规则处理并列出，不影响入库",
}
_WORD = re.compile(r"\{(\w+)[^{}]*\}")


def manual() -> str:
    """The whole text."""
    files = kinds_by_file()
    counts = Counter(kind.outcome for group in files.values() for kind in group)
    lines = [
        "# 检查意见一览",
        "",
        "由 `data/catalogue/findings/*.csv` 生成，与屏幕上的提示是同一份内容。",
        "不要直接修改：改好数据后运行 `python -m etl.findings_manual`。",
        "",
        "| 处理 | 意思 | 种数 |",
        "|---|---|---|",
        *(f"| {SEVERITY_ZH[name]} | {MEANINGS[name]} | {counts[name]} |" for name in reversed(OUTCOMES)),
        "",
        "编码不变，可以按编码查找。",
    ]
    for name in [*(name for name in GROUPS if name in files), *(name for name in files if name not in GROUPS)]:
        lines += ["", f"## {GROUPS.get(name, name)}"]
        for kind in files[name]:
            lines += ["", *_page(kind)]
    return "\n".join(lines) + "\n"


def _page(kind: FindingKind) -> list[str]:
    title, shown, why, remedy = (_WORD.sub("…", text) for text in (kind.title, kind.template, kind.why, kind.remedy))
    return [
        f"### {kind.code}　{title}",
        "",
        f"- 处理：{SEVERITY_ZH[kind.outcome]}",
        f"- 提示：{shown}",
        f"- 原因：{why}",
        f"- 办法：{remedy or '无需处理'}",
    ]


def main() -> int:
    """Write the manual, or with `--check` say whether it is up to date; returns the exit code."""
    parser = ChineseParser(prog="python -m etl.findings_manual", description="生成检查意见一览")
    parser.add_argument("--check", action="store_true", help="只看是否最新")
    text = manual()
    if parser.parse_args().check:
        current = MANUAL.exists() and MANUAL.read_text(encoding="utf-8") == text
        print(f"{MANUAL.name}{'是最新的' if current else '已过时，请运行 python -m etl.findings_manual'}")
        return 0 if current else 1
    MANUAL.write_text(text, encoding="utf-8")
    print(f"已写入 {MANUAL}（{FINDINGS_DIR.name}）")
    return 0


if __name__ == "__main__":
    sys.exit(main())
