"""What the numbers in RTF stand for: code pages, the letters of a font, moments."""

from __future__ import annotations

from datetime import UTC, datetime

CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""What the letters of a font are written in, by the number in the table of fonts; 1 is the file's own."""

OWN_CODES = {"ansicpg": 0, "mac": 10000, "pc": 437, "pca": 850}


def codec(page: int) -> str:
    """Return the name of a Windows code page that Python knows."""
    if page == 65001:  # noqa: PLR2004 - UTF-8
        return "utf-8"
    if page == 10000:  # noqa: PLR2004 - Macintosh
        return "mac_roman"
    name = f"cp{page}"
    try:
        b"a".decode(name)
    except LookupError:
        return ""
    return name


def unpacked_date(packed: int) -> datetime | None:
    """Return the moment that RTF packs into a number, from minutes to years since 1900."""
    minute, hour, day = packed & 0x3F, packed >> 6 & 0x1F, packed >> 11 & 0x1F
    month, year = packed >> 16 & 0xF, 1900 + (packed >> 20 & 0x1FF)
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
