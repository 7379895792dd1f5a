"""How a result travels from the child to the parent: JSON and rows of text, nothing that can execute."""

import json
import struct
from dataclasses import asdict
from typing import Any

from etl.findings import Finding
from etl.reading.model import Column, Note, ReadResult, Table, TotalRow

# A cell with a control character keeps its row out, so these two never occur inside a body row.
_CELL, _ROW = "\x1f", "\x1e"
HEAD = struct.Struct("<QQ")


def pack(result: ReadResult) -> bytes:
    """A result as bytes: two lengths, the JSON part, the body rows."""
    bodies = [_ROW.join(_CELL.join(row) for row in table.rows) for table in result.tables]
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
                "row_numbers": table.row_numbers,
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
    return HEAD.pack(len(head), len(blob)) + head + blob


def _finding(finding: Finding) -> list[object]:
    return [
        finding.code, finding.outcome, finding.message, finding.file, finding.sheet, finding.row,
        finding.column, finding.value,
    ]  # fmt: skip


def unpack(head: bytes, blob: bytes) -> ReadResult:
    """The result from its two parts.

    Raises:
        ValueError, KeyError, TypeError: The bytes are not a result.
    """
    meta = json.loads(head.decode("utf-8", errors="surrogatepass"))
    findings = [Finding(*words) for words in meta["findings"]]
    bodies = blob.decode("utf-8", errors="surrogatepass").split("\x1d")
    tables = []
    for words, body in zip(meta["tables"], bodies, strict=False):
        rows = [row.split(_CELL) for row in body.split(_ROW)] if words["row_numbers"] else []
        if len(rows) != len(words["row_numbers"]):
            raise ValueError("row count")
        tables.append(
            Table(
                sheet=words["sheet"],
                sheet_no=words["sheet_no"],
                title=words["title"],
                units=words["units"],
                periods=words["periods"],
                header_rows=(words["header_rows"][0], words["header_rows"][1]),
                columns=[Column(c["name"], c["unit"], c["position"], tuple(c["parts"])) for c in words["columns"]],
                rows=rows,
                row_numbers=words["row_numbers"],
                totals=[TotalRow(t["row_number"], t["label"], tuple(t["cells"])) for t in words["totals"]],
                notes=[Note(n["row_number"], n["text"]) for n in words["notes"]],
                preamble=words["preamble"],
                findings=[findings[index] for index in words["findings"]],
            )
        )
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
