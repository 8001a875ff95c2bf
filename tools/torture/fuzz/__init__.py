"""Files that were changed at random, for every reader and importer.

* :mod:`tools.torture.fuzz.samples`: the files that are changed, from the project and what lies beside it
* :mod:`tools.torture.fuzz.mutate`: how they are changed
* :mod:`tools.torture.fuzz.targets`: who reads them, and what of it is stored
* :mod:`tools.torture.fuzz.worker`: the process that reads, with limits
* :mod:`tools.torture.fuzz.runs`: hands out the work and counts
"""
