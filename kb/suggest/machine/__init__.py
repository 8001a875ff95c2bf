"""A machine that codes: what it is asked, how its answer is checked against the text, how steady it is.

:mod:`~kb.suggest.machine.task` is what is asked and what counts as an answer;
:mod:`~kb.suggest.machine.endpoint` sends it to a language model on this machine;
:mod:`~kb.suggest.machine.coders` are the two that code, suggestions and a model;
:mod:`~kb.suggest.machine.stability` asks the same thing in other ways.
"""
