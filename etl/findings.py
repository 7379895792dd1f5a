"""Findings: what a file's reader should know, as data.

A check never raises on bad input; it yields a `Finding`. Titles, wording and remedies stand in
`data/catalogue/findings/*.csv`, so that the manual and the screen print the same words.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FINDINGS_DIR = Path(__file__).resolve().parents[1] / "data" / "catalogue" / "findings"
#: From harmless to fatal; the outcome of a file is its worst finding.
OUTCOMES = ("normalise", "out", "confirm", "refuse")
SEVERITY_ZH = {"refuse": "拒收", "out": "剔除该行", "confirm": "需确认", "normalise": "已规范"}


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One row of the findings catalogue."""

    code: str
    outcome: str
    title: str
    why: str
    template: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, where, and what to do; `message` is a whole Chinese sentence."""

    code: str
    outcome: str
    message: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    def as_dict(self) -> dict[str, object]:
        """The finding as the command line prints it; `severity` is the outcome word."""
        return {"code": self.code, "severity": self.outcome} | {name: getattr(self, name) for name in _SHOWN}


_SHOWN = ("message", "file", "sheet", "row", "column", "value")


class UnknownFinding(KeyError):
    """A code that no findings file defines: broken set-up, not bad input."""


@lru_cache(maxsize=1)
def kinds() -> dict[str, FindingKind]:
    """Every kind of finding by code.

    Raises:
        ValueError: A file repeats a code or uses an unknown outcome; the message names file and row.
    """
    return {kind.code: kind for group in kinds_by_file().values() for kind in group}


@lru_cache(maxsize=1)
def kinds_by_file() -> dict[str, list[FindingKind]]:
    """Every kind of finding by the file that defines it (reading, mapping, values …), in the file's order.

    Raises:
        ValueError: As `kinds`.
    """
    found: dict[str, FindingKind] = {}
    files: dict[str, list[FindingKind]] = {}
    for path in sorted(FINDINGS_DIR.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.DictReader(stream), start=2):
                kind = FindingKind(**{name: (row.get(name) or "").strip() for name in FindingKind.__slots__})
                if kind.outcome not in OUTCOMES:
                    raise ValueError(f"{path} 第{number}行：outcome 应为 {', '.join(OUTCOMES)}，实为 {kind.outcome!r}")
                if kind.code in found:
                    raise ValueError(f"{path} 第{number}行：编码 {kind.code} 重复")
                found[kind.code] = kind
                files.setdefault(path.stem, []).append(kind)
    return files


def _where(file: str, sheet: str, row: int | None, column: str, value: str) -> str:
    place = "".join(
        part
        for part in (
            f"“{file}”" if file else "",
            f"工作表“{sheet}”" if sheet else "",
            f"第{row}行" if row is not None else "",
            f"“{column}”列" if column else "",
        )
    )
    shown = value if len(value) <= 40 else value[:40] + "…"
    return f"{place}，值为“{shown}”" if place and value else place


def make(
    code: str,
    *,
    file: str = "",
    sheet: str = "",
    row: int | None = None,
    column: str = "",
    value: str = "",
    outcome: str | None = None,
    **words: object,
) -> Finding:
    """Build a finding from its catalogue entry.

    Args:
        code: A code of `data/catalogue/findings/*.csv`.
        file: File name as the person sent it.
        sheet: Sheet name, empty for CSV.
        row: Row as the person counts it, from 1.
        column: Header of the column.
        value: The offending text, never personal data.
        outcome: Overrides the catalogue's outcome where a template decides.
        **words: Further words of the entry's template.

    Raises:
        UnknownFinding: No file defines the code.
    """
    kind = kinds().get(code)
    if kind is None:
        raise UnknownFinding(f"没有这种检查结果：{code}。可用：{', '.join(sorted(kinds()))}")
    place = {"file": file, "sheet": sheet, "row": "" if row is None else row, "column": column, "value": value}
    reason = kind.template.format_map(_Words({**place, **words}))
    where = _where(file, sheet, row, column, value)
    message = "：".join(part for part in (where, reason) if part)
    if kind.remedy:
        message = f"{message.rstrip('。')}。{kind.remedy.format_map(_Words({**place, **words}))}"
    return Finding(code, outcome or kind.outcome, message, file, sheet, row, column, value)


class _Words(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def worst(findings: Iterable[Finding]) -> str | None:
    """The gravest outcome among findings, None when there is none."""
    ranks = [OUTCOMES.index(finding.outcome) for finding in findings]
    return OUTCOMES[max(ranks)] if ranks else None
