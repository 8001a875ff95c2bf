"""Compare: what two coders made of one interview, decided difference by difference.

``page`` puts it together, and each part of it is a module: the list of ``interviews``, the ``head``, the
``work`` list, the ``passage`` that is looked at, the ``outcome`` so far, and ``side_by_side``; agreement is
``app.ui.agreement_table``. ``rows`` are what they show, ``deciding`` does what the moderator says.
"""
