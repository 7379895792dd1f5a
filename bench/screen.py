"""What a person waits for: a choice until its chart is painted, and a page until its first chart, in Chromium.

`python -m bench.screen [--repeat N]` serves the province of `bench.province` (100 districts) on loopback and times in
the page itself, from the click on an option to the frame in which the chart's title is the new one.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench import province
from bench.province import Shape
from bench.report import Result, show
from bench.timing import percentile
from tests.browser.conftest import CHROMIUM, FLAGS, Server

CHOICE_MS = 200.0
#: The real page beside the least one that the framework can draw: what is ours of the time.
CHOICE_RATIO = 1.25
#: The bare page, and how many choices are made on one page before it is the other's turn.
BARE, TURN = "bench/bare_page.py", 5
#: A person looks at a chart before choosing again; what stands below it is drawn by then.
LOOK_MS = 300
SERVER_MS = 25.0
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


def choices(tab: Page, names: list[str]) -> list[float]:
    """Milliseconds from choosing an indicator to its painted chart, on a page that shows another one.

    Args:
        tab: A page with `WATCH` and a chart.
        names: Indicators, one after the other.
    """
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
        tab.wait_for_timeout(LOOK_MS)
    return times


def opened(browser: Browser, address: str) -> Page:
    """A tab with a painted chart."""
    tab = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    tab.add_init_script(WATCH)
    tab.goto(address)
    tab.wait_for_function("() => window.painted")
    return tab


def first_paints(tab: Page, url: str, repeat: int) -> list[float]:
    """Milliseconds from asking for a page to its first painted chart, the server warm."""
    times: list[float] = []
    for _ in range(repeat + 1):
        tab.goto(f"{url}/ranking")
        tab.wait_for_function("() => window.painted")
        times.append(float(tab.evaluate("() => window.painted")))
    return times[1:]


def results(repeat: int = 40) -> list[Result]:
    """Serve the province and the bare page, and time both in turns."""
    shape = Shape()
    with tempfile.TemporaryDirectory(prefix="bench-screen-") as folder, sync_playwright() as driver:
        home = Path(folder) / "home"
        province.build(home, shape)
        served = [Server(home, Path(folder) / "server.log"), Server(home, Path(folder) / "bare.log", BARE)]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            ours, bare = opened(browser, f"{served[0].url}/ranking"), opened(browser, served[1].url)
            names = [f"指标{shape.measures + 1 + number % (shape.measures - 1)}" for number in range(repeat + 1)]
            choices(ours, names[:1]), choices(bare, names[:1])
            turns = [names[start : start + TURN] for start in range(1, len(names), TURN)]
            before = [server.cpu_seconds() for server in served]
            pairs = [(choices(ours, turn), choices(bare, turn)) for turn in turns]
            spent = [
                (server.cpu_seconds() - start) / repeat * 1000 for server, start in zip(served, before, strict=True)
            ]
            start = served[0].cpu_seconds()
            choices(ours, names[1:])
            again = (served[0].cpu_seconds() - start) / repeat * 1000
            painted = first_paints(ours, served[0].url, max(3, repeat // 4))
        finally:
            browser.close()
            for server in served:
                server.stop()
    chosen, least = ([time for pair in pairs for time in pair[side]] for side in (0, 1))
    print(
        f"选择到图：中位数 {statistics.median(chosen):.0f} 毫秒；空白页换同样的图：中位数 "
        f"{statistics.median(least):.0f} 毫秒，p95 {percentile(least, 0.95):.0f} 毫秒；"
        f"服务器处理器时间 {spent[0]:.0f} 毫秒，空白页 {spent[1]:.0f} 毫秒，再选同样的指标 {again:.0f} 毫秒；"
        f"首图：中位数 {statistics.median(painted):.0f} 毫秒\n"
    )
    return [
        Result("选择指标到图画好（100 个区县），p95", CHOICE_MS, percentile(chosen, 0.95), "毫秒"),
        Result(
            "选择指标到图画好／空白页换同样的图，中位数",
            CHOICE_RATIO, statistics.median(chosen) / statistics.median(least), "倍",
        ),
        Result("再选一次问过的指标，服务器处理器时间", SERVER_MS, again, "毫秒"),
        Result("选一次没有问过的指标，服务器处理器时间", SERVER_MS, spent[0], "毫秒"),
        Result("打开页面到首图，热启动，中位数", FIRST_PAINT_MS, statistics.median(painted), "毫秒"),
    ]  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Print the table; 0 when both goals were met."""
    parser = argparse.ArgumentParser(prog="python -m bench.screen", description="屏幕响应时间。")
    parser.add_argument("--repeat", type=int, default=40, help="选择次数，默认 40")
    found = results(parser.parse_args(argv).repeat)
    show(found)
    return 0 if all(item.met for item in found) else 1


if __name__ == "__main__":
    sys.exit(main())
