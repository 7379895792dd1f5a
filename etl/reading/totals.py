"""Totals and subtotals against their parts: a mismatch is questioned, never corrected."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl import findings
from etl.findings import Finding
from etl.reading import words
from etl.reading.additive import adds_up, figure, tolerance, total_of
from etl.reading.model import Table

_GRAND = re.compile(r"(?:合计|总计|共计|总合计|全[国省市区县镇乡州盟旗]|合计数|total|grandtotal)", re.IGNORECASE)
_OF_PLACE = re.compile(r"全[国省市区县镇乡州盟旗](?:合计|总计)")

#: Subtotals that decide whether they stand above or below their rows.
WITNESSES = 12
#: Blocks that one subtotal may cover where subtotals nest; more of them are a matter for the template's own checks.
MOST_BLOCKS = 40
#: In tables with more rows than this only neighbouring blocks are tried.
LONG = 3_000

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A row: of the body (`row`), grand total (`grand`), subtotal (`sub`), 其中 (`part`), or none of them (`aside`)."""

    kind: str
    row_number: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Sum:
    """A column of a total that was compared: what it says and what its parts add up to."""

    column: int
    stated: str
    added: Decimal
    agrees: bool


def check(table: Table, *, kinds: Sequence[str], file: str) -> list[Finding]:
    """Compare every total with the rows, or the subtotals, that make it up, and every 其中 row with its whole.

    Columns of rates, densities, averages and codes are not added. Rounding of the parts is allowed for.

    Args:
        table: The table with its totals apart.
        kinds: For each total row `total`, `part` or `derived`.
        file: File name for the findings.
    """
    if not table.totals:
        return []
    lines = _lines(table, kinds)
    columns = [index for index, column in enumerate(table.columns) if adds_up(column)]
    _set_agreed_aside(lines, columns)
    found = _check_subtotals(table, lines, columns, file)
    grand = [at for at, line in enumerate(lines) if line.kind == "grand"]
    if len(grand) == 1 and len(table.rows) >= 2:
        found += _tell(table, lines[grand[0]], _check_grand(lines, grand[0], columns), file)
    return found + _check_parts(table, lines, columns, file)


def _lines(table: Table, kinds: Sequence[str]) -> list[Line]:
    lines = [Line("row", number, row) for number, row in zip(table.row_numbers, table.rows, strict=True)]
    labels = [words.bare_label(total.label) for total in table.totals]
    grand = [
        at
        for at, label in enumerate(labels)
        if kinds[at] == "total" and (_GRAND.fullmatch(label) or _OF_PLACE.fullmatch(label))
    ]
    if len(grand) > 1:
        # 合计 once a block and 总计 once: the word that stands once is the grand total, the others are subtotals.
        once = [at for at in grand if labels.count(labels[at]) == 1]
        grand = once if len(once) == 1 else []
    for at, total in enumerate(table.totals):
        kind = (
            "aside" if kinds[at] == "derived" else "part" if kinds[at] == "part" else "grand" if at in grand else "sub"
        )
        lines.append(Line(kind, total.row_number, total.cells))
    return sorted(lines, key=lambda line: line.row_number)


def _set_agreed_aside(lines: list[Line], columns: list[int]) -> None:
    """Totals of one category (合计 党员, 合计 干部) that are the sums of its rows need no other comparison."""
    rows = [line for line in lines if line.kind == "row"]
    if len(lines) > LONG or not columns:
        return
    first = next((c for c in columns if any(figure(row.cells[c]) is not None for row in rows[:40])), 0)
    known = {column: {row.cells[column] for row in rows} - {""} for column in range(1, first)}
    for at, line in enumerate(lines):
        if line.kind not in ("grand", "sub"):
            continue
        shared = [column for column, texts in known.items() if line.cells[column] in texts]
        if not shared:
            continue
        same = [row for row in rows if all(row.cells[c] == line.cells[c] for c in shared)]
        sums = _sums(line, same, columns) if len(same) < len(rows) else []
        if sums and all(one.agrees for one in sums):
            lines[at] = Line("aside", line.row_number, line.cells)


# ------------------------------------------------------------------ grand totals


def _check_grand(lines: list[Line], grand: int, columns: list[int]) -> list[Sum]:
    rows = [line for line in lines if line.kind == "row"]
    subs = [line for line in lines if line.kind == "sub"]
    plain = [_compare(lines[grand], rows, column, least=2) for column in columns]
    grouped = [_compare(lines[grand], subs, column) for column in columns] if subs else plain
    # The grand total may be compared with either; what counts is that one of the two agrees.
    best = [
        one if one is not None and (one.agrees or other is None or not other.agrees) else other
        for one, other in zip(plain, grouped, strict=True)
    ]
    return [one for one in best if one is not None]


def _compare(total: Line, parts: Sequence[Line], column: int, *, least: int = 1) -> Sum | None:
    stated = figure(total.cells[column])
    added = total_of(line.cells[column] for line in parts)
    if stated is None or added is None or added[1] < least:
        return None
    texts = [total.cells[column], *(line.cells[column] for line in parts if line.cells[column])]
    return Sum(column, total.cells[column], added[0], abs(added[0] - stated) <= tolerance(texts))


# ------------------------------------------------------------------ subtotals


def _check_subtotals(table: Table, lines: list[Line], columns: list[int], file: str) -> list[Finding]:
    """Each subtotal against the rows below it, or above it where this table writes subtotals last."""
    places = [at for at, line in enumerate(lines) if line.kind == "sub"]
    if not places:
        return []
    step = _direction(lines, places[:WITNESSES], columns)
    found: list[Finding] = []
    for at in places:
        found += _tell(table, lines[at], _best_block(lines, at, columns, step=step), file)
    return found


def _direction(lines: list[Line], places: list[int], columns: list[int]) -> int:
    """1 where subtotals head their rows, -1 where they close them: what more figures bear out."""
    agreed = {
        step: sum(one.agrees for at in places for one in _best_block(lines, at, columns, step=step)) for step in (1, -1)
    }
    if agreed[1] == agreed[-1]:
        return 1 if next((line.kind for line in lines if line.kind in ("row", "sub")), "row") == "sub" else -1
    return 1 if agreed[1] > agreed[-1] else -1


def _best_block(lines: list[Line], at: int, columns: list[int], *, step: int) -> list[Sum]:
    """The comparison of a subtotal with the block that fits it best: the next one, or several where totals nest."""
    block: list[Line] = []
    best: list[Sum] = []
    most = MOST_BLOCKS if len(lines) <= LONG else 2
    position, tried, seen = at + step, 0, 0
    while 0 <= position < len(lines) and lines[position].kind != "grand":
        line = lines[position]
        if line.kind == "row":
            block.append(line)
        elif line.kind == "sub" and len(block) > seen:
            seen = len(block)
            best, tried = _better(best, _sums(lines[at], block, columns)), tried + 1
            # Where most columns add up the block is the right one, and the others are what has to be told.
            if tried == most or 2 * sum(one.agrees for one in best) > len(best):
                return best
        position += step
    return _better(best, _sums(lines[at], block, columns)) if len(block) > seen else best


def _sums(total: Line, block: list[Line], columns: list[int]) -> list[Sum]:
    compared = [_compare(total, block, column) for column in columns]
    return [one for one in compared if one is not None]


def _better(first: list[Sum], second: list[Sum]) -> list[Sum]:
    return second if not first or sum(s.agrees for s in second) > sum(s.agrees for s in first) else first


# ------------------------------------------------------------------ 其中 rows


def _check_parts(table: Table, lines: list[Line], columns: list[int], file: str) -> list[Finding]:
    """An 其中 row holds no more than the row above it that it is a part of."""
    found: list[Finding] = []
    whole: Line | None = None
    for line in lines:
        if line.kind != "part":
            whole = line
            continue
        for column in columns if whole is not None else ():
            assert whole is not None
            part, all_ = figure(line.cells[column]), figure(whole.cells[column])
            if part is not None and all_ is not None and part > all_ >= 0:
                found.append(
                    findings.make(
                        "PART_OVER_WHOLE", file=file, sheet=table.sheet, row=line.row_number,
                        column=table.columns[column].name, value=line.cells[column], whole=whole.cells[column],
                        whole_row=whole.row_number,
                    )
                )  # fmt: skip
    return found


def _tell(table: Table, line: Line, sums: list[Sum], file: str) -> list[Finding]:
    wrong = [one for one in sums if not one.agrees]
    if len(wrong) > 2 and len(wrong) == len(sums):
        names = "、".join(table.columns[one.column].name for one in wrong[:5])
        return [
            findings.make(
                "TOTALS_NOT_ADDITIVE", file=file, sheet=table.sheet, row=line.row_number, names=names, count=len(wrong)
            )
        ]
    return [
        findings.make(
            "TOTAL_MISMATCH", file=file, sheet=table.sheet, row=line.row_number,
            column=table.columns[one.column].name, value=one.stated, sum=f"{one.added:f}",
        )
        for one in wrong
    ]  # fmt: skip
