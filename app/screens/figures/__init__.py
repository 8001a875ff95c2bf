"""Figures: what a paper shows, each with its numbers as text, and as a file to keep.

Each figure is a module of its name with a ``KIND``: its parameters, what is asked of the catalog, the drawing
of :mod:`kb.figures`, its words and its records. ``kinds`` has all of them, ``page`` shows one; ``sheet`` says
what a figure is made of, ``bar`` draws its parameters, ``addresses`` finds the words behind its numbers.
"""
