"""The script behind every page: page settings, navigation, then the page itself."""

from pathlib import Path

import streamlit as st

from dashboard.ui import data, later, pins, process, registry
from dashboard.ui.shell import PRODUCT
from dashboard.ui.web import ICON

STATIC = Path(__file__).resolve().parent / "static"
SIDEBAR_WIDTH = 190
PAGES = "pages"

# A page icon of its own keeps the browser from asking for an icon font elsewhere.
st.set_page_config(page_title=PRODUCT, page_icon=str(ICON), layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
process.settle()
st.logo(str(STATIC / "wordmark.svg"), size="large", icon_image=str(ICON))
if PAGES not in st.session_state:  # finding and checking the files of all pages takes longer than many a page
    st.session_state[PAGES] = {
        heading: [
            st.Page(
                spec.file,
                title=spec.title,
                url_path=spec.name,
                help=spec.question,
                default=spec.name == registry.DEFAULT,
            )
            for spec in specs
        ]
        for heading, specs in registry.sections().items()
    }
chosen = st.navigation(st.session_state[PAGES], position="sidebar", expanded=True)
pins.on_page(chosen.url_path or registry.DEFAULT)
later.begin()
try:
    chosen.run()
finally:
    later.catch_up()
data.read_ahead()
