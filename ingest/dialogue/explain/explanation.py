"""Who speaks where: the grammar that explains the whole file best, and the labels that fill its place.

Every line grammar proposes leads. The one wins whose labels come back most often, alternate, and leave few
leads unexplained. What fills the winner's place again and again is a label, whatever it looks like; what
fills it once counts where only labels can stand there, or where it looks like the others. What is left unsure
is told, and its words are given to nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.chosen import seen, wanted
from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.certainty import (
    alternation,
    is_a_play,
    is_certain_dialogue,
    labels_each_paragraph,
)
from ingest.dialogue.explain.facts import facts_above, lines_above
from ingest.dialogue.explain.forgotten_signs import forgotten_signs
from ingest.dialogue.explain.introductions import introduced, labels_above
from ingest.dialogue.explain.likeness import Words, is_caseless, without_stops
from ingest.dialogue.explain.mixed import of_another_form, other_labels, question_marks, without_a_label
from ingest.dialogue.explain.numbers import numbers_before_words
from ingest.dialogue.explain.reported import go_on, without_reports, without_sentences, without_words_within
from ingest.dialogue.explain.single_labels import counted_headings, single_labels
from ingest.dialogue.explain.words_below import above_times, with_words_below
from ingest.dialogue.labels import is_certain, is_fact, is_field, is_name, is_opener, is_role
from ingest.dialogue.leads import Grammar, Lead, leads, only_time
from ingest.dialogue.printed.chats import are_of_the_day
from ingest.dialogue.printed.examinations import examiner, named_by_examiners
from ingest.dialogue.printed.lines import after_the_end
from ingest.dialogue.printed.page_heads import without_page_heads
from ingest.dialogue.printed.quoted import OPENS, before_brackets

_STRENGTH: Mapping[Grammar, float] = {
    "timed": 1.3, "bracket": 1.15, "bold": 1.15, "heading": 1.15, "tab": 1.1,
    "colon": 1.0, "sign": 0.95, "dot": 0.8, "line": 0.85,
}  # fmt: skip
"""How much a lead of each grammar counts: a time or bold letters beside a label are no accident."""

_MOSTLY = 0.8
_FEWEST = 4
_FEW_LEADS = 3
_HALF = 0.5
_FEW_WORDS = 2
_FEW_DATES = 4
"""One label in four with a day is enough: chats print none for today."""


@dataclass(frozen=True)
class Explanation:
    """Which blocks begin a turn, how sure that is, and what a person should look at.

    ``leads`` are by the index of their block. ``unsure`` holds the indices of blocks that may begin a turn of
    somebody else; from there on nobody is named until the next lead. ``head`` is how many blocks stand before
    the dialogue. ``every`` says that the file labels each paragraph, so that one without a label has lost it.
    """

    grammar: Grammar | None = None
    leads: Mapping[int, Lead] = field(default_factory=dict)
    unsure: Mapping[int, str] = field(default_factory=dict)
    once: Mapping[int, str] = field(default_factory=dict)
    head: int = 0
    every: bool = False
    certain: bool = False
    score: float = 0.0

    @property
    def name(self) -> str:
        """What the grammar is called: ``colon``, or ``sign |`` with the sign between label and words."""
        marks = {lead.mark for lead in self.leads.values()} - {""}
        return " ".join((self.grammar or "", *sorted(marks)))

    @property
    def labels(self) -> list[str]:
        """The labels in order of first appearance."""
        return list(dict.fromkeys(lead.label for lead in self.leads.values()))


def explain(blocks: Sequence[Block]) -> Explanation:
    """Return the best explanation of the file; one without a grammar where nothing looks like a dialogue.

    A certain explanation gives way to one that explains twice as much, which leaves the file in doubt.
    """
    found = sorted(explanations(blocks), key=lambda each: -each.score)
    if not found:
        return Explanation()
    certain = next((each for each in found if each.certain), found[0])
    return certain if 2 * certain.score >= found[0].score else found[0]


def explanations(blocks: Sequence[Block]) -> list[Explanation]:
    """Return what each grammar makes of the file, for those that find at least two turns.

    Where a person chose a grammar, it is the only one, and certain.
    """
    found = _by_grammar(blocks)
    words = Words(blocks)
    colons = found.get(("colon", ""), {})
    every: list[Explanation] = []
    for form, of_form in found.items():
        each = _explained(form[0], of_form, blocks, words, colons)
        if each is not None:
            others = of_another_form(form, each.leads, found, blocks, each.head) if each.certain else {}
            every.append(replace(each, unsure={**others, **each.unsure}))
    remember(every, blocks)
    grammar = wanted().grammar
    if grammar is None:
        return every
    return [replace(each, certain=True) for each in every if each.name == grammar]


def remember(every: Sequence[Explanation], blocks: Sequence[Block]) -> None:
    """Keep in mind which grammars find labels, for who asks how else the file can be read."""
    there = seen()
    if there is not None and len(blocks) > there.length:
        ranked = sorted(every, key=lambda each: -each.score)
        there.length = len(blocks)
        there.grammars = tuple(dict.fromkeys(each.name for each in ranked))
        there.labels = tuple(ranked[0].labels) if ranked else ()


def remembered(explanation: Explanation | None, blocks: Sequence[Block]) -> Explanation | None:
    """Keep in mind what is known of the blocks already, for who asks how else the file can be read."""
    if explanation and explanation.leads:
        remember([explanation], blocks)
    return explanation


def _by_grammar(blocks: Sequence[Block]) -> dict[tuple[Grammar, str], dict[int, Lead]]:
    """Return the leads of each grammar; each sign between label and words is a grammar of its own."""
    found: dict[tuple[Grammar, str], dict[int, Lead]] = defaultdict(dict)
    no_labels = wanted().no_labels
    span, over = None, above_times(blocks)
    for index, block in enumerate(blocks):
        for lead in () if block.outside or examiner(block.content) else leads(block):
            if lead.key in no_labels:
                continue
            found[lead.grammar, lead.mark][index] = lead
            if lead.grammar == "line" and span is not None and not over:  # a label below a line of times
                found["timed", ""][index] = replace(
                    lead, grammar="timed", timed=True, begins=span.begins, ends=span.ends
                )
            elif lead.grammar == "line" and index in over:
                found["timed", ""][index] = replace(lead, grammar="timed", timed=True)
        span = only_time(block)
    if quoted := before_brackets(blocks):
        found["sign", OPENS] = {i: lead for i, lead in quoted.items() if lead.key not in no_labels}
    numbered: tuple[Grammar, ...] = ("colon", "bracket")
    for grammar in numbered:
        if (grammar, "") not in found and (numbers := numbers_before_words(blocks, grammar)):
            found[grammar, ""] = {index: lead for index, lead in numbers.items() if lead.key not in no_labels}
    return found


# --- one grammar --------------------------------------------------------------------------------------------


def _explained(
    grammar: Grammar,
    found: dict[int, Lead],
    blocks: Sequence[Block],
    words: Words,
    colons: Mapping[int, Lead],
) -> Explanation | None:
    found = without_stops(found)
    printed, found = found, _of_one_layout(grammar, found, blocks)
    others = {index: lead for index, lead in printed.items() if index not in found}
    found = without_reports(grammar, found, blocks)
    found = without_sentences(grammar, found, blocks)
    found = without_page_heads(without_words_within(grammar, found, blocks), blocks)
    core = _core(found, blocks) - go_on(grammar, found, blocks)
    if not core or (grammar in {"sign", "dot"} and _begin_alike(found, blocks)):
        return None
    chosen = {index: lead for index, lead in found.items() if lead.key in core}
    head = max(lines_above(chosen, found, blocks), facts_above(found, blocks))
    chosen = {index: lead for index, lead in chosen.items() if index >= head}
    above = labels_above(found, chosen, blocks, head)
    found = {index: lead for index, lead in found.items() if index >= head or index in chosen}
    if not chosen:
        return None
    over = after_the_end(blocks, chosen)
    if over < len(blocks):
        found = {index: lead for index, lead in found.items() if index < over}
    once, unsure = single_labels(grammar, {**others, **found}, chosen, blocks, head, words)
    chosen = dict(sorted({**chosen, **{index: printed[index] for index in once}}.items()))
    unsure |= forgotten_signs(chosen, blocks, head) | above
    unsure = without_a_label(chosen, blocks, head) | unsure
    mixed = other_labels(grammar, chosen, colons, head)
    if grammar == "dot":
        chosen = dict(sorted({**chosen, **mixed}.items()))
    else:
        unsure |= {index: lead.label for index, lead in mixed.items()} | question_marks(blocks, head)
    singles = sum(1 for index in found if index not in chosen)
    n, distinct = len(chosen), len({lead.key for lead in chosen.values()})
    score = n * (1 - distinct / (n + 1)) * (0.5 + 0.5 * alternation(chosen)) * _strength(grammar, chosen)
    return Explanation(
        grammar,
        named_by_examiners(_by_the_clock(chosen, blocks), blocks),
        unsure,
        {index: chosen[index].label for index in once} | _only_once(grammar, chosen),
        head,
        every=distinct == 1 or labels_each_paragraph(chosen, blocks, head) or is_a_play(grammar, chosen),
        certain=is_certain_dialogue(grammar, chosen, found, blocks, head),
        score=score - _HALF * singles,
    )


def _by_the_clock(chosen: Mapping[int, Lead], blocks: Sequence[Block]) -> dict[int, Lead]:
    """Return the leads without times of a recording, where days beside some say that all are times of day."""
    dated = sum(lead.timed and lead.begins is None for lead in chosen.values())
    if _FEW_DATES * dated < len(chosen) and not are_of_the_day(chosen, blocks):
        return dict(chosen)
    return {index: replace(lead, begins=None) if lead.timed else lead for index, lead in chosen.items()}


def _begin_alike(found: Mapping[int, Lead], blocks: Sequence[Block]) -> bool:
    """Whether the same word stands behind a label each time: it belongs to the label (``Noor | Data Co``)."""
    first: dict[str, Counter[str]] = defaultdict(Counter)
    for index, lead in found.items():
        if not lead.alone:
            first[lead.key][blocks[index].text[lead.words : lead.words + 80].split(None, 1)[0]] += 1
    often = [words for words in first.values() if words.total() >= _FEW_LEADS]
    alike = sum(words.most_common(1)[0][1] for words in often)
    return bool(often) and alike >= 0.9 * sum(words.total() for words in often)


def _strength(grammar: Grammar, chosen: Mapping[int, Lead]) -> float:
    timed = sum(lead.timed for lead in chosen.values())
    return max(_STRENGTH[grammar], 1.25 if timed >= _MOSTLY * len(chosen) else 0)


def _of_one_layout(grammar: Grammar, found: dict[int, Lead], blocks: Sequence[Block]) -> dict[int, Lead]:
    """Keep the leads that are printed as most are: with a time or without, of one level, behind one sign."""
    if not found:
        return found
    counts = Counter(lead.key for lead in found.values())
    often = [index for index, lead in found.items() if counts[lead.key] > 1] or list(found)
    if sum(found[index].timed for index in often) >= _MOSTLY * len(often):
        found = {index: lead for index, lead in found.items() if lead.timed or counts[lead.key] > _FEWEST}
    if grammar == "heading":
        level = Counter(blocks[index].heading for index in often).most_common(1)[0][0]
        found = {index: lead for index, lead in found.items() if blocks[index].heading == level}
    signs = Counter(found[index].sign for index in often if index in found)
    if signs:
        sign, count = signs.most_common(1)[0]
        if sign and count >= _MOSTLY * len(often):
            found = {index: lead for index, lead in found.items() if lead.sign == sign}
        elif not sign:
            found = {index: lead for index, lead in found.items() if not lead.sign or counts[lead.key] > 1}
    return found


def _core(found: Mapping[int, Lead], blocks: Sequence[Block]) -> frozenset[str]:
    """Return the labels that come back; of those alone on a line, those with words below them."""
    counts = Counter(lead.key for lead in found.values())
    core = {key for key, count in counts.items() if count > 1}
    labels = {lead.label for lead in found.values()}
    written = {lead.key for lead in found.values() if lead.timed and lead.begins is None}  # in a chat
    core -= {label.casefold() for label in labels if is_fact(label)} - written
    fields = {key for key in core if is_field(key)} - written
    if 2 * sum(counts[key] for key in fields) < sum(counts[key] for key in core):
        core -= fields
    core |= {label.casefold() for label in labels if is_role(label)}
    if (
        len(found) == len(blocks)
        and not any(lead.alone for lead in found.values())
        and not any(block.text[-4:].rstrip().endswith((":", "\uff1a")) for block in blocks)
        and all(map(_is_like_a_person, {lead.label for lead in found.values()}))
    ):
        over = after_the_end(blocks, sorted(found)[:-1])  # a short file, labelled throughout
        titles = counted_headings(found, found, blocks)
        core |= {lead.key for index, lead in found.items() if index < over and index not in titles}
    core |= introduced(found, core, blocks)
    return with_words_below(core, found, blocks)


def _only_once(grammar: Grammar, chosen: Mapping[int, Lead]) -> dict[int, str]:
    """Return the labels of a short file that come once, to be looked at: one may be a fact, ``Place``."""
    if grammar != "colon":
        return {}
    counts = Counter(lead.key for lead in chosen.values())
    return {index: lead.label for index, lead in chosen.items() if counts[lead.key] == 1}


def _is_like_a_person(label: str) -> bool:
    if is_caseless(label) and len(label.split()) > _FEW_WORDS:
        return False
    return not is_opener(label) and (is_certain(label) or is_name(label))
