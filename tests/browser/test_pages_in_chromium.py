"""What only a real browser can show: requests, cold deep links, links that reproduce a view, pictures, downloads."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from dashboard.ui import registry
from tests.browser.conftest import ARTEFACTS, Server, settle

pytestmark = pytest.mark.browser
NAMES = [spec.name for spec in registry.PAGES]
SIZES = [(1440, 900), (1920, 1080), (820, 1180)]
ENGLISH = re.compile(r"[A-Za-z]{3,}")
#: Words in Latin letters that belong on a Chinese page.
ALLOWED = {"csv", "xlsx", "xls", "ods"}

VISIBLE_TEXT = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent || parent.closest('style, script, noscript, [data-testid="stIconMaterial"], .code')) continue;
    const style = getComputedStyle(parent);
    if (parseFloat(style.fontSize) > 0 && style.visibility !== 'hidden' && parent.getClientRects().length) {
      found.push(walker.currentNode.textContent);
    }
  }
  return found.join(' ');
}"""


def address(name: str) -> str:
    return "/" if name == registry.DEFAULT else f"/{name}"


def test_first_request_of_a_cold_server_may_be_a_deep_link(city_home: Path, tmp_path: Path, tab: Page) -> None:
    cold = Server(city_home, tmp_path / "cold.log")
    try:
        tab.goto(f"{cold.url}/ranking?indicator=income&period=2024-06")
        settle(tab)
        assert tab.locator(".page-head h1").inner_text() == "村集体经济总收入：谁在前，谁在后"
        assert tab.locator("[data-testid='stSidebarNavLink'][aria-current='page']").inner_text() == "排名"
    finally:
        cold.stop()


@pytest.mark.parametrize("name", NAMES)
def test_page_is_complete_chinese_and_asks_nobody_else(name: str, server: Server, tab: Page) -> None:
    asked: list[str] = []
    blocked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda line: blocked.append(line.text) if "Content Security Policy" in line.text else None)
    tab.goto(server.url + address(name))
    settle(tab)
    assert tab.locator(".state-failed").count() == 0
    assert english_words(tab) == set()
    ARTEFACTS.mkdir(exist_ok=True)
    for width, height in SIZES:
        tab.set_viewport_size({"width": width, "height": height})
        tab.wait_for_timeout(700)
        tab.screenshot(path=ARTEFACTS / f"{name}-{width}x{height}.png")
        over = tab.locator("[data-testid='stMain']").evaluate("node => node.scrollWidth - node.clientWidth")
        assert over <= 0, f"the page runs over the edge at {width} px"
    host = urlsplit(server.url).netloc
    foreign = [url for url in asked if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != host]
    assert len(asked) > 10 and foreign == []
    assert blocked == [], "the content security policy must not stop the page itself"


def english_words(tab: Page) -> set[str]:
    """Words in Latin letters that can be seen, apart from file types; drawn icons are written as words in the page."""
    text = tab.evaluate(VISIBLE_TEXT)
    return {word for word in ENGLISH.findall(text) if word not in ALLOWED}


def test_a_link_reproduces_the_view(server: Server, tab: Page) -> None:
    tab.goto(f"{server.url}/ranking?indicator=cover_rate&period=2023-12&peer=平原县&district=330125")
    settle(tab)
    first = tab.locator(".answer").inner_text()
    link = tab.url
    query = parse_qs(urlsplit(link).query)
    assert query["indicator"] == ["cover_rate"] and query["period"] == ["2023-12"] and query["level"] == ["district"]
    tab.goto("about:blank")
    tab.goto(link)
    settle(tab)
    assert tab.locator(".answer").inner_text() == first and tab.url == link
    assert "2023年12月" in first and tab.locator("[data-tag]").first.inner_text() == "石桥县"


def test_choosing_writes_the_url_and_back_undoes_it(server: Server, tab: Page) -> None:
    tab.goto(f"{server.url}/ranking?indicator=cover_rate&period=2024-06")
    settle(tab)
    box = tab.locator("[data-testid='stSelectbox'] input").first
    box.click()
    tab.get_by_role("option", name="空白村数").click()
    tab.wait_for_function("() => location.search.includes('empty_villages')")
    settle(tab)
    assert tab.locator(".page-head h1").inner_text().startswith("空白村数")
    tab.go_back()
    tab.wait_for_function("() => location.search.includes('cover_rate')")
    tab.wait_for_function("() => document.querySelector('.page-head h1').innerText.startsWith('农村星级党组织覆盖率')")


def test_a_bar_leads_one_level_down(server: Server, tab: Page) -> None:
    tab.goto(f"{server.url}/ranking?indicator=income&period=2024-06")
    settle(tab)
    tab.locator(".js-plotly-plot .bars .point path").first.click(force=True)
    tab.wait_for_function("() => location.search.includes('under=330181')")
    settle(tab)
    assert "level=town" in tab.url and "平湖市" in tab.locator(".answer").inner_text()


def test_a_card_leads_to_its_ranking(server: Server, tab: Page) -> None:
    tab.goto(f"{server.url}/?period=2024-06")
    settle(tab)
    tab.locator(".st-key-card-income .value").scroll_into_view_if_needed()
    box = tab.locator(".st-key-card-income .value").bounding_box()
    assert box is not None
    tab.mouse.click(box["x"] + 5, box["y"] + 5)  # anywhere on the card: the link lies over all of it
    tab.wait_for_url("**/ranking**")
    settle(tab)
    assert tab.locator(".page-head h1").inner_text().startswith("村集体经济总收入")
    assert "period=2024-06" in tab.url


def test_table_and_picture_have_chinese_names(server: Server, tab: Page) -> None:
    tab.goto(f"{server.url}/ranking?indicator=cover_rate&period=2024-06")
    settle(tab)
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name="下载表格").click()
    table = waiting.value
    assert table.suggested_filename == "农村星级党组织覆盖率_各县市区_2024年6月.csv"
    data = Path(table.path()).read_bytes()
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert data.startswith(b"\xef\xbb\xbf") and rows[1][:3] == ["第1名", "青河区", "95.0%"]
    with tab.expect_download() as waiting:
        tab.locator(".modebar-btn").click()
    picture = waiting.value
    assert picture.suggested_filename == "农村星级党组织覆盖率_各县市区_2024年6月.png"
    assert Path(picture.path()).read_bytes().startswith(b"\x89PNG")


def test_health_and_headers_are_served(server: Server, tab: Page) -> None:
    answer = tab.request.get(f"{server.url}/api/health")
    assert answer.ok and answer.json()["status"] == "ok"
    headers = tab.request.get(f"{server.url}/ranking").headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/overview", "/no-such-page"])
def test_an_unknown_address_shows_the_first_page_without_a_dialog(server: Server, tab: Page, path: str) -> None:
    tab.goto(f"{server.url}{path}?period=2024-06")
    settle(tab)
    assert urlsplit(tab.url).path == "/" and "period=2024-06" in tab.url
    assert tab.locator("[role='dialog']").count() == 0 and english_words(tab) == set()
