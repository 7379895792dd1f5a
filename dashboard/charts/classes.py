"""The honest classes as a reader sees them: fill, ink and words, the same in every picture.

Blue and orange can be told apart by colour-blind people and are not the colours of the lights, because "below the
city" is no verdict. In black and white the ink tells them apart: white on blue, black on orange.
"""

from dataclasses import dataclass

from dashboard.charts import template

BETTER, LIKE, WORSE = "#2F6DB3", "#DDE3E9", "#CC7722"
#: Near black: the common ink does not reach 4.5:1 on the orange.
DARK = "#0B0F14"


@dataclass(frozen=True)
class Look:
    """How a class is drawn.

    Attributes:
        fill: Colour of the cell or marker.
        ink: Colour of text on it, at least 4.5:1.
        words: `{whole}` stands for the name of the whole.
    """

    fill: str
    ink: str
    words: str


LOOKS: dict[str, Look] = {
    "better": Look(BETTER, template.PAPER, "明显好于{whole}"),
    "like": Look(LIKE, template.INK, "与{whole}相当"),
    "worse": Look(WORSE, DARK, "明显差于{whole}"),
    "small": Look(template.PAPER, template.INK, "分母小，只看数，不分好差"),
    "missing": Look(template.PAPER, template.MUTED, "未报"),
    "not_applicable": Look(template.PAPER, template.MUTED, "不适用"),
    "error": Look(template.PAPER, template.INK, "分子大于分母，须核实"),
    "unclassed": Look(template.PAPER, template.INK, "单位太少，不分好差"),
    "plain": Look(template.PAPER, template.INK, "总量或中性指标，不分好差"),
}


def class_words(code: str, whole: str) -> str:
    """A class in words, empty for the whole itself."""
    look = LOOKS.get(code)
    return look.words.format(whole=whole) if look is not None else ""
