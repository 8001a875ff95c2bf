"""What reporting standards ask for: what the data answer, and what only the researchers can.

COREQ: Tong, Sainsbury & Craig 2007, doi 10.1093/intqhc/mzm042. SRQR: O'Brien et al. 2014,
doi 10.1097/ACM.0000000000000388. Qualitative surveys: ACM SIGSOFT Empirical Standards (Ralph et al. 2021,
arXiv 2010.03525). The items are named in our words, not quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kb.report.deposit.tables import DataTable

BLANK = "[to be written by the researchers]"

_COREQ = (
    "Interviewer|Credentials|Occupation|Gender|Experience and training|Relationship before the study"
    "|What participants knew of the interviewer|Characteristics of the interviewer|Methodological orientation"
    "|Sampling|Method of approach|Sample size=size|Non-participation|Setting|Presence of others"
    "|Description of the sample|Interview guide|Repeat interviews|Recording|Field notes|Duration"
    "|Data saturation=saturation|Transcripts returned to participants|Number of coders=coders"
    "|Description of the coding tree=codebook|Derivation of themes=themes|Software=software"
    "|Participant checking|Quotations presented and identified=quotes|Data and findings consistent=chain"
    "|Clarity of major themes=frequencies|Clarity of minor themes=frequencies"
)
_SRQR = (
    "Title|Abstract|Problem formulation|Purpose or research question|Qualitative approach and paradigm"
    "|Researcher characteristics and reflexivity|Context|Sampling strategy|Ethical issues"
    "|Data collection methods|Data collection instruments|Units of study=documents|Data processing"
    "|Data analysis=coders|Techniques to enhance trustworthiness=trust"
    "|Synthesis and interpretation=frequencies|Links to empirical data=chain|Integration with prior work"
    "|Limitations|Conflicts of interest|Funding"
)
_ESSENTIAL = (
    "How interviewees were selected|Description of interviewees|Description of interviewers"
    "|Chain of evidence from quotations to findings=chain|Answers to the research questions"
    "|Evidence of saturation=saturation|Reflection on one's own biases|Key issues under consideration"
)
_DESIRABLE = (
    "Supplements: coding scheme, rules, examples, chain of evidence=codebook|Questions that were asked"
    "|Diversity of participants|Relationships between researchers and participants"
    "|Direct quotations=quotes|Recording and transcription|Deductive or inductive coding, and to what end"
    "|Validation: member checking, feedback, audits=trust|Transferability|Comparison with related research"
    "|Alternative explanations|Context of the findings|How biases may have affected the analysis"
    "|Incentives, ethics and consent"
)
_EXTRAORDINARY = (
    "Several methods of analysis|Longitudinal design|Probabilistic sampling"
    "|Several coders, and their agreement=agreement"
)
_COLUMNS = {
    "item": "The number of the item, or its group.",
    "topic": "What the item asks for.",
    "answered_by": "data: the answer is in this deposit; researchers: it is to be written.",
    "answer": "What the data say and in which file, or a blank to be filled in.",
}


def checklists(answers: Mapping[str, str]) -> Iterator[DataTable]:
    """Yield the checklists; ``answers`` are what the data answer, by the name that an item refers to."""
    yield _table("coreq", "An item of COREQ (Tong, Sainsbury and Craig 2007).", _numbered(_COREQ), answers)
    yield _table("srqr", "An item of SRQR (O'Brien et al. 2014).", _numbered(_SRQR, "S"), answers)
    groups = (("essential", _ESSENTIAL), ("desirable", _DESIRABLE), ("extraordinary", _EXTRAORDINARY))
    items = [(group, each) for group, text in groups for each in text.split("|")]
    about = "An attribute of qualitative surveys (interview studies), ACM SIGSOFT Empirical Standards."
    yield _table("empirical-standards", about, items, answers)


def _numbered(items: str, before: str = "") -> list[tuple[str, str]]:
    return [(f"{before}{number}", each) for number, each in enumerate(items.split("|"), start=1)]


def _table(name: str, about: str, items: list[tuple[str, str]], answers: Mapping[str, str]) -> DataTable:
    rows = []
    for item, text in items:
        topic, _, asked = text.partition("=")
        answer = answers.get(asked)
        rows.append(
            {
                "item": item,
                "topic": topic,
                "answered_by": "data" if answer else "researchers",
                "answer": answer or BLANK,
            }
        )
    return DataTable(f"checklists/{name}.csv", about, _COLUMNS, rows)
