"""The HTML page that every address of the app answers with: Streamlit's, in Chinese, and quicker to its first chart."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit

PRODUCT = "基层党建看板"
STYLE = Path(__file__).resolve().parent / "static" / "style.css"
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
#: A font that no page uses: ours are those of the machine.
FONT = re.compile(r'<link\s+rel="preload"\s+href="[^"]*SourceSans[^"]*"[^>]*>')
#: Tells the frontend where its server is: it would otherwise ask `/ranking/_stcore/health` first, fail, wait, and ask
#: twice more before it connects. The address is worked out in the browser, so that it holds below any folder.
CONNECT = (
    "window.__streamlit={BACKEND_BASE_URL:location.origin+location.pathname.replace(/[^\\/]*$/,''),"
    "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false}}"
)
#: A chart keeps the size of the screen on paper and would be cut off at the right: it is given a view box while a page
#: prints, and the style sheet lets it shrink to the width of the paper.
FIT_PAPER = (
    "(function(){var each=function(f){document.querySelectorAll('.js-plotly-plot .main-svg').forEach(f)};"
    "addEventListener('beforeprint',function(){each(function(s){"
    "s.setAttribute('viewBox','0 0 '+s.getAttribute('width')+' '+s.getAttribute('height'))})});"
    "addEventListener('afterprint',function(){each(function(s){s.removeAttribute('viewBox')})})})()"
)
#: What a page with a chart needs besides the frontend itself; asked for only after the first answer of the server
#: otherwise. `PlotlyChart` alone is 4.7 MB.
WIDGETS = ("Html", "Selectbox", "PlotlyChart", "Button", "Checkbox", "DownloadButton", "PageLink")


@cache
def static_folder() -> Path:
    """Where Streamlit keeps its frontend."""
    return Path(streamlit.__file__).parent / "static"


@cache
def original() -> str:
    """The page that Streamlit ships."""
    return (static_folder() / "index.html").read_text(encoding="utf-8")


@cache
def preloads() -> str:
    """Links that let a browser read the code of chart and widgets while it starts."""
    files = [file.name for name in WIDGETS for file in sorted((static_folder() / "static" / "js").glob(f"{name}.*.js"))]
    return "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in files)


@cache
def style_link() -> str:
    """The style sheet, with a mark of what is in it so that a browser may keep it."""
    mark = hashlib.sha256(STYLE.read_bytes()).hexdigest()[:12]
    return f'<link rel="stylesheet" href="./api/style.css?{mark}">'


@cache
def page(with_chart: bool = True) -> str:
    """The page with our language, title and icon.

    The language is not cosmetic: without `zh-CN` a browser may pick Japanese forms of Chinese characters and
    offers to translate the page.

    Args:
        with_chart: The page begins with a chart: its code is read ahead.
    """
    html = original()
    html = html.replace('<html lang="en">', '<html lang="zh-CN" translate="no">')
    html = html.replace("<title>Streamlit</title>", f"<title>{PRODUCT}</title>")
    html = html.replace("./favicon.png", "./api/icon.png")
    html = FONT.sub("", html)
    html = html.replace(
        "</head>", f"<script>{CONNECT}</script><script>{FIT_PAPER}</script>{preloads() if with_chart else ''}</head>", 1
    )
    # In the body: of two rules with the same weight the later one holds, and the frontend writes its own into the head.
    html = html.replace("<body>", f"<body>{style_link()}", 1)
    return NOSCRIPT.sub("<noscript><p>请在浏览器中启用 JavaScript 后再打开本页。</p></noscript>", html)


@cache
def script_hashes() -> str:
    """The page's inline scripts as sources of a content security policy."""
    scripts = INLINE_SCRIPT.findall(page())
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts)
