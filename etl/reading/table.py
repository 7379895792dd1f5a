"""Tables of a grid: find them, name their parts, say what was done."""

from etl import findings
from etl.reading import blocks, header, panels
from etl.reading import body as bodies
from etl.reading.body import Body
from etl.reading.build import TableBuilder, width_of
from etl.reading.columns import build_columns
from etl.reading.header import Head
from etl.reading.model import Grid, Limits, Refused, Table
from etl.reading.shapes import Shapes
from etl.reading.spelling import letter


def find_tables(grid: Grid, *, file: str, limits: Limits) -> list[Table]:
    """All tables of a grid, in order from top to bottom.

    Args:
        grid: Cells of one sheet.
        file: File name for the findings.
        limits: For the length of a cell.
    """
    shapes = Shapes(grid)
    found: list[Table] = []
    start = 0
    while start < shapes.count:
        head = header.locate(shapes, start)
        if head is None:
            break
        for row in range(head.first, head.last + 1):
            code = grid.bad.get(grid.numbers[row], ("", None, ""))[0]
            if code.startswith("ENCODING_"):
                raise Refused(findings.make("HEADER_DAMAGED", file=file, sheet=grid.sheet, row=grid.numbers[row]))
        names = _names(shapes, head)
        body = bodies.scan(shapes, head, names)
        end = max(body.end, head.last + 1)
        starts = panels.cuts(shapes, head, names, end)
        if starts:
            found += _beside(grid, start, end, starts, file, limits)
        else:
            for table in _build(grid, shapes, head, body, file, limits):
                if found and _continues(found[-1], table):
                    _append(found[-1], table, file)
                else:
                    found.append(table)
        start = end
    return found


def _names(shapes: Shapes, head: Head) -> dict[int, str]:
    """Column position → header name; the labels in front of the first name may have none."""
    columns = build_columns(shapes, head, width_of(shapes, head))
    names = {column.position: column.name for column in columns if column.name}
    ahead = shapes.look_ahead(head.last, 40)
    for position in range(min(names, default=0)):
        if 2 * sum(position in shapes[row].texts for row in ahead) > len(ahead):
            names[position] = ""
    return dict(sorted(names.items()))


def _build(grid: Grid, shapes: Shapes, head: Head, body: Body, file: str, limits: Limits) -> list[Table]:
    """The table of a body, or one for each unit in which its parts are."""
    repeated = blocks.repeated_section(shapes, body)
    found: list[Table] = []
    for units, stated, part in blocks.by_unit(body):
        builder = TableBuilder(grid, shapes, head, part, file, limits)
        if stated is not None and found:
            builder.note("UNIT_CHANGES", stated, value="、".join(units))
        if repeated in part.sections:
            builder.note("SECTIONS_REPEAT", repeated, value=shapes.cell(repeated, shapes[repeated].filled[0]))
        table = builder.build()
        if stated is not None:
            table.units = list(units)
        found.append(table)
    return found


def _beside(grid: Grid, start: int, end: int, starts: list[int], file: str, limits: Limits) -> list[Table]:
    """Tables beside each other, each read on its own; a heading over all of them stands with the first."""
    found: list[Table] = []
    for left, right in zip([0, *starts[1:]], [*starts[1:], None], strict=True):
        for table in find_tables(panels.part(grid, start, end, left, right), file=file, limits=limits):
            if found and not table.title:
                table.title = found[0].title
                table.units = table.units or list(found[0].units)
                if not any(period[:4].isdecimal() for period in table.periods):
                    table.periods = list(dict.fromkeys([*found[0].periods, *table.periods]))
            table.findings.append(
                findings.make(
                    "TABLES_BESIDE", file=file, sheet=grid.sheet, row=table.header_rows[0], column=letter(left)
                )
            )
            found.append(table)
    return found


def headless_row(grid: Grid) -> int | None:
    """Row number of the first data row when a grid has data but no header above them."""
    shapes = Shapes(grid)
    for row in range(min(shapes.count, 60)):
        if not shapes.blank(row) and header.looks_like_data(shapes, row):
            return grid.numbers[row]
    return None


def _continues(before: Table, after: Table) -> bool:
    """True when the second table is the first one going on: same columns, no title of its own."""
    if [(c.name, c.position) for c in before.columns] != [(c.name, c.position) for c in after.columns]:
        return False
    if after.units and after.units != before.units:
        return False
    return (not after.title or after.title == before.title) and (not after.periods or after.periods == before.periods)


def _append(before: Table, after: Table, file: str) -> None:
    before.rows += after.rows
    before.row_numbers += after.row_numbers
    before.totals += after.totals
    before.notes += after.notes
    before.findings += after.findings
    before.findings.append(findings.make("HEADER_REPEATED", file=file, sheet=before.sheet, row=after.header_rows[0]))
