"""The colours of the app, the figures and the report, in light and in dark; those of codes are the palette's.

``app/.streamlit/config.toml`` repeats some: Streamlit reads it before any Python runs. A test compares them.
"""

from __future__ import annotations

THEME: dict[str, tuple[str, str]] = {
    "page": ("#fbfaf7", "#17191c"),
    "surface": ("#ffffff", "#1e2124"),
    "sunk": ("#f3f1ec", "#121416"),
    "ink": ("#1d1f21", "#e9e6e0"),
    "ink2": ("#4a4d50", "#b9b7b1"),
    "ink3": ("#686b6e", "#a09f9b"),
    "line": ("#e3dfd7", "#2e3236"),
    "line2": ("#c9c4b9", "#4a4f54"),
    "edge": ("#8a857b", "#727980"),
    "accent": ("#1f5a63", "#86c5cc"),
    "on-accent": ("#ffffff", "#10201f"),
    "wash": ("#e3eef0", "#22353a"),
    "selection": ("#cfe3e6", "#2d4a50"),
    "warn": ("#8a4b00", "#e6b268"),
    "bad": ("#a3262a", "#f0938c"),
    "good": ("#256b3e", "#8fcda2"),
    "heat1": ("#e0e6e3", "#212a2d"),
    "heat2": ("#c4d6d5", "#25373b"),
    "heat3": ("#a4c3c5", "#29464c"),
    "heat4": ("#82b0b4", "#2d575e"),
    "heat5": ("#5a9aa2", "#2f6b73"),
}
"""Each colour by its name, as the variable ``--name`` of the style: in light, and in dark."""

LIGHT = {name: light for name, (light, _) in THEME.items()}
DARK = {name: dark for name, (_, dark) in THEME.items()}


def css(*names: str) -> str:
    """Return colours as variables of a style, all of them or those with these names."""
    return "; ".join(f"--{name}: light-dark({', '.join(THEME[name])})" for name in names or THEME)
