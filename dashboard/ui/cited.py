"""What all pictures and lists of a theme page cite: one date, the same forms, one version.

A page makes one `Cited` from what was chosen and draws through it, so that no picture can carry another date or
source. What the button under a picture opens is an `Explained`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, Protocol

import pandas as pd

from dashboard import periods
from dashboard.charts import Figure, Foot
from dashboard.ui import drawer, footers, header, methods, words
from dashboard.ui.data import Figures
from dashboard.ui.scope import Scope
from dashboard.ui.tables import Rows


class Chosen(Protocol):
    """What every theme page lets a person choose."""

    @property
    def period(self) -> int:
        """Period key."""

    @property
    def scope(self) -> Scope:
        """The part of the tree that is shown."""


class Explained(NamedTuple):
    """The button under a picture that explains it.

    Attributes:
        label: Words on the button.
        open: Opens the drawer.
    """

    label: str
    open: Callable[[], None]


def by_methods(terms: Sequence[tuple[str, str]]) -> Explained:
    """How a picture is made, as terms and their explanations."""
    return Explained("算法说明 ›", partial(methods.open_methods, terms))


@dataclass(frozen=True)
class Cited:
    """Date, forms and version of one run of a page.

    Attributes:
        figures: The snapshot.
        period: Key of the period shown.
        scope: The part of the tree shown.
        titles: Names of the forms that the figures come from, such as `村级集体经济收入表`.
    """

    figures: Figures
    period: int
    scope: Scope
    titles: tuple[str, ...]

    @property
    def as_of(self) -> str:
        """Such as `2024年6月30日`."""
        return periods.as_of_zh(self.period)

    def foot(self, unit: str = "") -> Foot:
        """What stands in each picture: there is room for the name of one form only."""
        first = f"《{self.titles[0]}》"
        named = first if len(self.titles) == 1 else f"{first}等{len(self.titles)}张表"
        return Foot(self.as_of, named, unit, header.mark(self.figures.is_demo))

    def source(self, note: str = "") -> footers.Source:
        """What stands under pictures, lists and tables.

        Args:
            note: Computed caveat; may be empty.
        """
        named = "、".join(f"《{title}》" for title in self.titles)
        return footers.Source(self.as_of, named, self.figures.snapshot_no, note)

    def file(self, name: str) -> str:
        """A file name that says what, where and when."""
        return f"{name}_{self.scope.name}_{periods.label(self.period)}"

    def by_definition(self, code: str, units: pd.DataFrame | None = None) -> Explained:
        """Definition of an indicator, and for each unit of a frame the rows behind its value.

        Args:
            code: Code of the indicator.
            units: Columns `unit_code`, `unit_name`; None where nothing is traced.
        """

        def show() -> None:
            places = {} if units is None else words.places(units)
            drawer.open_definition(self.figures, self.figures.indicators()[code], self.period, places)

        return Explained("口径 ›", show)

    def chart(
        self, figure: Figure, rows: Rows, explained: Explained, *, key: str, name: str, alt: str, note: str = ""
    ) -> None:
        """Draw a picture with its foot.

        Args:
            figure: The picture.
            rows: The table behind it.
            explained: What its button opens.
            key: Unique on the page.
            name: File name of table and picture, without suffix.
            alt: What the picture says.
            note: Computed caveat; may be empty.
        """
        footers.chart(
            figure, key=key, name=name, alt=alt, frame=rows[0], columns=rows[1], source=self.source(note),
            define=explained.open, define_label=explained.label,
        )  # fmt: skip


def cite(figures: Figures, chosen: Chosen, *templates: str) -> Cited:
    """Cite some forms for what is chosen.

    Args:
        figures: The snapshot.
        chosen: Period and scope.
        *templates: Names of upload templates, such as `T3`.
    """
    titles = figures.template_titles()
    return Cited(figures, chosen.period, chosen.scope, tuple(titles[name] for name in templates))
