"""A template may say which words stand for a figure: offices write 四星 where 4 is asked for."""

from datetime import date
from typing import Any, cast

import pytest

from dashboard import catalogue
from etl.cells import _parser
from etl.staging import Part, Staged

T2 = catalogue.load().templates["T2"]
STAGED = Staged(cast(Any, None), "评定.csv", T2, {}, {}, frozenset(), [])
WHOLE = Part(0, 0, {}, frozenset(), frozenset())


@pytest.mark.parametrize(("text", "stars"), [("五星", 5), (" 四星级 ", 4), ("★★★", 3), ("5星级", 5), ("2", 2)])
def test_words_of_stars_are_figures(text: str, stars: int) -> None:
    parsed = _parser(STAGED, WHOLE, T2.field("star_result"), date(2024, 7, 1))(text)
    assert (parsed.value, parsed.outcome in (None, "", "normalise")) == (stars, True)


@pytest.mark.parametrize("text", ["六星", "五", "★★★★★★", "星"])
def test_other_words_are_none(text: str) -> None:
    assert _parser(STAGED, WHOLE, T2.field("star_result"), date(2024, 7, 1))(text).outcome == "out"


def test_words_that_stand_for_figures_stand_for_allowed_ones() -> None:
    spoken = [
        (field, word, figure)
        for template in catalogue.load().templates.values()
        for field in template.fields
        if field.type in ("number", "integer")
        for word, figure in field.aliases.items()
    ]
    assert spoken
    for field, word, figure in spoken:
        assert not word.isdigit() and (field.minimum or 0) <= int(figure) <= (field.maximum or 10**9), (
            field.name,
            word,
        )
