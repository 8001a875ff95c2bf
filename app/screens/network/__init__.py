"""Network: what occurs together, how strongly, and in whose words.

``page`` puts it together: ``filters`` say what is asked, ``asking`` counts it and keeps the answers,
``drawing`` makes pictures of them, ``table`` a list and files. ``aside`` is what stands beside: the pair or
the thing that is chosen, or else the strongest pairs.
"""
