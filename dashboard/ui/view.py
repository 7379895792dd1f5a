"""One way to look at a choice: words, picture, table and how they are made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from dashboard.charts import Figure
from dashboard.ui import footers, methods
from dashboard.ui.tables import Column


@dataclass(frozen=True)
class View:
    """What the page shows for a choice.

    Attributes:
        sentences: The answer in words.
        figure: The picture.
        table: Makes the rows behind it.
        columns: Their columns.
        source: Date, source, version, caveat.
        methods: How the picture is made: terms and explanations.
        file: Words for the file name.
    """

    sentences: list[str]
    figure: Figure
    table: Callable[[], pd.DataFrame]
    columns: Sequence[Column]
    source: footers.Source
    methods: tuple[tuple[str, str], ...] = field(default=methods.RANKING)
    file: str = ""
