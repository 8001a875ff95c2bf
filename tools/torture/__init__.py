"""What must never happen to a study, tried out: ``python -m tools.torture``, or ``make torture``.

* :mod:`tools.torture.kinds`: the kinds of torture, each a module or a folder of its own
* :mod:`tools.torture.plan`: how often, with which seed, and where
* :mod:`tools.torture.figures`: what was measured, beside what it must be
* :mod:`tools.torture.catalogs`: catalogs to torture, and whether one is as it must be
"""
