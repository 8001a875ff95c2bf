"""How people talk to each other, where no sign of a question tells: they say ``I`` and ``you``."""

from __future__ import annotations

import re
from collections.abc import Iterable

_I = frozenset(
    """
    i i'm i've i'd i'll me my ich mir mich mein meine je j'ai j'étais moi mon ma yo me mi mí eu mim meu
    minha io mio mia ik mij mijn jag mig min jeg meg ja mnie mi mój moja я мне меня мой моя ben bana benim
    minä minun én nekem eu mie εγώ μου أنا لي 我 私 僕 俺 나 저 אני
    """.split()  # noqa: SIM905 - words read best as words
)
_YOU = frozenset(
    """
    you your you're you've you'd sie ihnen ihr ihre du dir dich dein vous votre vos tu toi te usted
    ustedes tú você vocês o-senhor lei voi u uw jij je jou ni du dig er dere de deg pan pani państwo ty ci
    вы вам вас ваш ты тебе тебя siz size sizin sen sana te ön neked tu dumneavoastră εσείς εσύ σας أنت
    أنتم لك لكم 你 您 あなた 당신 את אתה
    """.split()  # noqa: SIM905 - words read best as words
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[我你您私僕俺]")
_FEWEST = 3
_ENOUGH = 4_000
"""Lines of text that are enough to hear how people talk."""


def i_and_you(lines: Iterable[str]) -> bool:
    """Whether several lines say ``I`` and several say ``you``."""
    mine = yours = 0
    for number, line in enumerate(lines):
        words = {word.replace("’", "'") for word in _WORD.findall(line.casefold())}
        mine += not words.isdisjoint(_I)
        yours += not words.isdisjoint(_YOU)
        if mine >= _FEWEST and yours >= _FEWEST:
            return True
        if number > _ENOUGH:
            return False
    return False
