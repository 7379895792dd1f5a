"""What a person has chosen on a page that shows one indicator."""

from dataclasses import dataclass

from dashboard import levels, periods
from dashboard.queries import IndicatorRow


@dataclass(frozen=True)
class Selection:
    """What a person has chosen.

    Attributes:
        indicator: The indicator.
        period: Period key.
        level: Level of the compared units, by number.
        under: Code of the unit whose parts are compared, None for everything.
        under_name: Its name, empty for everything.
        peer: Peer group, None for all.
        compare: Period key compared with, None for no comparison.
        districts: Codes of the units shown strong.
        among: With a peer group, whom places are about: peers or all.
        dated: The day that the figures are of, such as `2024年6月30日`; empty for the period's last day.
    """

    indicator: IndicatorRow
    period: int
    level: int
    under: str | None = None
    under_name: str = ""
    peer: str | None = None
    compare: int | None = None
    districts: tuple[str, ...] = ()
    among: str = "peers"
    dated: str = ""

    def parts(self) -> tuple[object, ...]:
        """The choices besides the indicator, to remember something worked out for them."""
        return (self.period, self.level, self.under, self.peer, self.compare, self.districts, self.among)

    @property
    def period_label(self) -> str:
        """Such as `2024年二季度`."""
        return periods.label_zh(self.period, self.indicator.frequency)

    @property
    def as_of(self) -> str:
        """The day that the figures are of, such as `2024年6月30日`."""
        return self.dated or periods.as_of_zh(self.period)

    @property
    def compare_label(self) -> str:
        """`较2024年5月`, empty without comparison."""
        return f"较{periods.label_zh(self.compare, self.indicator.frequency)}" if self.compare is not None else ""

    @property
    def scope(self) -> str:
        """Who is compared, such as `云岭县各乡镇街道` or `各县市区（城区）`."""
        peer = f"（{self.peer}）" if self.peer else ""
        return f"{self.under_name}各{levels.level_zh(self.level)}{peer}"
