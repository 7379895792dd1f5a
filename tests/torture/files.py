"""Drawings written as files: .csv in five encodings, .xlsx, .xls, .et, .ods."""

import csv
import io
import random
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from tests.torture.drawing import Drawing
from tests.torture.figures import Cell
from tests.torture.layouts import draw
from tests.torture.truth import FileTruth

FORMS = ("csv", "csv", "xlsx", "xlsx", "xls", "et", "ods")
ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16")
_ODS_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def make(seed: int) -> FileTruth:
    """The file with this number; the same number gives the same file."""
    chance = random.Random(seed)
    form = chance.choice(FORMS)
    text_file = form == "csv"
    yearly = not text_file and chance.random() < 0.2
    sheets = [str(year) for year in (2021, 2022, 2023)] if yearly else ["" if text_file else "Sheet1"]
    drawn = [
        draw(
            chance,
            text_file=text_file,
            sheet=sheet,
            year=int(sheet) if yearly else 2024,
            merging=form in ("xlsx", "xls", "et"),
        )
        for sheet in sheets
    ]
    traits = list(dict.fromkeys(trait for one in drawn for trait in one.traits))
    if yearly:
        traits.append("一表一年")
    if text_file:
        data, name = _csv(chance, drawn[0], traits)
    else:
        cover = chance.random() < 0.1
        if cover:
            traits.append("封面页")
        data = {"xlsx": _xlsx, "xls": _xls, "et": _xls, "ods": _ods}[form](drawn, sheets, cover=cover)
        name = f"报表.{form}"
    tables = [table for one in drawn for table in one.tables]
    return FileTruth(name, data, tables, [form, *traits], frozenset().union(*(one.must_ask for one in drawn)))


def _csv(chance: random.Random, drawing: Drawing, traits: list[str]) -> tuple[bytes, str]:
    separator = chance.choice((",", ",", ",", "\t", ";"))
    encoding = chance.choice(ENCODINGS)
    width = max(map(len, drawing.cells))
    trailing = chance.randrange(0, 4) if chance.random() < 0.3 else 0
    ragged = chance.random() < 0.3
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=chance.choice(("\r\n", "\n")))
    for row in drawing.cells:
        # A row with one filled cell may stop there, as editors other than Excel write it.
        short = ragged and sum(bool(cell.text) for cell in row) <= 1
        size = len(row) if short else width
        writer.writerow(
            [*("" if cell.value is None else cell.value for cell in row), *[""] * (size - len(row) + trailing)]
        )
    if trailing:
        traits.append("行末多逗号")
    if encoding == "gbk" and "\xa0" in stream.getvalue():
        encoding = "gb18030"  # GBK has no such blank
    traits.append(encoding.upper())
    return stream.getvalue().encode(encoding), "报表.csv"


def _xlsx(drawn: Sequence[Drawing], sheets: Sequence[str], *, cover: bool) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        percent = book.add_format({"num_format": "0.00%"})
        if cover:
            book.add_worksheet("封面").write_string(3, 2, "统计报表汇编")
        for drawing, name in zip(drawn, sheets, strict=True):
            sheet = book.add_worksheet(name)
            for r, row in enumerate(drawing.cells):
                for c, cell in enumerate(row):
                    if isinstance(cell.value, str):
                        sheet.write_string(r, c, cell.value)
                    elif cell.value is not None:
                        sheet.write_number(r, c, cell.value, percent if cell.percent else None)
            for top, left, bottom, right in drawing.merges:
                sheet.merge_range(top, left, bottom, right, drawing.cells[top][left].value)
    return stream.getvalue()


def _xls(drawn: Sequence[Drawing], sheets: Sequence[str], *, cover: bool) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    percent = xlwt.easyxf(num_format_str="0.00%")
    if cover:
        book.add_sheet("封面").write(3, 2, "统计报表汇编")
    for drawing, name in zip(drawn, sheets, strict=True):
        sheet = book.add_sheet(name, cell_overwrite_ok=True)
        for r, row in enumerate(drawing.cells):
            for c, cell in enumerate(row):
                if cell.value is not None:
                    sheet.write(r, c, cell.value, percent if cell.percent else xlwt.Style.default_style)
        for top, left, bottom, right in drawing.merges:
            sheet.write_merge(top, bottom, left, right, drawing.cells[top][left].value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _ods(drawn: Sequence[Drawing], sheets: Sequence[str], *, cover: bool) -> bytes:
    pages = [("封面", "<table:table-row><table:table-cell/></table:table-row>")] if cover else []
    pages += [
        (name, "".join(_ods_row(row) for row in drawing.cells)) for drawing, name in zip(drawn, sheets, strict=True)
    ]
    tables = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in pages)
    content = (
        f"<office:document-content {_ODS_SPACES}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return stream.getvalue()


def _ods_row(row: Sequence[Cell]) -> str:
    cells = []
    for cell in row:
        value = cell.value
        if value is None:
            cells.append("<table:table-cell/>")
        elif isinstance(value, str):
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
            cells.append(f'<table:table-cell office:value-type="string">{lines}</table:table-cell>')
        else:
            kind = f'office:value-type="{"percentage" if cell.percent else "float"}" office:value="{value}"'
            cells.append(f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>")
    return f"<table:table-row>{''.join(cells) or '<table:table-cell/>'}</table:table-row>"
