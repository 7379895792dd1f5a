"""Bands that values are counted in, such as village incomes: ordered, without gaps, the last one open at the top."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from dashboard.catalogue.errors import CatalogueError
from dashboard.catalogue.tables import read_table


@dataclass(frozen=True, slots=True)
class Band:
    """One band: everything above the band before it, up to its own upper bound.

    Attributes:
        label: As printed, such as `5—10`.
        upper: Upper bound in the measure's unit, None for the last band.
        closed: Whether the bound itself belongs to the band.
    """

    label: str
    upper: Decimal | None
    closed: bool

    def first_beyond(self, scale: int) -> int | None:
        """The smallest stored whole number (value × 10^scale) above the band; None for the last band.

        Bounds have no more decimal places than the measure stores.
        """
        if self.upper is None:
            return None
        return int(self.upper.scaleb(scale)) + (1 if self.closed else 0)


def read_bands(path: Path) -> dict[str, tuple[Band, ...]]:
    """Read `bands.csv`: name of the set → its bands from the lowest to the highest.

    Raises:
        CatalogueError: Bounds that do not rise, or an open band that is not the last.
    """
    found: dict[str, list[tuple[int, Band]]] = {}
    for row in read_table(path, ("bands", "order", "label", "upper", "closed", "basis")):
        band = Band(row.text("label", required=True), row.decimal("upper"), row.one_of("closed", ("Y", "N")) == "Y")
        found.setdefault(row.text("bands", required=True), []).append((row.integer("order") or 0, band))
    bands = {name: tuple(band for _, band in sorted(rows, key=lambda item: item[0])) for name, rows in found.items()}
    for name, listed in bands.items():
        bounds = [band.upper for band in listed]
        closed = [bound for bound in bounds[:-1] if bound is not None]
        if bounds[-1] is not None or len(closed) != len(bounds) - 1 or any(a >= b for a, b in pairwise(closed)):
            raise CatalogueError(path, name, "各档upper须由低到高，最后一档留空")
    return bands
