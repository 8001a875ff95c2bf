"""Words that head the columns of a survey: what programs write, what names a person, what names a case.

Exports of Qualtrics, Google and Microsoft Forms, LimeSurvey, SurveyMonkey and Unipark, and words that people
use, in English, German, French, Spanish, Italian, Portuguese and Dutch.
"""

from __future__ import annotations

import re
import unicodedata

_TECHNICAL = frozenset(
    each.strip()
    for each in """
    progress|duration|duration (in seconds)|duration in seconds|finished|status|response type|seed
    distributionchannel|distribution channel|collector id|collectorid|collector|lastpage|last page
    referrer url|refurl|referer|user agent|browser|operating system|resolution|screen resolution
    total points|quiz feedback|score|gesamtpunktzahl|feedback zum quiz|externalreference
    external reference|external data reference|external data|custom data 1|custom data|total time
    interviewtime|dispcode|lastpage|quality|quota|participant_browser|external_lfdn|tester
    rts|browser useragent|javascript|flash|click count|first click|last click|page submit
    userlanguage|user language|startlanguage|start language|language|sprache|langue|idioma|lingua|taal
    """.replace("\n", "|").split("|")
)
_EXPORTED = frozenset(
    {"responseid", "response id", "respondent id", "collector id", "recordeddate", "distributionchannel"}
    | {"duration in seconds", "duration (in seconds)", "completion time", "submitdate", "date submitted"}
    | {"lastpage", "last page", "startlanguage", "start language", "lfdn", "ip address", "ipaddress"}
    | {"fertigstellungszeit", "userlanguage"}
)
_LANGUAGE = re.compile(r"(?:user|start)? ?(?:language|sprache|langue|idioma|lingua|taal)")
_DATES = re.compile(
    r"(?:time ?stamp|zeitstempel|horodateur|horodatage|marca temporal|informazioni cronologiche"
    r"|carimbo de data/hora|tijdstempel|(?:start|end|recorded|completion|submit|creation)[ _]?(?:date|time)"
    r"|date (?:submitted|created|modified|started|last action)|last modified time|datestamp|startdate|enddate"
    r"|recordeddate|submitdate|(?:start|abschluss|fertigstellungs)zeit|datum|date|fecha|data)"
)
_PERSONAL = re.compile(
    r"ip ?-?(?:address|adresse)?|adresse ip|ip|e-?mail ?-?(?:address|adresse)?|mail|courriel|adresse e-?mail"
    r"|correo(?: electronico)?|direccion de correo electronico"
    r"|(?:first|last|full|your|sur|user|family)? ?name"
    r"|nom|prenom|nombre|apellidos?|nome|cognome|sobrenome|vorname|nachname|naam|voornaam|achternaam"
    r"|recipient ?(?:first name|last name|email)|benutzername|username|nom d.utilisateur"
    r"|(?:tele)?phone(?: number)?|mobile(?: number)?|telefon(?:nummer)?|telephone|telefono|handynummer"
    r"|(?:location ?)?(?:latitude|longitude)|address|postal address|anschrift|zip(?: code)?|postcode|plz"
    r"|date of birth|birthday|geburtsdatum|date de naissance|fecha de nacimiento|token|access code"
    r"|zugangsschlussel|participant_session|matriculation number|matrikelnummer"
)
_CASES = (
    re.compile(
        r"(?:participant|respondent|case|subject|teilnehmer(?:in)?|proband(?:in)?|versuchsperson|fall"
        r"|participante|caso|cas|deelnemer)[ _-]*(?:id|code|no\.?|nr\.?|number|nummer|kennung|numero)?"
    ),
    re.compile(r"respon[sd]e?nt?_?e? ?_?id|responseid|response id|antwort[ -]?id|code|pseudonym|identifier"),
    re.compile(r"id|lfdn|lfd\.? ?nr\.?|nr\.?|no\.?|#|number|nummer|numero|record[ _]?id|row|index"),
)
_CONSENT = re.compile(
    r"\b(?:consent|agree to (?:take part|participate)|einwilligung|einverstanden|consentement"
    r"|consentimiento|consenso informato|consentimento|toestemming|datenschutz|privacy)\b"
)
_OPEN = re.compile(
    r"\b(?:answers?|responses?|antwort(?:en)?|reponses?|respuestas?|rispost[ae]|respostas?|antwoord(?:en)?"
    r"|other|please specify|specify|text|comments?|remarks?|why|explain|describe|elaborate|feedback"
    r"|anything else|sonstiges?|andere|bitte angeben|bitte nennen|kommentare?|anmerkungen?|warum|weshalb"
    r"|begrunden|beschreiben|autre|precisez|commentaires?|remarques?|pourquoi|expliquez|otros?|otra"
    r"|especifique|comentarios?|por que|explique|altro|specificare|commenti|perche|outros?|anders|namelijk"
    r"|opmerkingen|waarom)\b"
)
_QUESTION = re.compile("[?？؟¿]")  # noqa: RUF001  question marks of other scripts
_FEWEST_WORDS = 5
_UNPLAIN = re.compile(r"[^\w?？؟#./() -]+")  # noqa: RUF001


def plain(heading: str) -> str:
    """Return a heading in lower case, without accents and signs, for comparing."""
    letters = unicodedata.normalize("NFKD", heading.casefold())
    letters = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(_UNPLAIN.sub(" ", letters).split()).strip(" .-")


def is_technical(heading: str) -> bool:
    """Whether a program writes this column about the filling in."""
    return plain(heading) in _TECHNICAL and not is_language(heading)


def is_language(heading: str) -> bool:
    """Whether the column says in which language somebody answered."""
    return _LANGUAGE.fullmatch(plain(heading)) is not None


def is_date(heading: str) -> bool:
    """Whether the column says when somebody answered."""
    return _DATES.fullmatch(plain(heading)) is not None


def is_personal(heading: str) -> bool:
    """Whether the column names a person, or where to find one."""
    return _PERSONAL.fullmatch(plain(heading)) is not None


def says_how_taken(heading: str) -> bool:
    """Whether the column says if a row is a test: Qualtrics' Status and DistributionChannel."""
    return plain(heading) in {"status", "response type", "distributionchannel", "distribution channel"}


def case_rank(heading: str) -> int | None:
    """Return how well a heading says that the column names the cases, 0 best; None where it does not."""
    words = plain(heading)
    return next((rank for rank, words_for in enumerate(_CASES) if words_for.fullmatch(words)), None)


def is_consent(heading: str) -> bool:
    """Whether the column holds who agreed to take part."""
    return _CONSENT.search(plain(heading)) is not None


def asks_for_words(heading: str) -> bool:
    """Whether a heading asks for words of one's own: ``Other, please specify``, ``Why?``."""
    return _OPEN.search(plain(heading)) is not None


def is_question(heading: str) -> bool:
    """Whether a heading is a question, or as long as one."""
    return _QUESTION.search(heading) is not None or len(heading.split()) >= _FEWEST_WORDS


def is_of_an_export(heading: str) -> bool:
    """Whether programs for surveys, and hardly anybody else, head a column so."""
    return plain(heading) in _EXPORTED
