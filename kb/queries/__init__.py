"""Read-only questions to the catalog: one researcher's question a module, typed rows out.

What is counted, everywhere the same:

* **codings** — passages with a code; a coding over several paragraphs counts once. Those that
  only *spill* into a paragraph are left out unless asked for.
* **interviews** — documents (interviews, articles, talks) with at least one such coding.
* **coders** — people, moderators included, with at least one such coding.
* An issue's evidence are the codings of the codes that carry it; a stage's or an aspect's evidence is that
  of the issues which arise in it or hurt it, each coding counted once.
"""
