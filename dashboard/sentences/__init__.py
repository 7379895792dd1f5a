"""The computed sentence under a chart: who, how much, against what, since when, and what to be careful about.

Plain frames in, one Chinese sentence of at most 90 characters out; the least important clause goes first when it
does not fit. Words that claim completeness (全部) stand only where every unit reported and each is exactly at 100 %;
words of rise and fall only where the change reaches the indicator's effective gap.
"""

from dashboard.sentences.common import Measured, covers_all, fit, names
from dashboard.sentences.overview import completeness_sentence, overview_sentence
from dashboard.sentences.ranking import class_sentence, ranking_sentence
from dashboard.sentences.trend import trend_sentence

__all__ = [
    "Measured",
    "class_sentence",
    "completeness_sentence",
    "covers_all",
    "fit",
    "names",
    "overview_sentence",
    "ranking_sentence",
    "trend_sentence",
]
