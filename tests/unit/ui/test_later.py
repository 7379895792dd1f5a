"""What waits for the first picture is drawn after it, all of it, once."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from dashboard.ui import later

    if st.session_state.get("waits", True):
        later.begin()
    box = st.container()
    later.draw(lambda: box.text("choice"))
    later.draw(lambda: st.session_state.update(drawn=True))
    st.text("picture")
    st.session_state["drawn first"] = "drawn" in st.session_state
    later.catch_up()
    later.draw(lambda: st.text("foot"))
    later.catch_up()


def test_a_choice_waits_for_the_picture_and_stands_above_it() -> None:
    app = AppTest.from_function(page).run()
    assert app.session_state["drawn first"] is False and app.session_state["drawn"] is True
    assert [element.value for element in app.text] == ["choice", "picture", "foot"]


def test_where_nobody_waits_it_is_drawn_at_once() -> None:
    app = AppTest.from_function(page)
    app.session_state["waits"] = False
    assert app.run().session_state["drawn first"] is True
    assert [element.value for element in app.text] == ["choice", "picture", "foot"]
