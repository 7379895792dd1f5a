"""What `streamlit run app.py` starts: the pages, with security headers, a health route and a Chinese error notice."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:  # pages import the project's packages wherever the server was started from
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from dashboard.ui import states, web  # noqa: E402

app = st.App(
    ROOT / "dashboard" / "ui" / "frame.py",
    routes=web.routes(),
    middleware=web.middleware(),
    on_script_error=states.script_failed,
)
