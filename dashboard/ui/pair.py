"""Two pictures side by side; one below the other on a tablet, where half a page is too narrow for Chinese labels."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def pair(key: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Two columns.

    Args:
        key: Unique on the page.
    """
    with st.container(key=f"pair-{key}"):
        left, right = st.columns(2)
        return left, right
