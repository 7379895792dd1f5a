"""What a page shows instead of figures: nothing yet, nothing for this choice, or a failure. Always what to do next."""

import html
import logging

import streamlit as st

log = logging.getLogger("dashboard")


def notice(title: str, advice: str, *, kind: str = "empty") -> None:
    """A calm box: what it is, and what to do.

    Args:
        title: What is the matter, one sentence.
        advice: The next step.
        kind: `empty`, `partial` or `failed`; decides the colour of the rule at the left.
    """
    st.html(
        f'<div class="state state-{html.escape(kind)}" role="status"><strong>{html.escape(title)}</strong>'
        f"<p>{html.escape(advice)}</p></div>"
    )


def no_data() -> None:
    """Nothing has been published in this home."""
    notice(
        "还没有可以显示的数据",
        "在“报送数据”页上传报表并入库；或在命令行运行 make sample 生成演示数据，完成后刷新本页。",
    )


def no_figures_here() -> None:
    """The home holds figures, published ones perhaps, but none that the page is made of."""
    notice(
        "这里还没有本页要用的数据",
        "在“报送数据”页上传单位名录和 T1—T8 报表并入库，发布后刷新本页；已有的公开数据见“总览”“排名”“趋势”页。",
    )


def nothing_for_choice(what: str, advice: str = "请在上方换一个时期、指标或范围。") -> None:
    """The choice is valid but no figure answers it."""
    notice(f"{what}没有数据", advice)


def no_reports(template: str, what: str) -> None:
    """The home holds figures, but none of the template that this page is about."""
    notice(f"这里还没有{what}数据", f"在“报送数据”页上传 {template} 表并入库，发布后刷新本页。")


def failed() -> None:
    """Something went wrong on our side."""
    advice = "请刷新页面重试；仍不行，请把出现的时间告诉管理员，日志中有详细记录。"
    notice("本页没有算出来", advice, kind="failed")


def script_failed(error: Exception) -> bool:
    """Streamlit's hook for an uncaught error: details to the log, a Chinese notice to the person.

    Returns:
        True, so that Streamlit does not add its own English box.
    """
    log.error("page failed", exc_info=error)
    failed()
    return True
