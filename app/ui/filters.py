"""Filters that live in the address: popovers, segments and a search field, and a chip for each that is on.

The address is the truth: every widget is set from it before it is drawn, and writes to it when it changes.
So links, the browser's Back and reloads all agree. (Streamlit's ``bind="query-params"`` refuses every link
that names a parameter while a widget is bound to it, and puts titles instead of names into the address.)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import streamlit as st

from app import data
from app.ui import parameters, templates, wording
from app.ui.fields import code_picker
from kb.queries.filtering.filters import PassRole
from kb.queries.filtering.options import choices

PASSES = {"moderated": "Moderated", "all": "All passes"}
ROLES = {
    "interviewee": "Interviewees",
    "interviewer": "Interviewers",
    "other": "Others",
    "unknown": "Unknown",
}

_MOST_RADIOS = 60
"""More choices than these are found by letters and not read one by one."""
_LONGEST = 1000
"""Characters that a search field takes; an address that brings more is not cut off."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on: its parameter, what it is called, what it is, and the address without it."""

    name: str
    label: str
    value: str
    address: str


@dataclass(slots=True)
class Toolbar:
    """The filters of one page; each method draws one and returns what is chosen."""

    page: str
    chips: list[Chip] = field(default_factory=list)

    def choice(self, name: str, label: str, options: Mapping[str, str], *, anything: str) -> str | None:
        """Draw a popover with one choice; None means anything."""
        chosen = self._seeded(name, ("", *options), "")
        with st.popover(label, key=f"{self.page}-{name}-popover"):
            if len(options) > _MOST_RADIOS:  # the attributes of a survey, for example
                return self.pick(name, label, options)
            self.radio(name, label, options, anything=anything)
        return chosen or None

    def radio(self, name: str, label: str, options: Mapping[str, str], *, anything: str) -> str | None:
        """Draw one choice, in a popover that is open already."""
        chosen = self._seeded(name, ("", *options), "")
        st.radio(
            label,
            ["", *options],
            format_func=lambda key: wording.plain(options.get(key, anything)),
            key=self._key(name),
            on_change=self._written,
            args=(name, ""),
        )
        self.chip_of(name, label, options)
        return chosen or None

    def segments(
        self, name: str, label: str, options: Mapping[str, str], default: str, *, labelled: bool = False
    ) -> str:
        """Draw a row of segments of which one is always chosen; ``labelled``: under its label."""
        chosen = self._seeded(name, tuple(options), default)
        st.segmented_control(
            label,
            list(options),
            format_func=lambda key: options[key],
            key=self._key(name),
            required=True,
            label_visibility="visible" if labelled else "collapsed",
            on_change=self._written,
            args=(name, default),
        )
        return chosen

    def passes(self, usual: str = "moderated") -> PassRole | None:
        """Draw Moderated | All passes; without a moderated pass, all are meant and nothing is drawn."""
        if not data.cached_query(choices).has_moderated:
            return None
        chosen = self.segments("pass", "Passes", PASSES, usual)
        role: Literal["moderator"] = "moderator"
        return role if chosen == "moderated" else None

    def text(self, name: str, label: str, placeholder: str) -> str:
        """Draw a search field."""
        typed = parameters.text(name)
        if str(st.session_state.get(self._key(name), "")).strip() != typed:
            st.session_state[self._key(name)] = typed
        st.text_input(
            label,
            key=self._key(name),
            placeholder=placeholder,
            label_visibility="collapsed",
            max_chars=max(_LONGEST, len(typed)),
            on_change=self._written,
            args=(name, ""),
        )
        if typed:
            self.chip(name, "Words", typed)
        return typed

    def pick(self, name: str, label: str, options: Mapping[str, str]) -> str | None:
        """Draw a field that finds one of many options by letters that stand together; None means anything."""
        chosen = self._seeded(name, ("", *options), "")
        if not chosen:
            st.session_state[self._key(name)] = None
        st.selectbox(
            label,
            list(options),
            index=None,
            format_func=lambda key: options[key],
            key=self._key(name),
            placeholder=label,
            label_visibility="collapsed",
            filter_mode="contains",
            on_change=self._written,
            args=(name, ""),
        )
        self.chip_of(name, label, options)
        return chosen or None

    def code(self, name: str, label: str, codes: Collection[str]) -> str | None:
        """Draw the field for a code; None means any."""
        chosen = parameters.one_of(name, codes)
        picked = code_picker.pick(label, codes, key=self._key(name), value=chosen, is_quiet=True)
        if picked != chosen:
            self._write(name, picked)
            st.rerun()
        if chosen:
            self.chip(name, label, chosen)
        return chosen or None

    def attribute(self, *, is_open: bool = False) -> str | None:
        """Draw the choice of one thing known of a case, where any is known; ``is_open``: in a popover."""
        known = {each: each for each in data.cached_query(choices).attributes}
        if not known:
            return parameters.one_of("attribute", known) or None
        return (self.radio if is_open else self.choice)("attribute", "Case", known, anything="Any case")

    def day(self, name: str, label: str) -> date | None:
        """Draw a field for a day, in a popover that is open already; None means any."""
        chosen = parameters.day(name)
        if st.session_state.get(self._key(name)) != chosen:
            st.session_state[self._key(name)] = chosen
        st.date_input(
            label,
            key=self._key(name),
            format="YYYY-MM-DD",
            on_change=self._written,
            args=(name, ""),
        )
        if chosen:
            self.chip(name, label, chosen.isoformat())
        return chosen

    def chip(self, name: str, label: str, value: str) -> None:
        """Add a chip for a filter that is on."""
        self.chips.append(Chip(name, label, value, self.address(**{name: None})))

    def listed(
        self, name: str, label: str, options: Mapping[str, str], default: str, *, wide: int | None = None
    ) -> str:
        """Draw a field that opens a list, of which one is always chosen; ``wide`` is in pixels."""
        chosen = self._seeded(name, tuple(options), default)
        st.selectbox(
            label,
            list(options),
            format_func=lambda key: options[key],  # which is text here, and no markup
            key=self._key(name),
            filter_mode="contains",
            on_change=self._written,
            args=(name, default),
            width=wide or "stretch",
        )
        return chosen

    def chip_of(self, name: str, label: str, options: Mapping[str, str]) -> None:
        """Add the chip of a choice, if one is on."""
        given = parameters.one_of(name, options)
        if given:
            self.chip(name, label, options[given])

    def culprit(self, left: Callable[[Collection[str]], int]) -> list[Chip]:
        """Return the one filter that excludes most, for a list that is empty; no filter if none is on.

        It is the one without which most is left; where two are each enough to leave nothing, the one that
        leaves least when it is on alone. ``left`` tells how much the filters of some names leave.
        """
        names = [chip.name for chip in self.chips]
        without = {name: left([other for other in names if other != name]) for name in names}
        if any(without.values()):
            return [max(self.chips, key=lambda chip: without[chip.name])]
        return sorted(self.chips, key=lambda chip: left([chip.name]))[:1]

    @property
    def unfiltered(self) -> str | None:
        """The address without any filter, where several are on."""
        return self.address(**{chip.name: None for chip in self.chips}) if len(self.chips) > 1 else None

    def address(self, **changed: Any) -> str:
        """Return the address of this page as it is, with some parameters changed; None takes one away.

        What is changed leads to the first page of the results, unless it says which.
        """
        return templates.address(self.page, **(dict(st.query_params) | {"page": None} | changed))

    def _key(self, name: str) -> str:
        return f"{self.page}-{name}"

    def _seeded(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = parameters.one_of(name, allowed, default)
        if st.session_state.get(self._key(name)) != value:
            st.session_state[self._key(name)] = value
        return value

    def _written(self, name: str, default: str) -> None:
        self._write(name, str(st.session_state.get(self._key(name)) or default).strip(), default)

    def _write(self, name: str, value: str, default: str = "") -> None:
        st.query_params.pop("page", None)
        if value == default:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = value
