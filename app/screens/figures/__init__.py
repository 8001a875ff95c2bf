"""Figures: what a paper shows, each with its numbers as text, and as a file to keep.

Each figure is a module of its name with a ``KIND``: its parameters, what is asked of the catalog, the drawing
of :mod:`kb.figures`, its words and its records. ``registry`` has all of them. ``page`` is what Streamlit
runs, ``figure_page`` shows one; ``sheet`` says what a figure is made of, ``parameters`` draws its fields,
``links`` finds the pages behind its numbers.
"""
