"""The page Documents without a browser: a transcript full of markup, what to press, what is kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[3]
PWN = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>"
MARKDOWN = "[click](javascript:alert(1)) **bold** $x^2$ :red[red] ![i](http://evil.example/x.png)"
HOSTILE = "".join(
    f"Interviewer: {PWN} what broke {number}?\n\nMax (<i>$x$): =1+1 {MARKDOWN} \u202egnirts {number}\n\n"
    for number in range(4)
)
NAME = "=cmd() (i)x(-i) $y$ \u202ez.txt"


Open = Callable[..., AppTest]


def html(test: AppTest) -> str:
    return "".join(json.loads(each.proto.json)["html"] for each in test.get("bidi_component"))


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def plain(name: str) -> bytes:
    return (ROOT / "transcripts" / "plain" / name).read_bytes()


def press(test: AppTest, key: str) -> None:
    test.button(key=key).click().run()
    assert not test.exception, test.exception


def drop(page: Any, name: str, data: bytes) -> None:
    file = {"name": name, "mimeType": "text/plain", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)
