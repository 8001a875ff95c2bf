"""What a journal or a repository of data is given: a folder with tables, numbers, checklists and metadata.

:mod:`kb.report.deposit.build` names the files. Each table is a :class:`kb.report.deposit.tables.DataTable`,
which says what its columns mean; the data dictionary is made of these. What is released is decided by
:mod:`kb.report.release`, as for the web site.
"""

from kb.report.deposit.build import DEPOSIT, HEAD, deposit
from kb.report.deposit.options import DepositOptions

__all__ = ["DEPOSIT", "HEAD", "DepositOptions", "deposit"]
