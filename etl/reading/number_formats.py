"""Number formats under which a cell shows another figure than it holds: 0.853 as 85.3 %, 5235000 as 523.5.

People who fill in a form write what they see, and the header says the unit of what they see.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from etl import findings
from etl.reading.model import Grid
from etl.reading.package import column_number
from etl.reading.spelling import letter

#: Formats with a number of their own that show per cent.
BUILT_IN = {9: "0%", 10: "0.00%"}
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^<>]*)/?>")
_XF = re.compile(rb"<(?:\w+:)?xf\b([^<>]*)")
_NUMBER_ID = re.compile(rb"\bnumFmtId\s*=\s*[\"'](\d+)[\"']")
_CODE = re.compile(rb"\bformatCode\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*?)/?>")
_STYLE = re.compile(rb"\bs\s*=\s*[\"'](\d+)[\"']")
_KIND = re.compile(rb"\bt\s*=\s*[\"'](\w+)[\"']")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_PIECE = re.compile(r"\"(?P<quoted>[^\"]*)\"|[\\!](?P<escaped>.)|[_*].|\[[^\]]*\]|(?P<plain>.)", re.DOTALL)
_SCALE_WORDS = frozenset("十百千万亿")


@dataclass(frozen=True, slots=True)
class Shown:
    """How a figure is shown.

    Attributes:
        percent: Whether it is shown times a hundred, with a sign of per cent.
        divisor: By what a figure is divided when it is shown.
        named: Whether the format writes the scale behind the figure (523.5万).
    """

    percent: bool = False
    divisor: int = 1
    named: bool = False


Place = tuple[int, int]


@lru_cache(maxsize=2_000)
def of(code: str) -> Shown | None:
    """How a format shows a figure, None when it shows the figure that the cell holds."""
    first = _sections(code)[0]
    percent, named, point = 0, False, None
    digits = commas = 0
    decimal = False
    for piece in _PIECE.finditer(first):
        text = piece["quoted"] if piece["quoted"] is not None else piece["escaped"]
        plain = piece["plain"]
        if text is not None:
            named = named or (digits > 0 and any(letter_ in _SCALE_WORDS for letter_ in text))
            if text == "." and digits and not decimal:
                point = digits
        elif plain is None:
            continue
        elif plain in "0#?":
            digits, commas = digits + 1, 0 if not decimal else commas
        elif plain == ",":
            commas += 1
        elif plain == ".":
            decimal = True
        elif plain == "%":
            percent += 1
        elif plain in _SCALE_WORDS:
            named = named or digits > 0
    if percent:
        return Shown(percent=True)
    divisor = 1000**commas * (10 ** (digits - point) if point is not None else 1)
    return Shown(divisor=divisor, named=named) if digits and divisor > 1 else None


def _sections(code: str) -> list[str]:
    return re.split(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", code)


def of_styles(styles: bytes) -> dict[int, Shown]:
    """Number of a cell style in an .xlsx → how it shows figures, for styles that show other figures."""
    codes = dict(BUILT_IN)
    for found in _FORMAT.finditer(styles):
        number, code = _NUMBER_ID.search(found[1]), _CODE.search(found[1])
        if number and code:
            text = (code[1] if code[1] is not None else code[2]).decode("utf-8", errors="replace")
            codes[int(number[1])] = text.replace("&quot;", '"').replace("&amp;", "&")
    begin, end = styles.find(b"cellXfs"), styles.rfind(b"cellXfs")
    if begin < 0 or end <= begin:
        return {}
    shown: dict[int, Shown] = {}
    for at, found in enumerate(_XF.finditer(styles, begin, end)):
        number = _NUMBER_ID.search(found[1])
        how = of(codes.get(int(number[1]), "General")) if number else None
        if how is not None:
            shown[at] = how
    return shown


def of_cells(part: bytes, styles: Mapping[int, Shown]) -> dict[Place, Shown]:
    """Places of the figures of a sheet in an .xlsx that are shown otherwise."""
    found: dict[Place, Shown] = {}
    if not styles:
        return found
    for cell in _CELL.finditer(part):
        style = _STYLE.search(cell[1])
        how = styles.get(int(style[1])) if style else None
        kind = _KIND.search(cell[1])
        if how is None or (kind and kind[1] != b"n"):
            continue
        place = _PLACE.search(cell[1])
        if place:
            found[int(place[2]) - 1, column_number(place[1].decode()) - 1] = how
    return found


def apply(grid: Grid, cells: Mapping[Place, Shown], file: str) -> None:
    """Put the figures as they are shown into a grid; what is divided is also asked about, column by column."""
    scaled: dict[int, list[tuple[str, str]]] = {}
    for (row, column), how in cells.items():
        if row >= len(grid.rows) or column >= len(grid.rows[row]):
            continue
        held = grid.rows[row][column]
        text = spelt(held, how)
        if text == held and not how.named:
            continue
        grid.rows[row][column] = text
        if not how.percent:
            scaled.setdefault(column, []).append((held, text))
    for column, pairs in sorted(scaled.items()):
        held, text = next((pair for pair in pairs if pair[0] != "0"), pairs[0])
        grid.findings.append(
            findings.make(
                "NUMBER_SCALED", file=file, sheet=grid.sheet, column=letter(column), count=len(pairs), held=held,
                shown=text,
            )
        )  # fmt: skip


def spelt(text: str, how: Shown) -> str:
    """A figure as it is shown, not rounded; a figure whose scale the format names stays as it is held."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if how.percent:
        return f"{plain(value * 100)}%"
    return text if how.named else plain(value / how.divisor)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without zeros at its end."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
