"""Charts: pure functions from a frame to a figure, all drawn with one template."""

from plotly.graph_objects import Figure

from dashboard.charts.completeness import completeness_grid
from dashboard.charts.matrix import Links, matrix_table, order_of
from dashboard.charts.ranking import Line, ranking_bars
from dashboard.charts.sparkline import as_image, sparkline
from dashboard.charts.spine import spine_chart
from dashboard.charts.template import Foot, config
from dashboard.charts.trend import Mark, trend_lines

__all__ = [
    "Figure", "Foot", "Line", "Links", "Mark", "as_image", "completeness_grid", "config", "matrix_table", "order_of",
    "ranking_bars", "sparkline", "spine_chart", "trend_lines",
]  # fmt: skip
