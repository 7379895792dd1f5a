"""How a result travels from the child to the parent: JSON and rows of text, nothing that can execute."""

import json
import struct
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from etl.findings import Finding
from etl.reading.model import Column, LongTable, Note, ReadResult, Table, TotalRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from etl.reading.texts import Texts

# A cell with a control character keeps its row out, so these two never occur inside a body row.
_CELL, _ROW = "\x1f", "\x1e"
HEAD = struct.Struct("<QQQ")


def pack(result: ReadResult) -> bytes:
    """A result as bytes: three lengths, the JSON part, the body rows, the numbers of texts in long bodies."""
    bodies = [_body(table) for table in result.tables]
    blob = "\x1d".join(bodies).encode("utf-8", errors="surrogatepass")
    own = {id(finding): index for index, finding in enumerate(result.findings)}
    meta: dict[str, Any] = {
        "file": result.file,
        "sha256": result.sha256,
        "size": result.size,
        "format": result.format,
        "encoding": result.encoding,
        "refused": result.refused,
        "findings": [_finding(finding) for finding in result.findings],
        "tables": [
            {
                "sheet": table.sheet,
                "sheet_no": table.sheet_no,
                "title": table.title,
                "units": table.units,
                "periods": table.periods,
                "header_rows": table.header_rows,
                "columns": [asdict(column) for column in table.columns],
                "row_numbers": _runs(table.row_numbers),
                "long": isinstance(table, LongTable),
                "totals": [asdict(total) for total in table.totals],
                "notes": [asdict(note) for note in table.notes],
                "preamble": table.preamble,
                # Findings of a table are also in the result: only their places travel.
                "findings": [own[id(finding)] for finding in table.findings],
            }
            for table in result.tables
        ],
    }
    head = json.dumps(meta, ensure_ascii=False).encode("utf-8", errors="surrogatepass")
    codes = b"".join(
        codes.tobytes() for table in result.tables if isinstance(table, LongTable) for codes in _codes(table)
    )
    return b"".join((HEAD.pack(len(head), len(blob), len(codes)), head, blob, codes))


def _body(table: Table) -> str:
    if isinstance(table, LongTable):
        return _ROW.join(_CELL.join(column.texts) for column in table.cells)
    return _ROW.join(_CELL.join(row) for row in table.rows)


def _codes(table: LongTable) -> "list[NDArray[np.int32]]":
    return [column.codes for column in table.cells]


def _runs(numbers: list[int]) -> list[int]:
    """First and last number of each run without gaps."""
    if not numbers:
        return []
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return [numbers[0], numbers[-1]]
    starts = [at for at in range(1, len(numbers)) if numbers[at] != numbers[at - 1] + 1]
    edges = zip([0, *starts], [*starts, len(numbers)], strict=True)
    return [number for start, end in edges for number in (numbers[start], numbers[end - 1])]


def _numbers(runs: list[int]) -> list[int]:
    return [number for first, last in zip(runs[::2], runs[1::2], strict=True) for number in range(first, last + 1)]


def _finding(finding: Finding) -> list[object]:
    return [
        finding.code, finding.outcome, finding.message, finding.file, finding.sheet, finding.row,
        finding.column, finding.value,
    ]  # fmt: skip


def unpack(head: bytes, blob: bytes, codes: bytes) -> ReadResult:
    """The result from its three parts.

    Raises:
        ValueError, KeyError, TypeError: The bytes are not a result.
    """
    meta = json.loads(head.decode("utf-8", errors="surrogatepass"))
    findings = [Finding(*words) for words in meta["findings"]]
    bodies = blob.decode("utf-8", errors="surrogatepass").split("\x1d")
    tables: list[Table] = []
    at = 0
    for words, body in zip(meta["tables"], bodies, strict=False):
        numbers = _numbers(words["row_numbers"])
        described = {
            "sheet": words["sheet"],
            "sheet_no": words["sheet_no"],
            "title": words["title"],
            "units": words["units"],
            "periods": words["periods"],
            "header_rows": (words["header_rows"][0], words["header_rows"][1]),
            "columns": [Column(c["name"], c["unit"], c["position"], tuple(c["parts"])) for c in words["columns"]],
            "row_numbers": numbers,
            "totals": [TotalRow(t["row_number"], t["label"], tuple(t["cells"])) for t in words["totals"]],
            "notes": [Note(n["row_number"], n["text"]) for n in words["notes"]],
            "preamble": words["preamble"],
            "findings": [findings[index] for index in words["findings"]],
        }
        rows = [row.split(_CELL) for row in body.split(_ROW)] if numbers else []
        if words["long"]:
            cells = _cells(rows, codes, at, len(numbers))
            at += 4 * len(cells) * len(numbers)
            tables.append(LongTable(**described, rows=[], cells=cells))
        elif len(rows) != len(numbers):
            raise ValueError("row count")
        else:
            tables.append(Table(**described, rows=rows))
    return ReadResult(
        file=meta["file"],
        sha256=meta["sha256"],
        size=meta["size"],
        format=meta["format"],
        encoding=meta["encoding"],
        tables=tables,
        findings=findings,
        refused=meta["refused"],
    )


def _cells(texts: list[list[str]], codes: bytes, at: int, count: int) -> "list[Texts]":
    import numpy as np  # results without long bodies do without

    from etl.reading.texts import Texts

    found = []
    for distinct in texts:
        numbers = np.frombuffer(codes, np.int32, count, at)
        if not 0 <= int(numbers.min()) <= int(numbers.max()) < len(distinct):
            raise ValueError("text number")
        found.append(Texts(numbers, distinct))
        at += 4 * count
    return found
