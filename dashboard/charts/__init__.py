"""Charts: pure functions from a frame to a figure, all drawn with one template."""

from plotly.graph_objects import Figure

from dashboard.charts.boxes import level_change_grid
from dashboard.charts.completeness import completeness_grid
from dashboard.charts.control import control_chart
from dashboard.charts.flow import Stage, flow_chart
from dashboard.charts.funnel import funnel_chart
from dashboard.charts.groups import group_boxes
from dashboard.charts.matrix import Links, matrix_table, order_of
from dashboard.charts.moves import progress_bars, slope_chart
from dashboard.charts.ranking import Line, ranking_bars
from dashboard.charts.ranking_rows import drawn as drawn_rows
from dashboard.charts.scatter import Corner, Dot, scatter_chart
from dashboard.charts.sparkline import as_image, sparkline
from dashboard.charts.spine import spine_chart
from dashboard.charts.split import split_bars
from dashboard.charts.stacked import Bar, Segment, stacked_bars
from dashboard.charts.template import Foot, config
from dashboard.charts.trend import Mark, trend_lines
from dashboard.charts.year_columns import paired_columns

__all__ = [
    "Bar", "Corner", "Dot", "Figure", "Foot", "Line", "Links", "Mark", "Segment", "Stage", "as_image",
    "completeness_grid", "config", "control_chart", "drawn_rows", "flow_chart", "funnel_chart", "group_boxes",
    "level_change_grid", "matrix_table", "order_of", "paired_columns", "progress_bars", "ranking_bars", "scatter_chart",
    "slope_chart", "sparkline", "spine_chart", "split_bars", "stacked_bars", "trend_lines",
]  # fmt: skip
