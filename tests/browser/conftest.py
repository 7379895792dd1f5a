"""One server and one Chromium for all browser tests; the server is started cold and shows the small city."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.pages import city

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "artefacts"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
READY_SECONDS = 60
WAIT = 20_000
#: Shown once the page script has run to its end.
PAINTED = "[data-test-script-state='notRunning'], [data-testid='stApp'][data-test-script-state='notRunning']"


class Server:
    """A running app; `script` is what is served.

    Attributes:
        url: Address without a slash at the end.
    """

    def __init__(self, home: Path, log: Path, script: str = "app.py") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = log
        command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
        self._out = log.open("wb")
        environment = {**os.environ, "DASHBOARD_HOME": str(home)}
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=self._out, stderr=self._out)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                # The framework's own route: unlike a page it runs no script, so the first page request stays cold.
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).read()
                return
            except OSError:
                assert self._process.poll() is None, self.log.read_text(encoding="utf-8")
                time.sleep(0.2)
        raise TimeoutError(self.log.read_text(encoding="utf-8"))

    def cpu_seconds(self) -> float:
        """Processor time the server has taken so far (Linux)."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(timeout=20)
        self._out.close()


@pytest.fixture(scope="session")
def city_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published home with the small city."""
    return city.build(tmp_path_factory.mktemp("browser-city"))


@pytest.fixture(scope="session")
def server(city_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, started once for all tests."""
    running = Server(city_home, tmp_path_factory.mktemp("log") / "server.log")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium as installed by the system."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"Chromium is not installed ({CHROMIUM}); run tests/browser/prepare.sh")
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A fresh window without memory of other tests."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    yield page
    context.close()


def settle(page: Page) -> None:
    """Wait until the page script has ended and charts are drawn."""
    page.wait_for_selector(".page-head h1")
    page.wait_for_function(
        "() => document.querySelector(\"[data-testid='stApp']\")?.dataset.testScriptState === 'notRunning'"
    )
    page.wait_for_timeout(600)
