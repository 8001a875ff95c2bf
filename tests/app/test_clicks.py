"""Clicks that come together are acted on in their order, each once, also where one of them ends the run."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st  # noqa: PLC0415  AppTest runs the text of this function

    from app.ui.components.view import clicks  # noqa: PLC0415

    def act(click: clicks.Click) -> None:
        st.session_state["done"] = [*st.session_state.get("done", []), click["what"]]
        if click["what"] == "first":
            st.rerun()

    came = clicks.unheard("view")
    st.text(" ".join(clicks.heard("view", came)))
    clicks.act_on(came, act)


def sent(app: AppTest, *whats: str) -> AppTest:
    """Send what a browser sends: all that it does not know to be heard."""
    clicked: list[dict[str, Any]] = [{"what": each, "id": f"number-{each}"} for each in whats]
    app.session_state["view"] = {"do": clicked}
    return app.run()


def test_clicks_that_come_together_are_each_acted_on_once_and_in_their_order() -> None:
    app = AppTest.from_function(script).run()
    assert sent(app, "first", "second").session_state["done"] == ["first", "second"]
    assert app.text[0].value == "number-first number-second"
    assert sent(app, "first", "second", "third").session_state["done"] == ["first", "second", "third"]
    assert app.run().session_state["done"] == ["first", "second", "third"]
