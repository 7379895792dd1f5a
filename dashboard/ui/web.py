"""The HTTP side of the app: security headers, addresses of pages and the health route."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.homes import current_snapshot, resolve_home
from dashboard.ui import registry, shell

ICON = Path(__file__).resolve().parent / "static" / "icon.png"
#: A page address of the app: one plain segment. Everything else is left to Streamlit's own routes.
PAGE_PATH = re.compile(r"^/[A-Za-z0-9_-]*$")


@cache
def content_security_policy() -> str:
    """Scripts only from this server and the inline ones of the shell, named by hash; nothing from elsewhere."""
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' {shell.script_hashes()}",
        "style-src": "'self' 'unsafe-inline'",  # Streamlit and Plotly write style elements at run time
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def security_headers() -> list[tuple[bytes, bytes]]:
    """Headers that every answer carries."""
    headers = {
        "content-security-policy": content_security_policy(),
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "cross-origin-opener-policy": "same-origin",
    }
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def page_at(path: str) -> registry.PageSpec | None:
    """The page at an address of one segment, None for an unknown one; the first page has no name in its address."""
    known = {"" if spec.name == registry.DEFAULT else spec.name: spec for spec in registry.PAGES}
    return known.get(path.strip("/"))


def home_address(query: bytes) -> str:
    """The first page with the same choices, relative, so that it holds below any folder."""
    return f"./?{query.decode('ascii', 'ignore')}" if query else "./"


class SecurityHeaders:
    """ASGI middleware: adds the headers, answers a page address with our shell, and leads unknown pages home.

    Without the last, Streamlit shows an English dialog over the first page.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                ours = security_headers()
                names = {name for name, _ in ours}
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in names]
                message = {**message, "headers": kept + ours}
            await send(message)

        if scope["method"] in ("GET", "HEAD") and PAGE_PATH.match(scope["path"]):
            answer: Response = RedirectResponse(home_address(scope["query_string"]))
            if spec := page_at(scope["path"]):
                page = shell.page(spec.has_chart)
                answer = Response(page, media_type="text/html", headers={"Cache-Control": "no-cache"})
            await answer(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)


async def health(_: Request) -> Response:
    """`{"status": "ok", "snapshot": …}`; 503 and `empty` while there is nothing to show."""
    snapshot = current_snapshot(resolve_home())
    ready = snapshot is not None and snapshot.is_file()
    body = {"status": "ok" if ready else "empty", "snapshot": snapshot.name if ready and snapshot else None}
    return JSONResponse(body, status_code=200 if ready else 503)


async def icon(_: Request) -> Response:
    """The tab icon, from this server."""
    return Response(ICON.read_bytes(), media_type="image/png", headers={"Cache-Control": "max-age=86400"})


async def style(_: Request) -> Response:
    """The look of all pages; the address that the shell gives changes with it."""
    return Response(shell.STYLE.read_bytes(), media_type="text/css", headers={"Cache-Control": "max-age=31536000"})


def routes() -> list[Route]:
    """Routes beside Streamlit's own."""
    return [Route("/api/health", health), Route("/api/icon.png", icon), Route("/api/style.css", style)]


def middleware() -> list[Middleware]:
    """Middleware around the whole app."""
    return [Middleware(SecurityHeaders)]
