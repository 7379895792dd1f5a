"""Figures as offices type them. A text is read exactly, or not read: nothing is guessed."""

import re

from etl.values import characters
from etl.values.result import Parsed, out
from etl.values.units import is_count_word, measure, same_unit

#: |value × 10^scale| stays below this, so that a figure fits a BIGINT with room for sums.
LIMIT = 10**18
_LONGEST = 80
_LONGEST_EXPONENT = 30
#: Digits beyond this many decimals that bring a count back to a whole number are the rounding of Excel's doubles.
_NOISE = 10**9

_FIGURE = re.compile(r"(-?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,4}))?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_WITH_WORD = re.compile(r"(-?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(%|‰|[^\W\d_]{1,6}(?:/[^\W\d_]{1,2})?)")
_MARK_WORDS = (
    "null none nil n/a na #n/a 无 空 缺 空白 暂无 没有 不详 未统计 未填 未填报 未报 缺报 待报 待定 待补 不适用"
)
_MARK_SIGNS = "- -- --- — —— ——— – ― ─ ── / // \\ . .. ... … …… * ** *** x xx ? ?? ' ''"
_MARKS = frozenset(f"{_MARK_WORDS} {_MARK_SIGNS}".split())
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞|1\.#inf|1\.#ind|-nan\(ind\))", re.I)
_DATE = re.compile(
    r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?:[ t].*)?"
    r"|[0-9]{4}年(?:度|[0-9]{1,2}月份?)?|[0-9]{1,2}月(?:[0-9]{1,2}日?|份)?|[0-9]{4}[-/][0-9]{1,2}"
    r"|[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{2}|[0-9]{4})|[a-z]{3}-[0-9]{2,4}|[0-9]{1,2}-[a-z]{3}(?:-[0-9]{2,4})?",
    re.I,
)
_RANGE = re.compile(r"[0-9.,]+(?:万|亿)?元?\s*(?:-|—|–|~|～|至|到)\s*[0-9.,]+.*")
_ABOUT = re.compile(r"(?:大?约|大概|将?近|超过?|逾|突破|不足|不到|至少|[≥≤><≈~]=?)[0-9].*")
_ROUGH = re.compile(r"[0-9.,]+(?:万|亿)?(?:余|多|左右|以上|以下|上下|来)")
_HAN_DIGITS = re.compile(r"[零〇○一二三四五六七八九十百千万亿两廿卅壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億元圆整点]+")
_LOOKALIKE = str.maketrans({letter: "0" for letter in "OoОоΟο〇○QD"} | {letter: "1" for letter in "lI|іІ丨Ⅰⅼ"})
_ODD_MINUS = re.compile("^[\u2212\u2010-\u2015\u02d7\u2796]\\s*[0-9.,]+$|^\\([0-9.,]+\\)$|^[0-9.,]+-$|^-\\s+[0-9.,]+$")


def parse_number(
    text: str,
    *,
    scale: int,
    integer: bool = False,
    allow_negative: bool = False,
    unit: str | None = None,
) -> Parsed[int]:
    """Read one figure.

    Args:
        text: The cell as found.
        scale: The result is the figure × 10^scale. When the file's unit is another than the template's, pass
            `scale + shift` of `units.conversion`.
        integer: The figure must be whole at that scale; otherwise longer decimals are rounded half up, with a note.
        allow_negative: Whether a minus sign is a value; without it a negative figure keeps the row out.
        unit: The column's unit as the file states it, else as the template has it: this word may follow the figure.
            Without it a whole number may carry a bare classifier (120家).

    Returns:
        The scaled integer. An empty cell gives value None without an outcome.
    """
    if (broken := characters.unreadable(text)) is not None:
        return out(broken.code)
    trimmed = characters.trim(text)
    if not trimmed:
        return Parsed(None)
    if len(trimmed) > _LONGEST:
        return out("VALUE_TOO_LARGE" if trimmed.strip("0123456789.,") == "" else "VALUE_NOT_NUMBER")
    notes: list[tuple[str, str]] = []
    if trimmed != text:
        notes.append(("VALUE_BLANKS", "去掉首尾空白"))
    figure = characters.narrow(trimmed)
    if figure != trimmed:
        notes.append(("VALUE_FULL_WIDTH", "全角改为半角"))
    if (reason := _no_figure_at_all(figure)) is not None:
        return out(reason)
    figure = _without_ornaments(figure, unit, integer, notes)
    match = _FIGURE.fullmatch(figure)
    if match is None:
        return out(_why_not(figure))
    return _scaled(match, scale, integer, allow_negative, notes)


def _no_figure_at_all(text: str) -> str | None:
    lowered = text.lower()
    if lowered.replace(" ", "") in _MARKS or lowered.strip("()（） ") in _MARKS:
        return "VALUE_MISSING_MARK"
    if text.startswith("#"):
        return "VALUE_EXCEL_ERROR"
    if text.startswith(("=", "@")):
        return "VALUE_FORMULA"
    if _NOT_FINITE.fullmatch(text):
        return "VALUE_NOT_FINITE"
    return "VALUE_ODD_MINUS" if _ODD_MINUS.match(text) else None


def _without_ornaments(text: str, unit: str | None, integer: bool, notes: list[tuple[str, str]]) -> str:
    """The bare figure where only harmless marks surround it; otherwise the text, for the caller to refuse."""
    if text[0] in "'‘’" and len(text) > 1:
        text = characters.trim(text[1:])
        notes.append(("VALUE_APOSTROPHE", "去掉前导撇号"))
    if text[:1] == "+" and text[1:2].isdigit():
        text = text[1:]
        notes.append(("VALUE_PLUS_SIGN", "去掉正号"))
    if text[:1] in ("¥", "￥") and unit is not None and same_unit("元", unit):
        text = characters.trim(text[1:])
        notes.append(("VALUE_UNIT_WORD", "去掉货币符号"))
    if (match := _WITH_WORD.fullmatch(text)) is not None and _word_fits(match[2], unit, integer):
        text = match[1]
        notes.append(("VALUE_UNIT_WORD", f"去掉与本列相同的单位“{match[2]}”"))
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
        notes.append(("VALUE_THOUSANDS", "去掉千位分隔符"))
    if text[:1] == "." and text[1:].isdigit():
        notes.append(("VALUE_BARE_POINT", "补上小数点前的0"))
    return text


def _word_fits(word: str, unit: str | None, integer: bool) -> bool:
    return is_count_word(word) if unit is None and integer else unit is not None and same_unit(word, unit)


def _scaled(
    match: re.Match[str], scale: int, integer: bool, allow_negative: bool, notes: list[tuple[str, str]]
) -> Parsed[int]:
    sign, whole, decimals, exponent = match[1], match[2], match[3] or "", int(match[4] or 0)
    digits = int(whole + decimals)
    power = exponent - len(decimals) + scale
    if abs(exponent) > _LONGEST_EXPONENT:
        return out("VALUE_TOO_LARGE")
    scaled, rest, unit_part = digits * 10 ** max(power, 0), 0, 10 ** max(-power, 0)
    if power < 0:
        scaled, rest = divmod(digits, unit_part)
        scaled += 2 * rest >= unit_part
    if scaled >= LIMIT:
        return out("VALUE_TOO_LARGE")
    if sign and not allow_negative:
        return out("VALUE_NEGATIVE")
    if rest and integer and min(rest, unit_part - rest) * _NOISE > unit_part:
        return out("VALUE_NOT_INTEGER")
    value = -scaled if sign else scaled
    if match[4]:
        notes.append(("VALUE_SCIENTIFIC", "科学计数法展开"))
    if rest:
        notes.insert(0, ("VALUE_ROUNDED", f"四舍五入为{_shown(value, scale)}"))
    detail = "，".join(note for _, note in notes)
    if match[4] and exponent >= 9 and exponent > len(decimals):
        return Parsed(value, "confirm", "VALUE_SCIENTIFIC_SHORT", detail)
    if len(whole) > 1 and whole[0] == "0":
        return Parsed(value, "confirm", "VALUE_LEADING_ZERO", detail)
    return Parsed(value, "normalise", notes[0][0], detail) if notes else Parsed(value)


def _shown(value: int, scale: int) -> str:
    if scale <= 0:
        return str(value * 10**-scale)
    whole, part = divmod(abs(value), 10**scale)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{scale}d}".rstrip("0").rstrip(".")


def _why_not(text: str) -> str:
    """The code that says best why a text is no figure; the first rule that fits wins."""
    packed = characters.INVISIBLE.sub("", characters.BLANK.sub("", text))
    bare = packed.replace(",", "")
    rules: tuple[tuple[str, bool], ...] = (
        ("VALUE_IS_DATE", _DATE.fullmatch(text) is not None),
        ("VALUE_INNER_BLANK", packed != text and _FIGURE.fullmatch(bare) is not None),
        (
            "VALUE_INNER_BLANK",
            _FIGURE.fullmatch(characters.INVISIBLE.sub("", bare)) is not None and bare.isascii() is False,
        ),
        ("VALUE_BAD_GROUPING", "," in packed and _FIGURE.fullmatch(bare) is not None),
        ("VALUE_RANGE", _RANGE.fullmatch(packed) is not None),
        ("VALUE_APPROXIMATE", bool(_ABOUT.fullmatch(packed) or _ROUGH.match(packed))),
        ("VALUE_PERCENT", re.fullmatch(r"-?[0-9.,]+[%‰]", packed) is not None),
        ("VALUE_OTHER_DIGITS", any(char.isdigit() and not "0" <= char <= "9" for char in packed)),
        ("VALUE_PROGRAM_NUMBER", re.fullmatch(r"0[xXbBoO][0-9a-fA-F]+|[0-9]+(?:_[0-9]+)+", packed) is not None),
        ("VALUE_LOOKALIKE", _FIGURE.fullmatch(bare.translate(_LOOKALIKE)) is not None),
        ("VALUE_HAN_NUMERAL", _HAN_DIGITS.fullmatch(packed) is not None),
        ("VALUE_OTHER_UNIT", _has_unit(text)),
    )
    return next((code for code, fits in rules if fits), "VALUE_NOT_NUMBER")


def _has_unit(text: str) -> bool:
    match = _WITH_WORD.fullmatch(text)
    return text[:1] in "¥￥$" or (match is not None and (match[2] in "万亿" or measure(match[2]) is not None))
