"""CSV and its kin: which separator, strict quotes, one record a row, with the line it starts on."""

import csv
import io
import re
from collections import Counter

from etl import findings
from etl.findings import Finding
from etl.reading.encoding import Decoded
from etl.reading.model import Grid, Limits, Refused

_SEP_LINE = re.compile(r"\s*\"?sep=(?P<sep>.)\"?\s*(?:\r\n|\n|\r|$)", re.IGNORECASE)
#: From so many lines on a plain text is kept by columns.
LONG_ROWS = 5_000
#: Rows in which quotes of other kinds show.
SAMPLE = 200
#: More rows with a stray quote than this were not written by a program that knows CSV.
MOST_STRAY = 200
SEPARATORS = (",", "\t", ";", "|", "，", "；")
_NAMES = {"\t": "制表符", ";": "分号", "|": "竖线", "，": "全角逗号", "；": "全角分号"}
_CURLY = re.compile(r"[“”„‟＂](?P<inner>[^“”„‟＂]*)[“”„‟＂]")


def read(decoded: Decoded, *, file: str, limits: Limits) -> Grid:
    """The cells of a delimited text.

    Args:
        decoded: Text with the lines to keep out.
        file: File name for the findings.
        limits: Rows and columns.

    Raises:
        Refused: Empty, no separator, quotes that do not close or stray, too wide, too long.
    """
    text = decoded.text
    found: list[Finding] = []
    if not text.strip(' \t\r\n\u3000\xa0,;|\ufeff"\x00'):
        raise Refused(findings.make("FILE_BLANK", file=file))
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    offset = 0
    declared = _SEP_LINE.match(text)
    if declared:
        found.append(findings.make("SEP_LINE", file=file))
        text = text[declared.end() :]
        offset = 1
    separator = declared["sep"] if declared and declared["sep"] in SEPARATORS else choose_separator(text)
    if separator is None:
        raise Refused(findings.make("NO_SEPARATOR", file=file))
    found += tell_separator(separator, file)
    _guard(text, separator, file, limits)
    if not (declared or decoded.bad_lines or '"' in text) and text.count("\n") >= LONG_ROWS - 1:
        from etl.reading import long_text  # short files have no need of numpy

        long = long_text.columns(text, separator, file=file, limits=limits)
        if long is not None:
            return long
    text, stray = _without_stray_quotes(text, separator, file, offset)
    rows, numbers = _records(text, separator, file, offset)
    if max(map(len, rows), default=0) > limits.max_columns:
        _refuse_wide(text, separator, file, limits)
    if is_curly(rows[:SAMPLE]):
        _strip_curly(rows)
        found.append(findings.make("CURLY_QUOTES", file=file))
    grid = Grid("", 0, rows, numbers, text_file=True, findings=found)
    grid.bad = dict.fromkeys(stray, ("QUOTE_STRAY", None, ""))
    grid.bad |= {line: (code, None, "") for line, code in decoded.bad_lines.items()}
    return grid


def declares_separator(text: str) -> bool:
    """Whether the first line says which separator is used."""
    return _SEP_LINE.match(text) is not None


def tell_separator(separator: str, file: str) -> list[Finding]:
    """The finding for a separator other than the comma."""
    if separator == ",":
        return []
    return [findings.make("SEPARATOR", file=file, separator=_NAMES.get(separator, separator))]


def choose_separator(text: str) -> str | None:
    """The separator that cuts most lines into the same number of fields, at least two; the comma wins ties."""
    lines = [line for line in re.split(r"\r\n|\n|\r", text[:200_000])[:200] if line.strip()]
    if len(text) > 200_000 and len(lines) > 1:
        lines.pop()
    best: tuple[float, str] | None = None
    for order, separator in enumerate(SEPARATORS):
        counts = [_outside_quotes(line, separator) for line in lines]
        used = [count for count in counts if count]
        if not used:
            continue
        most, times = Counter(used).most_common(1)[0]
        # Lines of notes hold stray commas: what counts is how many lines agree, then how many fields they have.
        score = times + 0.5 * (len(used) - times) * (separator == ",") + min(most, 50) * 0.01 - order * 0.001
        if best is None or score > best[0]:
            best = (score, separator)
    return best[1] if best else None


def _outside_quotes(line: str, separator: str) -> int:
    if '"' not in line:
        return line.count(separator)
    return re.sub(r'"[^"]*"?', "", line).count(separator)


def _guard(text: str, separator: str, file: str, limits: Limits) -> None:
    """Refuse what is too wide or too long before it is cut into cells."""
    lines = text.count("\n") or text.count("\r")
    if lines > limits.max_rows:
        filled = sum(1 for line in io.StringIO(text) if line.strip(" \t\r\n,;|\u3000"))
        if filled > limits.max_rows + 20:
            raise Refused(findings.make("TOO_MANY_ROWS", file=file, count=filled, limit=limits.max_rows))
    if text.count(separator) > limits.max_columns * (lines + 1):
        _refuse_wide(text, separator, file, limits)


def _refuse_wide(text: str, separator: str, file: str, limits: Limits) -> None:
    for number, line in enumerate(io.StringIO(text), start=1):
        stripped = line.rstrip(f"\r\n {separator}")
        if _outside_quotes(stripped, separator) >= limits.max_columns:
            raise Refused(findings.make("TOO_MANY_COLUMNS", file=file, row=number, limit=limits.max_columns))


def _records(text: str, separator: str, file: str, offset: int) -> tuple[list[list[str]], list[int]]:
    if '"' not in text:
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        lines = text.split("\n")
        while lines and not lines[-1].strip():
            lines.pop()
        plain = [[cell.strip() for cell in line.split(separator)] for line in lines]
        return plain, list(range(1 + offset, len(plain) + 1 + offset))
    csv.field_size_limit(1 << 30)
    rows: list[list[str]] = []
    numbers: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    line = 0
    try:
        for record in reader:
            rows.append([cell.strip() for cell in record])
            numbers.append(line + 1 + offset)
            line = reader.line_num
    except csv.Error:
        raise Refused(findings.make("QUOTE_UNCLOSED", file=file, row=line + 1 + offset)) from None
    while rows and not any(rows[-1]):
        rows.pop()
        numbers.pop()
    return rows, numbers


def _without_stray_quotes(text: str, separator: str, file: str, offset: int) -> tuple[str, list[int]]:
    """Take the quotes out of rows where one stands inside an unquoted field, or text follows a closed one.

    What stands left and right of such a quote cannot be told apart for certain, so the row is kept out. It ends with
    its line; only a quote that opens a field and never closes swallows the lines after it.

    Returns:
        The text, and the numbers of the rows to keep out.

    Raises:
        Refused: A quote that is not closed, or more stray ones than a slip explains.
    """
    if '"' not in text:
        return text, []
    sep = re.escape(separator)
    field = re.compile(rf'[ ]*"(?:[^"]|"")*"(?={sep}|\r|\n|\Z)|[^{sep}"\r\n]*(?={sep}|\r|\n|\Z)')
    opened, closed = re.compile(r'[ ]*"'), re.compile(r'[ ]*"(?:[^"]|"")*+"')
    pieces: list[str] = []
    stray: list[int] = []
    start = position = 0
    first = line = 1
    while position < len(text):
        found = field.match(text, position)
        if found is None:
            if opened.match(text, position) and not closed.match(text, position):
                raise Refused(findings.make("QUOTE_UNCLOSED", file=file, row=line + offset))
            end = min((at for mark in "\r\n" if (at := text.find(mark, position)) >= 0), default=len(text))
            stray.append(first + offset)
            if len(stray) > MOST_STRAY:
                raise Refused(findings.make("QUOTE_STRAY", file=file, row=first + offset, outcome="refuse"))
            pieces += [text[start:position].replace('"', ""), text[position:end].replace('"', "")]
            start = position = end
        else:
            line += found.group().count("\n")
            position = found.end()
        if position < len(text):
            ends_row = text[position] == "\n" or (text[position] == "\r" and text[position + 1 : position + 2] != "\n")
            position += 1
            if ends_row:
                line += 1
                first = line
                pieces.append(text[start:position])
                start = position
    return "".join(pieces) + text[start:], stray


def is_curly(rows: list[list[str]]) -> bool:
    """Whether a program put “ ” around most text cells in place of plain quotes."""
    sample = [cell for row in rows for cell in row if cell]
    wrapped = sum(cell[0] in "“”„‟＂" and cell[-1] in "“”„‟＂" and len(cell) > 1 for cell in sample)
    return wrapped > 0 and wrapped * 4 >= len(sample)


def _strip_curly(rows: list[list[str]]) -> None:
    """Take off “ ” around cells."""
    for row in rows:
        for index, cell in enumerate(row):
            found = _CURLY.fullmatch(cell)
            if found:
                row[index] = found["inner"].strip()
