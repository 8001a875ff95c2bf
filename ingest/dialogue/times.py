"""Marks of time as transcripts print them: ``0:07``, ``[00:01:02]``, ``(14:30)``, ``#00:01:02-5#``, spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_CLOCK = (
    r"\d{1,3}(?::\d{1,2}){1,3}(?:[.,]\d{1,3})?"
    r"|\d{1,2}h[ ]?\d{1,2}(?:m(?:in)?[ ]?\d{1,2}s?)?|\d{1,6}(?:\.\d{1,3})?s"
)
_TO = r"-{1,2}>|→|[-\u2013\u2014~]|to|bis|à"
_GAP = r"[ \t]{0,4}"
_SPAN = rf"(?:{_CLOCK})(?:{_GAP}(?:{_TO}){_GAP}(?:{_CLOCK}))?"
_STAMP = re.compile(
    rf"(?P<open>[\[({{<#]?){_GAP}(?P<begin>{_CLOCK})(?P<tenth>-\d(?=[#)\]]))?"
    rf"(?:{_GAP}(?:{_TO}){_GAP}(?P<end>{_CLOCK}))?(?:{_GAP}(?P<close>[\])}}>#]))?"
)
_CLOSES = {"[": "]", "(": ")", "{": "}", "<": ">", "#": "#", "": ""}
_INSIDE = re.compile(
    rf"\[{_GAP}{_SPAN}{_GAP}\]|#(?:{_CLOCK})(?:-\d)?#|\{{(?:{_CLOCK})\}}|<(?:{_CLOCK})>"
    r"|[\[(]\d{1,2}:\d\d:\d\d-\d[\])]"
)
"""With tenths behind a dash, as easytranscript prints them, even round brackets are no prose."""
_DATED = re.compile(
    r"[\[(](?=[^\])]*\d[^\])]*[:/.-]\d)[\d/.,:\- ]*"
    r"(?:(?:AM|PM|am|pm|Uhr|h|GMT|UTC|CET|CEST|[A-Z]?[a-z]{2,8}\.?)[\d/.,:\- ]*)*[\])]"
)
_OF_TEAMS = re.compile(r"\d:\d{1,2}:\d{1,2}\.\d{1,3}[ \t]{0,4}--?>")
"""An hour of one digit and an arrow: captions have hours of two digits and always three behind the point."""
_DATE = re.compile(
    r"(?P<open>\[?)\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?:,?[ \u202f]|T)\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
    r"(?:[ \u202f]?[AaPp]\.?[Mm]\.?|Z|[+-]\d{2}:?\d{2})?(?P<close>\]?)"
)
"""A day and a time of day, as chats print them: ``[10.03.26, 09:00:12]``."""
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NAMED_MONTH = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}\.?,?[ ])?"
    rf"(?:{_MONTH}[ ]\d{{1,2}},?(?:[ ]\d{{4}})?|\d{{1,2}}\.?[ ]{_MONTH}[ ]\d{{4}}),?"
    r"(?:[ ]at)?[ \u202f]{1,3}\d{1,2}:\d{2}(?::\d{2})?(?:[ \u202f]?[ap]\.?m\b\.?)?(?![\w:])",
    re.IGNORECASE,
)
"""The same with the month's name: ``Mar 10, 2026  9:04:11 AM``."""

_FIRST_OF_DAY = frozenset("JFMASONDTWjfmasondtw")
"""How a day with its month's name can begin; looking here first is what makes long files quick."""

_OF_DAY = re.compile(
    r"(?P<open>[\[(]?)\d{1,2}:\d{2}(?::\d{2})?[ \u00a0\u202f]?[AaPp]\.?[Mm]\b\.?(?P<close>[\])]?)(?![\w])"
)
"""A time of day by the clock of twelve hours, as chats print it: ``9:10 AM``."""
_MONTHS = frozenset(
    """
    jan feb mar mär apr may jun jul aug sep sept oct okt nov dec dez déc dic janv févr avr juil abr ago out
    gen mag giu lug ott set янв фев мар апр июн июл авг сен окт ноя дек
    january february march april june july august september october november december
    januar januari februar februari märz mai juni juli oktober dezember
    janvier février mars avril juin juillet août septembre octobre novembre décembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    """.split()  # noqa: SIM905 - words read best as words
)
_DAY_OF_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?[ ]\d{1,2}|\d{1,2}\.?[ ](?P<of>[^\W\d_]{3,10})\.?"
"""A word in the place of a month; whether it is one, the list says: as a pattern it is slow to build."""
_TODAY_OR_YESTERDAY = (
    r"today|yesterday|heute|gestern|hier|aujourd['’]hui|hoy|ayer|oggi|ieri|hoje|ontem|vandaag|gisteren|dziś"
    r"|wczoraj|вчера|сегодня|idag|igår|dün|bugün|昨天|今天|昨日|今日|어제|오늘"
)
_AT = r"(?:at|um|à|a[ ]las|alle|às|om|kl\.?)"
_DAY_BEFORE = re.compile(
    rf"(?<!\w)(?:{_TODAY_OR_YESTERDAY}|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:[a-z]{3,9}\.?[ ]\d{1,2}|\d{1,2}\.?[ ][a-z]{3,9}\.?),?[ ]\d{4}"
    rf"|{_DAY_OF_MONTH})"
    rf"(?P<at>,?(?:[ ]{_AT})?)[ ]*$",
    re.IGNORECASE,
)
"""The day before a time of day: ``Today at``, ``March 12, 2026 at``, ``Mar 6,``."""
_DAY_AND_CLOCK = re.compile(
    r"\[(?!\d+:)"  # a mere time is told first, for long files
    rf"(?:{_TODAY_OR_YESTERDAY}"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:mo|di|mi|do|fr|sa|so)\."
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica|(?:segunda|terça|quarta|quinta|sexta)-feira"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag|\d{1,2}[./-]\d{1,2}\.?"
    rf"|{_DAY_OF_MONTH})"
    rf",?[ \u202f](?:{_AT}[ ])?\d{{1,2}}[:.]\d{{2}}(?:[ \u202f]?[ap]\.?m\.?)?\]",
    re.IGNORECASE,
)
"""A day without a date and a time of day, as Teams copies them: ``[Yesterday 14:02]``, ``[3/14 9:05 AM]``."""
_SPELLED = re.compile(
    r"(?:(?P<hours>\d{1,2}) (?:hours?|stunden?|heures?|horas?|ore|ora|uur),? ?)?"
    r"(?:(?P<minutes>\d{1,3}) (?:minut(?:es?|en|os?|i|o)|minuten?),? ?)?"
    r"(?:(?P<seconds>\d{1,2}) (?:seconds?|sekunden?|secondes?|segundos?|second[io]|seconden?))?",
    re.IGNORECASE,
)
_INSIDE_ALL = re.compile(rf"{_INSIDE.pattern}|\({_GAP}{_SPAN}{_GAP}\)")
_IN_PARENTHESES = re.compile(rf"\({_GAP}{_SPAN}{_GAP}\)")
_OPENS = frozenset("[({<# \t")
_FIRST_SIGNS = frozenset("0123456789[({<#")
_LAST_SIGNS = frozenset("0123456789])}>#smMhn")
"""Where a mark of time can begin and end; looking here first is what makes long files quick."""
_DAY = 86_400
_COLONS = 2
LONGEST_TIME = 30


@dataclass(frozen=True, slots=True)
class Stamp:
    """A mark of time: where it begins and ends in the text, the seconds it names, and its bracket."""

    start: int
    stop: int
    begins: float | None
    ends: float | None
    bracket: str


def stamp_at(text: str, start: int) -> Stamp | None:
    """Return the mark that begins at this character, if one does; a time of day names no second."""
    first = text[start : start + 1]
    if first.isalpha():
        return _named_month(text, start) if first in _FIRST_OF_DAY else None
    can_begin = first.isdecimal() or first in _OPENS
    of_day = _time_of_day(text, start) if can_begin else None
    if of_day is not None:
        return of_day
    match = _STAMP.match(text, start) if can_begin else None
    if match is None or _CLOSES[match["open"]] != (match["close"] or ""):
        return None
    behind = text[match.end() : match.end() + 1]
    goes_on = not match["open"] and behind and (behind.isalnum() or behind in "-/%")
    if goes_on and not _is_glued(match, text):
        return None
    begin, end = match["begin"], match["end"]
    if end and _OF_TEAMS.match(text, start):
        begin, end = _thousandths(begin), _thousandths(end)
    begins = seconds(begin)
    if begins is None:
        return None
    if match["tenth"]:
        begins += int(match["tenth"][1:]) / 10
    return Stamp(match.start(), match.end(), begins, seconds(end) if end else None, match["open"])


def _is_glued(match: re.Match[str], text: str) -> bool:
    """Whether a time with hours stands right before a word with a capital: its blank was forgotten."""
    word = text[match.end() : match.end() + 2]
    return match["begin"].count(":") == _COLONS and word[:1].isupper() and not word[1:].isupper()


def is_a_time(text: str) -> bool:
    """Whether a text is a mark of time and nothing else, but for a sign that parts it from what follows."""
    if not text or len(text) > LONGEST_TIME:
        return False
    bare = text.strip()
    found = stamp_at(bare, 0) if bare else None
    return found is not None and not bare[found.stop :].strip(" \t\u00a0-\u2013\u2014:|")


def _time_of_day(text: str, start: int) -> Stamp | None:
    """Return the day and time, or the time by the clock of twelve hours, that begins at this character."""
    dated = _DATE.match(text, start)
    if dated is not None and bool(dated["open"]) == bool(dated["close"]):
        return Stamp(dated.start(), dated.end(), None, None, dated["open"])
    named = _DAY_AND_CLOCK.match(text, start) if text[start : start + 1] == "[" else None
    if named is not None and _is_day(named):
        return Stamp(named.start(), named.end(), None, None, "[")
    if text[start : start + 1].isdecimal() and (month := _named_month(text, start)):
        return month
    of_day = _OF_DAY.match(text, start)
    if of_day is not None and _CLOSES[of_day["open"]] == of_day["close"]:
        return Stamp(of_day.start(), of_day.end(), None, None, of_day["open"])
    return None


def _named_month(text: str, start: int) -> Stamp | None:
    named = _NAMED_MONTH.match(text, start)
    return Stamp(named.start(), named.end(), None, None, "") if named else None


def _is_day(named: re.Match[str]) -> bool:
    """Whether what stands in the place of a month is one, if anything does."""
    word = named["month"] or named["of"]
    return word is None or word.casefold() in _MONTHS


def _thousandths(clock: str) -> str:
    """``0:0:3.45`` is 3 seconds and 45 thousandths where a program prints no zeros before numbers."""
    whole, point, rest = clock.partition(".")
    return f"{whole}{point}{rest:0>3}" if point else clock


def stamp_before(text: str, stop: int) -> Stamp | None:
    """Return the mark that ends at this character, if one does: a time, or a date and time in brackets."""
    if text[stop - 1 : stop] not in _LAST_SIGNS:
        return None
    floor = max(0, stop - 40)
    for start in range(floor, stop):
        if text[start] not in _FIRST_SIGNS or (
            start and not (text[start - 1].isspace() or text[start] in "[({<#")
        ):
            continue
        found = stamp_at(text, start)
        if found and found.stop == stop:
            day = _DAY_BEFORE.search(text, floor, start)
            if day is None or not _is_day(day):
                return found
            if found.begins is not None and not (day["at"] and (day["month"] or day["of"])):
                return found  # without AM or PM it can be a time of the recording
            return replace(found, start=day.start(), begins=None)
        dated = _DATED.match(text, start)
        if dated and dated.end() == stop:
            return Stamp(start, stop, None, None, text[start])
    return None


def in_parentheses(text: str) -> float | None:
    """Return the first time that stands in round brackets, which prose may hold as well."""
    match = _IN_PARENTHESES.search(text)
    stamp = stamp_at(text, match.start()) if match else None
    return stamp.begins if stamp else None


def marks_inside(text: str, start: int, *, parentheses: bool = False) -> Iterator[Stamp]:
    """Yield the marks within words: those that no prose would hold, and those in round brackets if asked."""
    for match in (_INSIDE_ALL if parentheses else _INSIDE).finditer(text, start):
        found = stamp_at(text, match.start())
        begins, ends = (found.begins, found.ends) if found else (None, None)
        yield Stamp(match.start(), match.end(), begins, ends, text[match.start()])


def spelled(line: str) -> float | None:
    """Return the seconds of a line that spells a time out and says nothing else: ``1 minute, 2 seconds``."""
    found = _SPELLED.fullmatch(line.strip(" ,\t"))
    if found is None or not any(found.groups()):
        return None
    hours, minutes, rest = (int(found[unit] or 0) for unit in ("hours", "minutes", "seconds"))
    return float((hours * 60 + minutes) * 60 + rest)


def seconds(clock: str) -> float | None:
    """Return the seconds a clock names, or None for what is no time (``99:99``)."""
    clock = clock.replace(",", ".").strip()
    if clock.endswith("s") and "h" not in clock:
        return float(clock[:-1])
    if "h" in clock:
        parts = [float(part) for part in re.findall(r"\d+", clock)]
        parts += [0.0] * (3 - len(parts))
    else:
        parts = [float(part) for part in clock.split(":")]
    if len(parts) > 3:  # noqa: PLR2004 - hours, minutes, seconds, and the frame of a film
        parts = parts[:3]
    if any(part >= 60 for part in parts[1:]):  # noqa: PLR2004 - minutes and seconds
        return None
    total = 0.0
    for part in parts:
        total = 60 * total + part
    return round(total, 3) if total < _DAY * 4 else None
