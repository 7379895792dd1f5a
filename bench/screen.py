"""What a person waits for: a choice until its chart is painted, and a page until its first chart, in Chromium.

`python -m bench.screen [--repeat N]` serves the province of `bench.province` (100 districts) on loopback and times in
the page itself, from the click on an option to the frame in which the chart's title is the new one.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench import province
from bench.province import Shape
from bench.queries import percentile
from bench.report import Result, show
from tests.browser.conftest import CHROMIUM, FLAGS, Server

CHOICE_MS = 200.0
FIRST_PAINT_MS = 800.0
#: Runs in every page: notes when the first chart title is there, and times a choice from its click.
WATCH = """
(() => {
  const title = () => document.querySelector('.js-plotly-plot .gtitle')?.textContent ?? '';
  const first = () => { if (title()) window.painted = performance.now(); else requestAnimationFrame(first); };
  requestAnimationFrame(first);
  window.choice = wanted => new Promise(resolve => {
    document.addEventListener('click', () => {
      const start = performance.now();
      const look = () => title().includes(wanted) ? resolve(performance.now() - start) : requestAnimationFrame(look);
      look();
    }, {capture: true, once: true});
  });
})()
"""


def choices(tab: Page, url: str, names: list[str]) -> list[float]:
    """Milliseconds from choosing an indicator to its painted ranking.

    Args:
        tab: A page with `WATCH`.
        url: Address of the server.
        names: Indicators, one after the other; the first one only warms up.
    """
    tab.goto(f"{url}/ranking")
    tab.wait_for_function("() => window.painted")
    times: list[float] = []
    for name in names:
        box = tab.locator("[data-testid='stSelectbox'] input").first
        box.click()
        box.press_sequentially(name)
        option = tab.get_by_role("option", name=name, exact=True)
        option.wait_for()
        tab.evaluate("name => { window.waited = window.choice(name + '（'); }", name)
        option.click()
        times.append(float(tab.evaluate("() => window.waited")))
    return times[1:]


def first_paints(tab: Page, url: str, repeat: int) -> list[float]:
    """Milliseconds from asking for a page to its first painted chart, the server warm."""
    times: list[float] = []
    for _ in range(repeat + 1):
        tab.goto(f"{url}/ranking")
        tab.wait_for_function("() => window.painted")
        times.append(float(tab.evaluate("() => window.painted")))
    return times[1:]


def results(repeat: int = 20) -> list[Result]:
    """Serve the province and time both."""
    shape = Shape()
    with tempfile.TemporaryDirectory(prefix="bench-screen-") as folder, sync_playwright() as driver:
        home = Path(folder) / "home"
        province.build(home, shape)
        server = Server(home, Path(folder) / "server.log")
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            tab = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            tab.add_init_script(WATCH)
            names = [f"指标{shape.measures + 1 + number % (shape.measures - 1)}" for number in range(repeat + 1)]
            chosen = choices(tab, server.url, names)
            painted = first_paints(tab, server.url, max(3, repeat // 4))
        finally:
            browser.close()
            server.stop()
    print(
        f"选择到图：中位数 {statistics.median(chosen):.0f} 毫秒；首图：中位数 {statistics.median(painted):.0f} 毫秒\n"
    )
    return [
        Result("选择指标到图画好（100 个区县），p95", CHOICE_MS, percentile(chosen, 0.95), "毫秒"),
        Result("打开页面到首图，热启动，中位数", FIRST_PAINT_MS, statistics.median(painted), "毫秒"),
    ]


def main(argv: list[str] | None = None) -> int:
    """Print the table; 0 when both goals were met."""
    parser = argparse.ArgumentParser(prog="python -m bench.screen", description="屏幕响应时间。")
    parser.add_argument("--repeat", type=int, default=20, help="选择次数，默认 20")
    found = results(parser.parse_args(argv).repeat)
    show(found)
    return 0 if all(item.met for item in found) else 1


if __name__ == "__main__":
    sys.exit(main())
