"""The fast lane: texts that SQL may cast without asking a parser."""

from datetime import date

from etl.values.dates import FIRST_YEAR

_DIGITS = 18


def _years(first: int, last: int) -> str:
    """An alternation of the years from first to last, by decades."""
    parts = []
    for decade in range(first // 10, last // 10 + 1):
        low, high = max(first - decade * 10, 0), min(last - decade * 10, 9)
        parts.append(f"{decade}[{low}-{high}]")
    return "|".join(parts)


def clean_mask_regex(kind: str, *, scale: int = 0, allow_negative: bool = False, today: date | None = None) -> str:
    """The pattern of texts that are already plain for a type.

    A text that matches parses to its plain value with no finding; one that does not match goes to the parser. The
    pattern is understood alike by RE2 (DuckDB) and `re`; use it with `regexp_full_match` or `re.fullmatch`.

    Args:
        kind: number, integer, date, year, month or boolean.
        scale: Of a number, as given to `parse_number`: `CAST(x AS DECIMAL(38, scale))` is then exact.
        allow_negative: Whether a number may be negative.
        today: Last year that a year may be; needed for `year`.

    Raises:
        ValueError: An unknown kind, a year without `today`, or a negative scale (always the parser's).
    """
    if scale < 0:
        raise ValueError(f"scale {scale}：负的小数位数须逐格解析")
    sign = "-?" if allow_negative else ""
    # Leading zeros are questioned, more digits than a BIGINT holds are refused: both are the parser's.
    whole = rf"(?:0|[1-9][0-9]{{0,{_DIGITS - 1 - min(scale, _DIGITS - 1)}}})"
    decimals = rf"(?:\.[0-9]{{1,{scale}}}0{{0,20}})?" if scale else r"(?:\.0{1,20})?"
    if kind == "number":
        body = f"{sign}{whole}{decimals}"
    elif kind == "integer":
        body = rf"{sign}{whole}(?:\.0{{1,20}})?"
    elif kind == "year":
        if today is None:
            raise ValueError("year：须给出今天的日期")
        body = _years(FIRST_YEAR, today.year)
    elif kind == "month":
        body = "0?[1-9]|1[0-2]"
    elif kind == "date":
        # 29 February needs the calendar and is the parser's.
        days = "(?:0[1-9]|1[0-9]|2[0-8])"
        short = f"(?:0[1-9]|1[0-2])-{days}|(?:0[13-9]|1[0-2])-(?:29|30)"
        body = f"(?:{_years(FIRST_YEAR, 2099)})-(?:{short}|(?:0[13578]|1[02])-31)"
    elif kind == "boolean":
        body = "是|否"
    else:
        raise ValueError(f"类型 {kind!r} 没有快捷规则。可用：number、integer、date、year、month、boolean")
    return f"^(?:{body})$"
