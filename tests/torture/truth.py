"""What a generated office file really says, and how an answer of the reader is judged against it."""

from dataclasses import dataclass, field

from etl.reading import words
from etl.reading.model import ReadResult, Table

VERDICTS = ("right", "questioned", "refused", "wrong")
VERDICT_ZH = {"right": "读对", "questioned": "提出疑问", "refused": "拒收并说明", "wrong": "读错"}


@dataclass(slots=True)
class TableTruth:
    """One table as its author meant it.

    Attributes:
        sheet: Sheet name, empty for text files.
        columns: Names, upper and lower header put together without a mark between.
        units: Measuring unit of each column, None where the file states none or the column holds labels.
        rows: Body rows as text.
        totals: Rows of totals as text.
        labels: How many columns in front hold labels.
        period: The period that the file states for the table, None when it states none.
    """

    sheet: str
    columns: list[str]
    units: list[str | None]
    rows: list[list[str]]
    totals: list[list[str]]
    labels: int
    period: str | None = None


@dataclass(slots=True)
class FileTruth:
    """A generated file.

    Attributes:
        name: File name.
        data: Its bytes.
        tables: What stands in it.
        traits: What makes it ugly, for the report.
        must_ask: Codes of which at least one has to be found, for files with a fault in them.
    """

    name: str
    data: bytes
    tables: list[TableTruth]
    traits: list[str]
    must_ask: frozenset[str] = frozenset()


@dataclass(slots=True)
class Judgement:
    """right, questioned, refused or wrong, and what was wrong."""

    verdict: str
    faults: list[str] = field(default_factory=list)


def plain(name: str) -> str:
    """A column name without blanks and the mark between upper and lower header."""
    return words.squeeze(name).replace("_", "")


Key = tuple[str, tuple[str, ...], str, str]


def _keys(sheet: str, columns: list[str], rows: list[list[str]], labels: int, kind: str) -> list[Key]:
    """One key a cell: sheet, labels of the row, column, text; empty cells say nothing."""
    found = []
    for row in rows:
        stub = tuple(row[:labels])
        for name, text in zip(columns, row, strict=True):
            if text:
                found.append((f"{sheet}/{kind}", stub, plain(name), text))
    return found


def judge(truth: FileTruth, read: ReadResult) -> Judgement:
    """Judge an answer of the reader.

    A figure under another name, unit, period or place than its author meant is wrong; so is a figure that is gone
    without a question, and a fault that was not noticed.
    """
    asked = {finding.code for finding in read.findings if finding.outcome != "normalise"}
    if read.refused:
        return Judgement("refused")
    faults = _figures(truth, read, bool(asked))
    for table in truth.tables:
        faults += _frame(table, read.tables)
    if truth.must_ask and not truth.must_ask & asked:
        faults.append(f"not noticed: {'、'.join(sorted(truth.must_ask))}")
    if faults:
        return Judgement("wrong", faults)
    return Judgement("questioned", sorted(asked)) if asked else Judgement("right")


def _figures(truth: FileTruth, read: ReadResult, asked: bool) -> list[str]:
    labels = {table.sheet: table.labels for table in reversed(truth.tables)}
    meant: list[Key] = []
    for table in truth.tables:
        meant += _keys(table.sheet, table.columns, table.rows, labels[table.sheet], "row")
        meant += _keys(table.sheet, table.columns, table.totals, labels[table.sheet], "total")
    got: list[Key] = []
    for found in read.tables:
        names = [column.name for column in found.columns]
        width = labels.get(found.sheet, 1)
        got += _keys(found.sheet, names, found.rows, width, "row")
        got += _keys(found.sheet, names, [list(total.cells) for total in found.totals], width, "total")
    invented, lost = _minus(got, meant), _minus(meant, got)
    if asked:
        # A row set apart as a total, with a question, is not data: it is only held back.
        held = {key for key in lost if key[0].endswith("/row")}
        invented = [key for key in invented if (key[0].replace("/total", "/row"), *key[1:]) not in held]
    faults = [f"read, but not there: {key}" for key in invented[:3]]
    if lost and not asked:
        faults += [f"lost in silence: {key}" for key in lost[:3]]
    return faults


def _minus(left: list[Key], right: list[Key]) -> list[Key]:
    known = set(right)
    return [key for key in left if key not in known]


def _frame(truth: TableTruth, tables: list[Table]) -> list[str]:
    """Units and period of the tables that carry this one's columns."""
    faults = []
    figures = {
        plain(name): unit for name, unit in zip(truth.columns[truth.labels :], truth.units[truth.labels :], strict=True)
    }
    stubs = {row[0] for row in truth.rows}
    for table in tables:
        mine = [column for column in table.columns if plain(column.name) in figures]
        if table.sheet != truth.sheet or not mine or not stubs & {row[0] for row in table.rows}:
            continue
        if {plain(c.name) for c in table.columns[truth.labels :]} != set(figures):
            continue
        for column in mine:
            unit = figures[plain(column.name)]
            stated = [column.unit] if column.unit else table.units
            if (unit is None and stated) or (unit is not None and unit not in stated):
                faults.append(f"unit of {column.name}: {stated}, meant {unit}")
        if truth.period is not None and not any(truth.period in text for text in table.periods):
            faults.append(f"period: {table.periods}, meant {truth.period}")
        if any("2031" in text for text in table.periods):
            faults.append(f"date of the paper as period: {table.periods}")
    return faults[:3]
