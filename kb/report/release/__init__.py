"""What of a catalog may leave it: whose words, under which names, and what must not be in any file.

Nothing that anybody said is released unless a person says so: all documents, or those of the cases with an
attribute (``consent: yes``). :mod:`kb.report.release.released` decides about each document,
:mod:`kb.report.release.withheld` finds names that are withheld, and :mod:`kb.report.release.folder` writes
what is left as one folder.
"""

from kb.report.release.aside import left_over
from kb.report.release.choice import ReleaseChoice
from kb.report.release.folder import write_folder
from kb.report.release.released import Release, release

__all__ = ["Release", "ReleaseChoice", "left_over", "release", "write_folder"]
