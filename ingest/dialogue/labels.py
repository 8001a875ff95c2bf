"""What can fill the place of a label, in any script, and how alike two labels look."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.speakers.fact_words import FACTS, FIELDS
from ingest.speakers.known_labels import recognise

LONGEST = 60
_SMALL = "a-zß-ÿа-я"
_IN_CAPITALS = (
    rf"(?:[^\W\d_{_SMALL}][{_SMALL}]{{1,13}}\.? )?"
    rf"[^\W\d_{_SMALL}][^\W\d_{_SMALL}'’. -]{{1,28}}[^\W\d_{_SMALL}](?: \([^()]{{1,40}}\))?"
)
"""A name in capitals, as plays and parliaments print it: ``Senator HALL``, ``ROSIE (at the window)``."""
_VOWEL_SIGNS = "\u0300-\u036f\u093c-\u094d\u09bc-\u09cd\u0abc-\u0acd\u0bbe-\u0bcd\u0c3e-\u0c4d\u0cbc-\u0ccd"
_FEW_LETTERS = rf"(?:[^\W\d_][{_VOWEL_SIGNS}]*){{1,2}}"
"""A letter or two, with the signs of vowels that scripts of India write behind them (``प्र.``)."""
_DOTTED = re.compile(rf"({_IN_CAPITALS}|{_FEW_LETTERS}\d{{0,2}}|(?:[^\W\d_]\.){{1,3}}[^\W\d_])\.[ \t]+(?=\S)")
"""What may be a label before a full stop: ``Q. words``, ``M.K. words``, a name in capitals."""

SPACED_INITIALS = re.compile(r"([^\W\d_]\.(?: [^\W\d_]\.){1,2})[ \t]+(?=\S)")
"""Initials with a blank between them, in group 1: ``M. K. words``, another form than ``M. words``."""

_MOST_WORDS = 8
_MOST_SIGNS = 4
_SENTENCE = re.compile(r"[?!…;:\"“”„«»。！？，、：；]|\.\.|\.\s|//")
_TITLES = (
    "Drs?|Prof|Profa|Mrs?|Ms|Mx|Sra?|Srta|Mme|Mlle|Ing|Dipl|Hr|Fr|Jr|St|med|phil|rer|nat|Dott|Dra|Univ|Mag"
    "|Rev|Hon|Capt|Col|Gen|Lt|Sgt|Maj|Gov|Sen|Rep|Doc|Mgr|Bc|inż|mgr|hab|dhr|mevr|ir|Avv|Sig|Esq|Av"
    "|Co|Inc|Ltd|Corp"
)
_ROLES = "Int|Interv|Res|Resp|Obs|Part|Mod|Bef|Befr|Inf|Enq|Enc|Entr|Pers|Teiln|Vers|Prob|Spk|Spr"
_ABBREVIATION = re.compile(
    rf"\b(?:[^\W\d_]|(?i:{_TITLES})|{_ROLES}|{_ROLES.upper()})\.(?=[\s,)]|$|[^\W\d_]\.)"
)
_ADDRESSED = re.compile(
    r"M\.|(?:Mr|Mrs|Ms|Mx|Mme|Mlle|Dr|Prof|Sra?|Srta|Dott|Hr|Herr|Frau|Señora?|Signora?)\.?"
)
"""How somebody is addressed before a name."""

_SHORTENED = re.compile(r"[^\W\d_]{2,6}\.(?: ?\d{1,3}| \([^()]{1,12}\))?")
"""A role cut short before a colon or within brackets: ``Int.``, ``Resp. 2``."""
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ ]?){1,4}")
PARTICLES = frozenset(
    """
    de van von der den del la le las los da du di do dos das el al bin ben ibn ter ten zu zur e y i
    af av of the and und et
    """.split()  # noqa: SIM905 - words read best as words
)
_ELIDED = re.compile(r"[dl]['’](?=[^\W\d_])(?![a-zà-ÿ])")
"""A particle before a name that begins with a vowel: ``Jeanne d'Arc``."""

_OTHER_GENDER = re.compile(r"(?<=[^\W\d_]{4}):(?i:innen|in|r|e|n|s)\b(?= ?\d{0,2}$)")
"""A colon within a label that names people of any gender: ``Interviewer:in``, ``Befragte:r 2``."""

_SAID_OF_WHOM = re.compile(r"(?<=\S) \([^()?!]{1,40}\)$")
"""What is added to a label of a person: ``Woman 1 (abt. 40 years)``."""

_TALK_WORDS = (
    r"m{2,}|mh?m+|hm+|uh|ah|aha|oh|eh|um|er|ha|yeah|yes|yep|yup|no|nope|nah|okay|okey|ok|bye|so|right|all|sure"
    r"|exactly|perfect|great|cool|thanks|thank you|i see|super|good|well|and|but"
    r"|oui|non|merci|voilà|d['’]accord"
    r"|ja|nein|genau|doch|gut|danke|stimmt|klar|eben|also|nee|sí|si|sì|claro|vale|bueno|bien|gracias|esatto|certo"
    r"|va|bene|grazie|sim|não|pois|obrigado|tak|nie|dobrze"
    r"|да|нет|хорошо|угу|evet|hayır|tamam|嗯+|好的|好|对|是的|是"
    r"|はい|ええ|うん|네|예"
)
_TALK = re.compile(rf"(?:(?:{_TALK_WORDS})(?:[ ,-]+|$))+", re.IGNORECASE)
"""What people say to show that they listen; a line of nothing else is no label."""

_EVERYBODY = re.compile(r"all|alle|alles|tous|toutes|todos|todas|tutti|allen|wszyscy|все", re.IGNORECASE)
"""Who speaks where all speak at once, before a colon or in brackets."""

_DEVICES = re.compile(
    r"\b(?:iphone|ipad|phone|laptop|macbook|galaxy|pixel|android|tablet|pc|computer|handy|surface)\b",
    re.IGNORECASE,
)
_LONGEST_DEVICE = 5
_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?[\d(][\d\s()./-]{5,18}\d")
_QUOTED = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』.,:;?!]+)[\"”“»」』]")
_PSEUDONYM = 3
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_FRAMES = tuple("=~|/*_")


def without_sign(label: str, *, beside_time: bool) -> str:
    """Return a label without a sign that parts it from a time or frames it: ``Noor> 0:07``, ``= Noor =``."""
    if beside_time:
        label = label.strip(" \t\u00a0-\u2013\u2014,|@\u00b7\u2022")
    if label[:1] in _FRAMES and label[-1:] == label[:1]:
        return label.strip(label[0] + " ") or label
    if label[:1] in _FRAMES and label[1:2] == " ":  # ``= Noor = 0:07``, parted at the second sign
        label = label[2:].lstrip()
    bare = label.rstrip("/|;=~\\" if label[:1] == "<" else "/|;=>~\\")
    closes = {")": "(", "]": "["}.get(bare[-1:])
    bare = bare[:-1] if closes and bare.count(closes) < bare.count(bare[-1]) else bare
    return bare.strip("*_ ").rstrip(" -\u2013\u2014") or label


def could_stand_close(label: str) -> bool:
    """Whether words may stand right behind its colon: it is short or a name, and ends like a label."""
    if not label or not (label[-1] in ".)]>" or unicodedata.category(label[-1])[0] in "LMNS"):
        return False
    return len(label) <= LONGEST // 3 or is_name(label)


def _is_pseudonym(text: str) -> bool:
    """Whether a name of one to three words stands in quotation marks, as names that hide others do."""
    quoted = _QUOTED.fullmatch(text)
    if quoted is None or quoted[1] == quoted[1].lower():
        return False
    return len(quoted[1].split()) <= _PSEUDONYM and is_name(quoted[1]) and not _TALK.fullmatch(quoted[1])


def dotted(text: str, at: int) -> re.Match[str] | None:
    """Find what may be a label before a full stop, in group 1; a script without capitals has only letters."""
    found = _DOTTED.match(text, at)
    if found is None or is_title(found[1]):
        return None
    name = found[1]
    caseless = len(name) > _MOST_SIGNS and name[1] != "." and not any(map(str.isupper, name))
    return None if caseless else found


def is_title(word: str) -> bool:
    """Whether a word cut short stands before a name: ``Dr``, ``Mrs``."""
    return re.fullmatch(_TITLES, word, re.IGNORECASE) is not None


@lru_cache(maxsize=4_096)
def has_title(label: str) -> bool:
    """Whether a label is a name or an office with a title before it: ``Mme Roux``, ``M. le président``."""
    title, blank, name = label.partition(" ")
    return bool(blank and name.strip()) and _ADDRESSED.fullmatch(title) is not None


@lru_cache(maxsize=4_096)
def possible(text: str, *, inside_brackets: bool = False, shortened: bool = False) -> bool:
    """Whether text could stand in the place of a label: short, no sentence, no quotation.

    ``shortened`` says that a sign stands behind it, so that a full stop at its end need not end a sentence.
    """
    if not text or len(text) > LONGEST or not any(sign.isalnum() for sign in text):
        return False
    if len(text.split()) > _MOST_WORDS or text[0] in ",.)]}|/" or text[-1] in "([{":
        return False
    if any(each.fullmatch(text) for each in (_INITIALS, _E_MAIL, _PHONE)) or _is_pseudonym(text):
        return True
    is_short = _SHORTENED.fullmatch(text) and not _TALK.fullmatch(text.rstrip(" ."))
    if shortened and (is_short or _EVERYBODY.fullmatch(text)):
        return True
    bare = _ABBREVIATION.sub(" ", text.replace(";", " ") if inside_brackets else text)
    bare = _SAID_OF_WHOM.sub("", _OTHER_GENDER.sub("", bare))
    if bare.rstrip().endswith(".") or text.endswith(","):  # ``Holt, R.`` ends with the letter of a name
        return False
    return not _SENTENCE.search(bare) and not bare.isdecimal() and not _TALK.fullmatch(text.rstrip(" .!"))


@lru_cache(maxsize=4_096)
def is_opener(label: str) -> bool:
    """Whether a label names a fact, a remark or a field of a list, and no person."""
    return is_fact(label) or is_field(label)


@lru_cache(maxsize=4_096)
def is_fact(label: str) -> bool:
    """Whether a label begins or ends with a word that names a fact or a remark."""
    words = label.casefold().split()
    return bool(words) and (words[0] in FACTS or words[-1] in FACTS) and not _is_somebody(label)


@lru_cache(maxsize=4_096)
def is_field(label: str) -> bool:
    """Whether a label is a word that stands in lists: ``Pro``, ``Result 2``, ``Monday``."""
    return label.casefold().rstrip(" 0123456789") in FIELDS


def _is_somebody(label: str) -> bool:
    return recognise(label) is not None or _is_device(label)


def _is_device(label: str) -> bool:
    """Whether a label is somebody's machine (``Noor's iPhone (2)``), and no words about telephones."""
    return len(label.split()) <= _LONGEST_DEVICE and _DEVICES.search(label) is not None


@lru_cache(maxsize=4_096)
def is_certain(label: str) -> bool:
    """Whether a label by itself says that it is one: a role, an id, a device, an address, a telephone."""
    known = recognise(label)
    if known is not None and not known.weak:
        return True
    return bool(
        _E_MAIL.fullmatch(label)
        or _PHONE.fullmatch(label)
        or _is_device(label)
        or re.fullmatch(r"[^\W\d_]{1,12}[ _-]?\d{1,4}", label)
        or re.search(
            r"\[\w+\]|\((?:guest|host|gast|invité|[a-z]{2,5}/[a-z]{2,5})\)|[|]", label, re.IGNORECASE
        )
    )


@lru_cache(maxsize=4_096)
def is_name(label: str) -> bool:
    """Whether a label reads like a person's name: every word with a capital, but for particles."""
    words = [word for word in re.split(r"[\s,]+", _plain(label)) if any(map(str.isalpha, word))]
    if not words or words[0][0].islower():
        return False
    return all(not word[0].islower() or word in PARTICLES or _ELIDED.match(word) for word in words)


@lru_cache(maxsize=4_096)
def look(label: str) -> tuple[str, ...]:
    """Return the shape of a label: ``Noor T.`` and ``Odo F.`` have the same."""
    return tuple(_shape(part) for part in _WORD.findall(_plain(label)))


def _shape(part: str) -> str:
    if part.isdecimal():
        return "0"
    if not part[0].isalpha():
        return part
    if part.islower():
        return "a"
    if part.isupper():
        return "A"
    return "Aa" if part[0].isupper() else "aA" if part[0].islower() else "字"


def _plain(label: str) -> str:
    """Return a label without pictures and what stands in brackets."""
    bare = re.sub(r"[\[(][^\])]*[\])]", " ", label)
    letters = "".join(
        sign
        for sign in bare
        if unicodedata.category(sign) not in {"So", "Sk", "Cn", "Cf", "Mn"} or sign == "'"
    )
    return " ".join((letters if letters.strip() else label).replace("’", "'").split())


def is_role(label: str) -> bool:
    """Whether a label is a whole word for a role, and no word that opens sentences too."""
    known = recognise(label)
    return known is not None and not known.weak
