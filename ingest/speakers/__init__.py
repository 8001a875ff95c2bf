"""Many labels, one person: who speaks behind ``Interviewer 1``, ``Interviewer1 :`` and ``interviewr``.

A label is kept as the source prints it (white space folded, colon off). The person behind it gets one name
and a role. Labels of a known kind say the role themselves; between plain names the one who asks is the
interviewer, but only where that is clear.
"""

from __future__ import annotations

from ingest.speakers.known_labels import Known, fold, recognise
from ingest.speakers.roles import Turn, assign, odd_labels, speakers_of

__all__ = [
    "Known",
    "Turn",
    "assign",
    "fold",
    "odd_labels",
    "recognise",
    "speakers_of",
]
