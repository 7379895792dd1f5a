"""Filling `stage`: the mapped rows of a file as texts, and what is known of the file before they are checked."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.catalogue import Template
from etl import stated_spans
from etl.mapping import MappedTable
from etl.reading.long_model import LongTable
from etl.reading.model import Table
from etl.reading.texts import PackedTexts
from etl.staging import Part, Staged


def fill(con: duckdb.DuckDBPyConnection, file: str, mapped: list[MappedTable]) -> Staged:
    """Put the rows of one or more mapped tables of a file into `stage`.

    Args:
        con: The loader's connection.
        file: File name for the findings.
        mapped: Tables of one template.
    """
    _put_rows(con, mapped)
    return describe(con, file, mapped)


def _put_rows(con: duckdb.DuckDBPyConnection, mapped: list[MappedTable]) -> None:
    template = mapped[0].template
    names = [item.name for item in template.fields]
    columns: dict[str, list[pa.Array]] = {name: [] for name in names}
    sheet_nos: list[int] = []
    row_nos: list[int] = []
    for part in mapped:
        table = part.table
        count = len(table.row_numbers)
        sheet_nos.extend([table.sheet_no] * count)
        row_nos.extend(table.row_numbers)
        given = supplied(template, part)
        across = _across(table)
        for name in names:
            position = part.columns.get(name)
            if position is None or not count:
                columns[name].append(pa.array([given.get(name)] * count, pa.string()))
            else:
                columns[name].append(across(position))
    arrays: dict[str, pa.Array | pa.ChunkedArray] = {
        "rid": pa.array(range(len(row_nos)), pa.int64()),
        "sheet_no": pa.array(sheet_nos, pa.int16()),
        "row_no": pa.array(row_nos, pa.int32()),
    }
    arrays.update({name: pa.chunked_array(pieces, pa.string()) for name, pieces in columns.items()})
    con.register("_stage", pa.table(arrays))
    con.execute("CREATE OR REPLACE TEMP TABLE stage AS SELECT * FROM _stage")
    con.unregister("_stage")
    con.execute("CREATE OR REPLACE TEMP TABLE left_out (rid BIGINT)")


def _across(table: Table) -> Callable[[int], pa.Array]:
    """The cells of each column of a table; blanks are NULL."""
    if isinstance(table, LongTable) and table.cells:
        cells = table.cells

        def long(position: int) -> pa.Array:
            return _distinct(cells[position].texts).take(pa.array(cells[position].codes))

        return long
    across = list(zip_longest(*table.rows, fillvalue=""))
    return lambda position: pa.array([text or None for text in across[position]], pa.string())


def _distinct(texts: Sequence[str]) -> pa.Array:
    """Texts as an array; blanks are NULL."""
    if not isinstance(texts, PackedTexts):
        return pa.array([text or None for text in texts], pa.string())
    found = texts.arrow()
    return pc.if_else(pc.equal(pc.binary_length(found), 0), pa.scalar(None, pa.string()), found)


def describe(con: duckdb.DuckDBPyConnection, file: str, mapped: list[MappedTable]) -> Staged:
    """What is known of a file before its rows are looked at; arguments as of `fill`."""
    template = mapped[0].template
    present = {name for part in mapped for name in part.columns}
    present |= {name for part in mapped for name in supplied(template, part)}
    return Staged(
        con=con,
        file=file,
        template=template,
        sheets={part.table.sheet_no: part.table.sheet for part in mapped},
        headers={name: header for part in mapped for name, header in part.headers.items()},
        present=frozenset(present),
        parts=_parts(mapped),
    )


def _parts(mapped: list[MappedTable]) -> list[Part]:
    parts: list[Part] = []
    first = 0
    for table in mapped:
        last = first + len(table.table.row_numbers) - 1
        stated = (table.units, table.exact, table.own_units)
        if parts and (parts[-1].units, parts[-1].exact, parts[-1].own_units) == stated:
            parts[-1].last = last
        else:
            parts.append(Part(first, last, *stated, sheet_no=table.table.sheet_no))
        first = last + 1
    return parts


def supplied(template: Template, part: MappedTable) -> dict[str, str]:
    """Period fields that no column carries, taken from the title or sheet name when it states one period."""
    names = [name for name in template.period.get("fields", []) if name not in part.columns]
    period = stated_spans.period_of(part.table) if names else None
    return dict.fromkeys(names, period) if period else {}
