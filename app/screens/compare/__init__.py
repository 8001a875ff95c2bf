"""Compare: what two coders made of one interview, decided difference by difference.

``page`` is what Streamlit runs, ``comparison`` puts it together, and each part of it is a module: the list of
``interviews``, the ``header``, the ``work_list``, the ``passage`` that is chosen, the ``results`` so far, and
``side_by_side``; agreement is ``app.ui.agreement_table``. ``request`` reads the address, ``rows`` are what
the parts show, ``decide`` stores what the moderator decides.
"""
