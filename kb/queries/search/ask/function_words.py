"""Words of English that say nothing of what a question is about: grammar, and what questions are made of."""

from __future__ import annotations

_GRAMMAR = """
    a about after again against all also although always am an and any anybody anyone anything are
    aren't as at be because been before being between both but by can can't cannot come could
    couldn't did didn't do does doesn't doing don't done each either else ever every everybody
    everyone everything for from get gets getting give gives go going got had hadn't has hasn't have
    haven't having he her here hers herself him himself his how i if in into is isn't it it's its
    itself just keep keeps kept let like look looked looks made make makes many may maybe me might
    mine more most much must my myself need needs neither never no nobody none nor not nothing of
    off often on once one ones only or other others our ours out over own people perhaps person
    rather really s said same say says shall she should shouldn't since so some somebody someone
    something sometimes still such t take taken takes tell tells than that that's the their theirs
    them themselves then there these they they're thing things this those though through to together
    told too took toward towards tried tries try turn turned turns under until up upon us use used
    uses using very via was wasn't way ways we we're well went were weren't what what's whatever
    when where whether which while who whom whose why will with within without won't word words
    would wouldn't yes yet you your yours
"""
_OF_QUESTIONS = """
    cope coping deal dealing fix fixes goes handle handled happen happened happens interview
    interviewee interviewees interviews issue issues participant participants practitioner
    practitioners problem problems quote quotes solution solutions strategies strategy tackle
    tackled want wants wrong
"""

FUNCTION_WORDS = frozenset(f"{_GRAMMAR} {_OF_QUESTIONS}".split())
"""They are not looked for, neither in a question nor in the catalog."""
