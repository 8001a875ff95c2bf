"""Network: what occurs together, how strongly, and the quotes behind it.

``page`` is what Streamlit runs, ``layout`` draws it: ``filters`` read the choices, ``request`` counts and
keeps the answers, ``charts`` makes the pictures, ``table`` a list and files, and ``details`` what stands
beside: the pair or the node that is chosen, or else the strongest pairs.
"""
