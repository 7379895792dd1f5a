"""Which labels of a table mark its totals."""

import re
from collections.abc import Mapping, Sequence

from etl.reading import words
from etl.reading.shapes import Shapes

_WHOLE_PLACE = re.compile(r"全[国省市区县镇乡州盟旗]|全街道")
_PLACES = re.compile(r"县|市|[乡镇]|街道|村|社区|地\s*区|辖区|单位|区划|省|Region|Area|District", re.IGNORECASE)
_PLACE = re.compile(r".{1,20}(?:[省市区县旗州盟镇乡村]|街道|社区|办事处)")
_CODE_HEAD = re.compile(r"代码|编码|code|序号|编号|行号|行次", re.IGNORECASE)
_HINT = re.compile(r"[均比增减占最±]|同期|同月|[上去]年|上[月季期]|总数|汇总|中位|众数|标准差|极差|排名|[位名]次")
_TOTAL_OPENINGS = frozenset("补附另此#＃其全（(tTgGsS")


def _category_totals(shapes: Shapes, labels: Sequence[int], sample: list[int]) -> set[int]:
    """Label columns after the first in which 合计 is one category among repeated ones, not a row of totals."""
    found: set[int] = set()
    for column in labels[1:]:
        texts = [words.squeeze(shapes.cell(row, column)) for row in sample]
        totals = sum(words.total_kind(text) == "total" for text in texts)
        distinct = len(set(texts))
        if totals >= 2 and distinct * 2 <= len(texts) and all(texts):
            found.add(column)
    return found


def total_labels(
    shapes: Shapes,
    after: int,
    labels: Sequence[int],
    serials: Sequence[int],
    names: Mapping[int, str],
    sample: list[int],
    *,
    districts_down: bool,
) -> list[tuple[int, dict[str, str]]]:
    """Label columns with totals in them: the labels that are totals, and their kind.

    Args:
        shapes: The grid.
        after: Last row of the header.
        labels: Columns in front of the figures.
        serials: Columns of serial numbers, among them or in front of them.
        names: Column position → header name.
        sample: Rows of the body to look at first.
        districts_down: Whether the rows are places.
    """
    category_totals = _category_totals(shapes, labels, sample)
    # 合计 may stand in the column of serial numbers, over both columns or in the first of them.
    found = [(column, kinds) for column in serials if (kinds := _beside_numbers(shapes, after, column, districts_down))]
    # Codes and serial numbers in front of the names are no names.
    names_at = next((c for c in labels if not _CODE_HEAD.search(words.squeeze(names[c]))), None)
    for place, column in enumerate(labels):
        if column in category_totals or column in serials:
            continue
        texts = list(dict.fromkeys(shapes.texts_below(after, column)))
        hinted = districts_down and bool(_HINT.search("\n".join(texts)))
        likely = {
            text
            for text in texts
            if text
            and (
                "计" in text
                or text[0] in _TOTAL_OPENINGS
                or (len(text) <= 6 and text[-1] in "区市县直属)）")
                or (hinted and len(text) <= 24 and _HINT.search(text))
            )
        }
        kinds = {text: kind for text in likely if (kind := words.total_kind(text))}
        kinds = {
            text: kind
            for text, kind in kinds.items()
            if (kind == "total" and place <= 2)
            or (kind == "part" and districts_down)
            or (kind in ("tally", "derived") and districts_down and _of_places(shapes, after, column, names[column]))
            or kind == "group"
        }
        if column != names_at:
            kinds = {text: kind for text, kind in kinds.items() if kind not in ("tally", "derived")}
        kinds = {text: "total" if kind == "tally" else kind for text, kind in kinds.items()}
        if names_at is not None and column > names_at:
            # Beside the names 全国 is a level or a kind.
            kinds = {text: kind for text, kind in kinds.items() if not _WHOLE_PLACE.fullmatch(words.squeeze(text))}
        if column != names_at or not districts_down:
            kinds = {text: kind for text, kind in kinds.items() if kind != "group"}
        if kinds:
            found.append((column, kinds))
    return found


def _of_places(shapes: Shapes, after: int, column: int, name: str) -> bool:
    """Whether a column names places, by its header or by most of what stands in it."""
    if _PLACES.search(words.squeeze(name)):
        return True
    texts = [words.squeeze(text) for text in shapes.texts_below(after, column) if text]
    return 2 * sum(bool(_PLACE.fullmatch(text)) for text in texts) >= len(texts)


def _beside_numbers(shapes: Shapes, after: int, column: int, districts_down: bool) -> dict[str, str]:
    """Labels of totals in a column of serial numbers."""
    kinds = {text: kind for text in shapes.texts_below(after, column) if text and (kind := words.total_kind(text))}
    if not districts_down:
        return {text: kind for text, kind in kinds.items() if kind == "total"}
    return {text: "total" if kind == "tally" else kind for text, kind in kinds.items()}
