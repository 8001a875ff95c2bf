"""What the transcript's browser would send: an action with its number, on words of the text that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4


def coding_event(shown: Mapping[str, Any], what: str, **event: Any) -> dict[str, Any]:
    """Return an event of a transcript that shows this data; a ``position`` stands for a whole paragraph."""
    about = {name: shown[name] for name in ("document", "version", "coder")}
    if "position" in event:
        paragraphs = shown["window"]["paragraphs"]
        paragraph = next(each for each in paragraphs if each["position"] == event["position"])
        about |= {"start": paragraph["start"], "end": paragraph["start"] + len(paragraph["text"])}
    return {"do": what, "id": uuid4().hex, **about, **event}
