"""The stories in the demonstration data: what happens, to whom, when, and where a page can tell it.

The generator reads its cases from here, so that the story told and the data written cannot part.
"""

from dataclasses import dataclass

from etl.sample.periods import key_of

#: Post of the city's own desk, which sends the register and the assessment scores.
CITY_DESK = "示例市委组织部统计岗"


@dataclass(frozen=True, slots=True)
class Story:
    """One thing that happens in the demonstration city.

    Attributes:
        key: Stable name.
        title: One sentence in Chinese.
        units: Codes of the units it happens to.
        templates: Templates whose files carry it.
        period: Month `YYYY-MM` from which it can be seen.
        indicators: Codes of the indicators that show it.
        where: What a page should be able to say, in Chinese.
    """

    key: str
    title: str
    units: tuple[str, ...]
    templates: tuple[str, ...]
    period: str
    indicators: tuple[str, ...]
    where: str


MERGED, RECEIVER = "990103", "990102"
MERGER_MONTH = key_of("2025-01")
RENAME_MONTH = key_of("2024-07")

SILENT = "990108"
SILENT_FROM = key_of("2025-09")

LATE = "990107"
LATE_MISSING_T3 = key_of("2025-12")

UNIT_ERROR = "990105"
UNIT_ERROR_MONTH = key_of("2025-05")
UNIT_ERROR_FACTOR = 10_000

HEADER_YUAN = "990104"
HEADER_YUAN_MONTH = key_of("2024-03")

WITHDRAWN = "990109"
WITHDRAWN_MONTH = key_of("2025-04")

SUBSIDY_ONLY = "990106"
SUBSIDY_YEAR = 2025

STARS_LOST = "990109"
STARS_LOST_ROUND = key_of("2025-12")
STARS_DOWN, STARS_STRIPPED = 14, 9

SMALL = "990110"
#: Firms and societies with an organisation, of 8 and of 6, quarter by quarter: one more or less moves the rate far.
SMALL_FIRMS = (6, 5, 7, 6, 5, 7, 6, 7, 5, 6, 8, 5)
SMALL_SOCIETIES = (4, 5, 3, 5, 4, 6, 4, 5, 3, 6, 4, 6)

TARGET_MISSED = "990104"
TARGET_YEAR = 2025
TARGET_REACHED = 0.66

NEAR_FULL = "990101"
NEAR_FULL_QUARTER = key_of("2025-12")
NEAR_FULL_RATE = 0.9996

STORIES: tuple[Story, ...] = (
    Story(
        "merger",
        "2025年1月1日桐浦区并入青槐区，所属乡镇街道全部划转，桐浦区2024年12月31日撤销。",
        (MERGED, RECEIVER),
        ("T0",),
        "2025-01",
        ("econ_income_total", "member_total"),
        "青槐区2025年总量台阶式上升，同比须按可比口径（青槐区＋桐浦区）；桐浦区2025年起不再排名。",
    ),
    Story(
        "rename",
        "2024年7月1日一个乡改为镇，编码不变。",
        ("990108201",),
        ("T0",),
        "2024-07",
        ("econ_income_total",),
        "趋势不断，旧名仍可查到。",
    ),
    Story(
        "silent",
        "霜岭县自2025年9月起停报全部报表。",
        (SILENT,),
        ("T1", "T2", "T3", "T4", "T5", "T6", "T7"),
        "2025-09",
        ("econ_income_total", "member_total"),
        "霜岭县列入“未报”，不当作零，也不参加位次。",
    ),
    Story(
        "late",
        "锦圃区2025年12月的月报和四季度覆盖情况表迟到两个月，当月村级集体经济收入表至今未报。",
        (LATE,),
        ("T3", "T4", "T6"),
        "2025-12",
        ("econ_income_total", "private_org_cover_rate", "developed_member_cnt"),
        "锦圃区2025年12月集体经济“未报”；月报入库时间为2026年2月。",
    ),
    Story(
        "unit_error",
        "澄湖区2025年5月一个村的收入误按元填报（放大一万倍），说明后入库，次日由更正文件改正。",
        (UNIT_ERROR,),
        ("T3",),
        "2025-05",
        ("econ_income_total",),
        "该村2025年5月的数有两个批次，现值来自更正批次，旧值可查。",
    ),
    Story(
        "header_yuan",
        "柳泊区2024年3月的表以元为单位，表头写明，应换算为万元。",
        (HEADER_YUAN,),
        ("T3",),
        "2024-03",
        ("econ_income_total",),
        "换算后与前后月份衔接。",
    ),
    Story(
        "withdrawn",
        "澜溪县2025年4月误把上年同月的月报当作本月报送，批次被撤回后重报。",
        (WITHDRAWN,),
        ("T6",),
        "2025-04",
        ("developed_member_cnt",),
        "批次清单中有一个已撤回的批次和撤回理由。",
    ),
    Story(
        "subsidy_only",
        "雁桥区2025年集体经济总收入增长约三成，全部来自补助，经营性收入持平。",
        (SUBSIDY_ONLY,),
        ("T3",),
        "2025-12",
        ("econ_income_total", "econ_operating_share"),
        "总收入增幅居前而经营性收入占比下降最多。",
    ),
    Story(
        "stars_lost",
        "澜溪县2025年12月批次14个村降星、9个村摘星，星级覆盖率下降。",
        (STARS_LOST,),
        ("T2",),
        "2025-12",
        ("rural_star_cover_rate", "star5_cnt"),
        "降星、摘星名单，覆盖率位次下降。",
    ),
    Story(
        "small_noise",
        "石莲县非公企业仅8家、社会组织仅6个，多一家少一家，覆盖率位次就大起大落。",
        (SMALL,),
        ("T4",),
        "2023-03",
        ("private_org_cover_rate", "social_org_cover_rate"),
        "位次变化大但属小样本波动，不宜评说进退。",
    ),
    Story(
        "target_missed",
        "柳泊区2025年村级集体经济收入只完成年度目标约三分之二。",
        (TARGET_MISSED,),
        ("T3",),
        "2025-12",
        ("econ_target_rate",),
        "12月末落后时序超过30个百分点，亮红灯。",
    ),
    Story(
        "near_full",
        "云岭区2025年末党员轮训率为99.96%，差4名左右未训。",
        (NEAR_FULL,),
        ("T1",),
        "2025-12",
        ("member_rotation_rate",),
        "不得显示为100%。",
    ),
)
