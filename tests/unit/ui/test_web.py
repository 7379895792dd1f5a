"""The shell, the headers and the health route, asked over ASGI without a server."""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.homes import HOME_VARIABLE
from dashboard.ui import registry, shell, web


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run in a thread of its own: a browser test of the same process may leave a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@dataclass
class Answer:
    """What an ASGI app sent."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


class Client:
    """Asks an ASGI app directly."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def get(self, path: str) -> Answer:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        way, _, query = path.partition("?")
        scope = {"type": "http", "method": "GET", "path": way, "raw_path": way.encode(), "root_path": "",
                 "query_string": query.encode(), "headers": [], "scheme": "http", "http_version": "1.1",
                 "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1)}  # fmt: skip
        _run(self.app(scope, receive, send))
        start = sent[0]
        headers = [(name.decode().lower(), value.decode()) for name, value in start["headers"]]
        return Answer(start["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))


@pytest.fixture
def client() -> Client:
    other = Route("/static/x.js", lambda _: PlainTextResponse("js", headers={"X-Frame-Options": "ALLOWALL"}))
    return Client(Starlette(routes=[*web.routes(), other], middleware=web.middleware()))


@pytest.mark.parametrize("path", ["/", "/ranking", "/static/x.js", "/api/icon.png"])
def test_every_answer_carries_the_security_headers_once(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status == 200
    for name, value in web.security_headers():
        assert answer.all(name.decode()) == [value.decode()]


def test_scripts_need_no_unsafe_words() -> None:
    policy = web.content_security_policy()
    (scripts,) = re.findall(r"script-src ([^;]*)", policy)
    assert "unsafe" not in scripts and "sha256-" in scripts
    assert not re.search(r"https?:|\*", policy), "nothing from elsewhere"


def test_page_shell_is_chinese(client: Client) -> None:
    page = client.get("/ranking?indicator=x").text
    assert '<html lang="zh-CN"' in page and "<title>基层党建看板</title>" in page
    assert "You need to enable JavaScript" not in page and "Streamlit</title>" not in page
    assert shell.INLINE_SCRIPT.findall(page) == [
        *shell.INLINE_SCRIPT.findall(shell.original()),
        shell.CONNECT,
        shell.FIT_PAPER,
    ]


def test_every_inline_script_is_named_in_the_policy(client: Client) -> None:
    for path in ("/ranking", "/matrix"):
        for text in shell.INLINE_SCRIPT.findall(client.get(path).text):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in web.content_security_policy()


def test_a_page_with_a_chart_reads_its_code_ahead(client: Client) -> None:
    charts = re.findall(r'modulepreload" crossorigin href="\./(static/js/PlotlyChart[^"]+)"', client.get("/trend").text)
    assert len(charts) == 1 and (shell.static_folder() / charts[0]).is_file()
    assert all(shell.preloads().count(f"/{name}.") == 1 for name in shell.WIDGETS), "the frontend renamed a part"
    assert "PlotlyChart" not in client.get("/upload").text, "4.7 MB for nothing"
    assert "SourceSans" not in client.get("/trend").text and "SourceSans" in shell.original()


def test_the_style_sheet_comes_with_the_page_and_may_be_kept(client: Client) -> None:
    (link,) = re.findall(
        r'<body><link rel="stylesheet" href="\./(api/style\.css\?[0-9a-f]{12})">', client.get("/trend").text
    )
    answer = client.get(f"/{link}")
    assert answer.all("content-type") == ["text/css; charset=utf-8"] and ".page-head" in answer.text
    assert answer.all("cache-control") == ["max-age=31536000"]


def test_health_says_whether_there_is_something_to_show(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    empty = client.get("/api/health")
    assert (empty.status, json.loads(empty.text)) == (503, {"status": "empty", "snapshot": None})
    (tmp_path / "snap-3.duckdb").touch()
    (tmp_path / "current").write_text("snap-3.duckdb\n", encoding="utf-8")
    ready = client.get("/api/health")
    assert (ready.status, json.loads(ready.text)) == (200, {"status": "ok", "snapshot": "snap-3.duckdb"})


def test_icon_is_served_from_here(client: Client) -> None:
    answer = client.get("/api/icon.png")
    assert answer.all("content-type") == ["image/png"] and answer.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["/overview", "/nowhere", "/Ranking"])
def test_an_unknown_page_leads_home_with_its_choices(client: Client, path: str) -> None:
    answer = client.get(f"{path}?period=2024-06&district=330101")
    assert answer.status == 307 and answer.all("location") == ["./?period=2024-06&district=330101"]
    assert client.get(path).all("location") == ["./"]
    assert answer.all("x-content-type-options") == ["nosniff"]


@pytest.mark.parametrize("path", ["/", *(f"/{spec.name}" for spec in registry.PAGES if spec.name != registry.DEFAULT)])
def test_every_page_is_answered_with_the_shell(client: Client, path: str) -> None:
    assert client.get(path).status == 200
