"""Processes that write are killed at random moments; nothing that was said to be stored may be gone.

* :mod:`tools.torture.kills.victims`: what is killed, as a list
* :mod:`tools.torture.kills.actions`: coding, the codebook and corrections, one small action after the other
* :mod:`tools.torture.kills.all_or_nothing`: what is done whole or not at all, such as ingest, import, backup
* :mod:`tools.torture.kills.moving`: to a server, and back
* :mod:`tools.torture.kills.trials`: kills them, looks at what is left and counts
"""
