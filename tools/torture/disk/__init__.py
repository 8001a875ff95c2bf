"""Disks that are full or cannot be written, locks that others hold, clocks that jump.

* :mod:`tools.torture.disk.places`: a small disk, a folder without the right to write, a held lock
* :mod:`tools.torture.disk.commands`: runs commands there
* :mod:`tools.torture.disk.troubles`: what is done there, and what is found afterwards
"""
