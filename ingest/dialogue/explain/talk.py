"""How people talk to each other: they say ``I`` and ``you``, as lists of questions and answers seldom do.

In an interview who asks says ``you``, and who answers says ``I``. Where ``Q:`` and ``A:`` say neither or the
opposite, or the text calls itself a list of questions, nobody asks anybody and the labels prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import Lead

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
_ALONE = "我你您私僕俺"
"""Words that stand in a row with others: Chinese and Japanese set no blanks."""
_WORD = re.compile(rf"[{_ALONE}]|あなた|(?:(?![{_ALONE}]|あなた)[^\W\d_])+(?:['’][^\W\d_]+)?")
_FEWEST = 3
_ENOUGH = 4_000
"""Lines of text that are enough to hear how people talk."""

_PAIRS = frozenset(
    {
        frozenset(pair.split("/"))
        for pair in """
        q/a f/a p/r d/r q/r v/o в/о question/answer frage/antwort question/réponse pregunta/respuesta
        pergunta/resposta domanda/risposta vraag/antwoord вопрос/ответ 问/答 問/答 質問/回答 질문/답변
        """.split()  # noqa: SIM905 - words read best as words
    }
)
_NAMED = re.compile(
    r"\bfaqs?\b|frequently asked|häufig\w* (?:gestellte )?fragen|foire aux questions|questions fréquentes"
    r"|preguntas frecuentes|perguntas frequentes|domande frequenti|veelgestelde vragen|часто задаваемые"
    r"|よくある質問|常见问题|常見問題|자주 묻는",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？؟]")
_LONGEST_TITLE = 120
_FEWEST_TURNS = 4
_NEARLY_ALL = 0.9
_WORDS_OF_ANSWER = 4
_MOST_CAPTIONS = 3


def i_and_you(lines: Iterable[str]) -> bool:
    """Whether several lines say ``I`` and several say ``you``."""
    mine = yours = 0
    for number, line in enumerate(lines):
        words = _words(line)
        mine += not words.isdisjoint(_I)
        yours += not words.isdisjoint(_YOU)
        if mine >= _FEWEST and yours >= _FEWEST:
            return True
        if number > _ENOUGH:
            return False
    return False


def speaks_of_itself(words: str) -> bool:
    """Whether words say ``I`` or ``you``, as no label does."""
    said = _words(words)
    return not said.isdisjoint(_I | _YOU)


def are_of_nobody(chosen: Mapping[int, Lead], blocks: Sequence[Block]) -> bool:
    """Whether the only two labels are those of questions and answers, and nobody seems to be there."""
    labels = [lead.label.casefold().rstrip(". 0123456789") for lead in chosen.values()]
    if frozenset(labels) not in _PAIRS or len(labels) < _FEWEST_TURNS:
        return False
    if any(before == after for before, after in pairwise(labels)):
        return False
    said = _said(chosen, blocks)
    questions, answers = said[::2], said[1::2]
    if sum(_ASKS.search(each) is not None for each in questions) < _NEARLY_ALL * len(questions):
        return False
    above = blocks[: min(chosen)][:_MOST_CAPTIONS]
    if any(len(block.text) <= _LONGEST_TITLE and _NAMED.search(block.text) for block in above):
        return True
    long = sum(len(each.split()) for each in answers) >= _WORDS_OF_ANSWER * len(answers)
    return long and _say_i(answers) == 0 and (_say_you(questions) == 0 or _say_i(questions) > 1)


def _said(chosen: Mapping[int, Lead], blocks: Sequence[Block]) -> list[str]:
    """Return the words of each turn, with those of the paragraphs below it."""
    turns: list[str] = []
    for index in range(min(chosen), len(blocks)):
        lead = chosen.get(index)
        if lead is not None:
            turns.append(blocks[index].text[lead.words :])
        else:
            turns[-1] += " " + blocks[index].text
    return turns


def _say_i(lines: Iterable[str]) -> int:
    """Return how many lines say ``I``."""
    return sum(not _words(line).isdisjoint(_I) for line in lines)


def _say_you(lines: Iterable[str]) -> int:
    """Return how many lines say ``you``."""
    return sum(not _words(line).isdisjoint(_YOU) for line in lines)


def _words(line: str) -> set[str]:
    return {word.replace("’", "'") for word in _WORD.findall(line.casefold())}
