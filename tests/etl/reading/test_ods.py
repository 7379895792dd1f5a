"""OpenDocument sheets: read by content; the million repeated blank rows at their end cost nothing."""

from making import codes, open_document, read


def cell(value: str | float) -> str:
    kind = f'float" office:value="{value}' if isinstance(value, float) else "string"
    return f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'


def sheet(rows: list[list[str | float]]) -> bytes:
    """An .ods with one sheet, ended by repeated blank rows as LibreOffice writes them."""
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    body += f'<table:table-row table:number-rows-repeated="1048570">{blank}</table:table-row>'
    return open_document(f'<table:table table:name="表">{body}</table:table>')


DATA = sheet([["2024年收入情况（万元）"], ["县市区", "收入"], ["甲区", 1.5], ["乙区", 2.0], ["合计", 3.5]])


def test_ods_is_read() -> None:
    result = read(DATA, "表.ods")
    assert result.format == "ods"
    table = result.tables[0]
    assert (table.sheet, table.units, table.rows) == ("表", ["万元"], [["甲区", "1.5"], ["乙区", "2"]])
    assert table.totals[0].cells == ("合计", "3.5")


def test_ods_under_another_name_is_refused() -> None:
    assert codes(read(DATA, "表.xlsx")) == {"FILE_NAME_MISMATCH"}
