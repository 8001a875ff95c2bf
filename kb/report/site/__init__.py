"""The catalog as a web site: a folder of pages that need no server and no network.

:mod:`kb.report.site.content` loads what the codebook and the analyses say, :mod:`kb.report.site.passages` the
words that are released, :mod:`kb.report.site.build` makes the files of both. The same catalog, version and
options give the same bytes. Addresses are made of keys, names of codes and numbers of documents, and stay.
"""

from kb.report.site.build import HEAD, SITE, site
from kb.report.site.options import SiteOptions

__all__ = ["HEAD", "SITE", "SiteOptions", "site"]
