"""The one list of pages: navigation, page links, titles and the page tests all come from it."""

from dataclasses import dataclass
from pathlib import Path

PAGES_DIR = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True)
class PageSpec:
    """One page.

    Attributes:
        name: How code refers to it, also its address (`/ranking`).
        section: Heading in the navigation.
        title: Name in the navigation.
        question: What a person finds there, shown as the navigation tooltip.
        path: Script below `pages/`.
        has_chart: It begins with a chart, whose code a browser reads ahead.
    """

    name: str
    section: str
    title: str
    question: str
    path: str
    has_chart: bool = True

    @property
    def file(self) -> Path:
        """The script's full path."""
        return PAGES_DIR / self.path


PAGES: tuple[PageSpec, ...] = (
    PageSpec("overview", "看板", "总览", "现在怎么样、变了什么、哪里要关注", "board/overview.py"),
    PageSpec("matrix", "看板", "全景矩阵", "所有核心指标、所有县市区，一张图看全", "board/matrix.py", False),
    PageSpec("ranking", "看板", "排名", "谁在前、谁在后、升降几位", "board/ranking.py"),
    PageSpec("trend", "看板", "趋势", "一路怎样走来，与全市比怎样", "board/trend.py"),
    PageSpec("compare", "看板", "对比", "几个县市区或两个时期并排看", "board/compare.py"),
    PageSpec("movement", "看板", "水平与变化", "谁领先又进步，谁落后未改观", "board/movement.py"),
    PageSpec("profile", "看板", "县区画像", "一个县市区强在哪里、弱在哪里、变了什么", "board/profile.py"),
    PageSpec("star_villages", "专题", "星级村", "星级结构怎样、谁升谁降、哪些到期", "themes/star_villages.py"),
    PageSpec(
        "collective_economy", "专题", "集体经济", "靠什么增长、哪些村没达标、还差多少", "themes/collective_economy.py"
    ),
    PageSpec("coverage", "专题", "两个覆盖", "组织和工作覆盖到哪里、还有多少应建未建", "themes/coverage.py"),
    PageSpec("members", "专题", "队伍", "党员年龄、学历、流动和发展", "themes/members.py"),
    PageSpec("support", "专题", "阵地与经费", "场所够不够大、钱到没到位", "themes/support.py"),
    PageSpec("barometer", "专题", "晴雨表", "支部哪些是雨、变好了吗、失分在哪", "themes/barometer.py"),
    PageSpec("questions", "会议", "会上常问", "领导常问的问题，各在哪一页看", "meeting/questions.py", False),
    PageSpec("basket", "会议", "会议篮", "放在一边、准备会上看的图", "meeting/basket.py", False),
    PageSpec("upload", "数据", "报送数据", "上传报表，逐条核对后入库", "data/upload.py", False),
    PageSpec("definitions", "数据", "指标口径", "每个指标怎样算、出自哪里、不说明什么", "data/definitions.py", False),
)
DEFAULT = "overview"


def page(name: str) -> PageSpec:
    """The page called `name`.

    Raises:
        KeyError: No such page; the message lists the choices.
    """
    for spec in PAGES:
        if spec.name == name:
            return spec
    raise KeyError(f"page {name!r} not found. Available: {', '.join(spec.name for spec in PAGES)}")


def sections() -> dict[str, list[PageSpec]]:
    """Pages by heading, in the order of the list."""
    grouped: dict[str, list[PageSpec]] = {}
    for spec in PAGES:
        grouped.setdefault(spec.section, []).append(spec)
    return grouped
