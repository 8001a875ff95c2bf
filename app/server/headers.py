"""What every answer tells the browser: nothing from elsewhere, in no frame, and no address to others."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send
from streamlit.file_util import get_static_dir

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def with_headers(send: Send) -> Send:
    """Return how an answer is sent with these headers, whatever it says itself."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(every_answer())
            del headers["Access-Control-Allow-Origin"]  # Streamlit lets every site read the static files
        await send(message)

    return sent


@cache
def every_answer() -> dict[str, str]:
    """Return the headers of every answer."""
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _policy().items()),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def _policy() -> dict[str, str]:
    """What a page may load and do: what Streamlit's own page needs, all of it from here.

    Components are scripts that Streamlit makes in the browser (``blob:``), and both it and we write styles
    into the page. Nothing evaluates text as a program.
    """
    return {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", "blob:", *_inline_scripts())),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


def _inline_scripts() -> list[str]:
    """The scripts that stand in Streamlit's own page, by their checksums."""
    page = Path(get_static_dir(), "index.html").read_text(encoding="utf-8")
    digests = (sha256(script.encode()).digest() for script in _INLINE.findall(page))
    return [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]
