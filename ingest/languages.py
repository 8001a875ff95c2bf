"""The languages transcripts in the Latin alphabet are in: their letters, and words that are in every talk.

Old files carry no sign of their encoding. Their words in plain ASCII tell the language, and the language
tells which letters the other bytes can stand for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

LETTERS = {
    "en": "",
    "de": "äöüß",
    "fr": "àâæçèéêëîïôœùûüÿ",
    "es": "áéíñóúü¿¡ºª",
    "ca": "àçèéíïòóúü·",
    "pt": "áâãàçéêíóôõúü",
    "it": "àèéìíîòóùú",
    "nl": "éèëïóöüê",
    "sv": "åäöé",
    "da": "æøåé",
    "no": "æøåéòô",
    "fi": "äöå",
    "is": "áðéíóúýþæö",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "hr": "čćđšž",
    "sl": "čšž",
    "ro": "ăâîşţșț",
    "sq": "çë",
    "tr": "çğ\u0131öşüâîû",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äõöüšž",
}
"""The letters of each language beyond ASCII, in lower case, with its own signs."""

_SAID = {
    "en": "to of in it is we the and you that was with have this what they but not are for were did when",
    "de": "in es im so und ich nicht das die der ist wir wie auch was mit haben dann aber war sie eine noch",
    "fr": "la le et de il un en je est que les des dans qui nous vous une pas avec sur pour mais tout cela",
    "es": "la el en de y un que los las una con por para pero como muy cuando porque esto todo hay nos",
    "ca": "la el en de i un que els les amb per una molt quan aquest aquesta doncs tot hem ens ha va fer",
    "pt": "as os de um em e que uma com para mas como muito quando isso tem foi ele ela depois nos dos das",
    "it": "la il di e un in che una con per non sono come anche quando della dei gli poi questo abbiamo",
    "nl": "de en ik is in het een dat van niet wij met voor maar ook wat heb hebben als dan naar toen wel",
    "sv": "i en om och jag att det som inte har med var den vi av hur till men kan ska bli efter vad sedan",
    "da": "i en om og jeg at det som ikke har med var den vi af hvordan til men kan skal blive efter hvad",
    "no": "i en om og jeg at det som ikke har med var den vi av hvordan til men kan skal bli etter hva",
    "fi": "ja se ei on oli mutta kun niin sitten se kuin ovat olen meill kaikki joka ett jos nyt miten",
    "is": "og er ekki var hvernig hann sem vi til en svo fyrir hefur eftir hvad eru",
    "pl": "i w z na to do nie jest jak tak ale bardzo sobie tylko kiedy ich jako przez dla mamy byli tego",
    "cs": "a to na se v je jsem jsme tak ale jak kdy proto bylo nebo jako ten pak jste bych byl byla aby",
    "sk": "a to na sa v je som sme tak ale ako keby preto bolo alebo ten potom ste bol bola aby nie spolu",
    "hu": "a az is de nem hogy volt van ez egy meg csak akkor mert ami mint hogyan minden nagyon igen ezt",
    "hr": "i u na za su nije sam smo ali kako kada bilo ili kao onda ste bi bio bila da je se koliko",
    "sl": "nisem sem smo ampak kako kdaj bilo ali kot potem ste bi bil bila da je se koliko skupaj samo",
    "ro": "la de un pe cu nu este sunt care pentru dar cum foarte din mai noi asta era fost avem sau tot",
    "sq": "nuk jam kam eshte por dhe shume kur kjo nga ka si ishte per ne me te",
    "tr": "bu da de mi bir ve bu ama ne var yok ben sen biz siz daha sonra kadar gibi olarak nas ama burada",
    "lt": "ir kad ne bet kaip buvo yra mes jis tai labai su kai arba tik nuo apie",
    "lv": "un ka bet bija ir mes tas loti ar kad vai tikai par no kur vairs",
    "et": "ja et ei on oli aga kui siis see meil olen kes mis nii ning ka",
}
_BY_WORD: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, words in _SAID.items() if word in words.split())
    for words in _SAID.values()
    for word in words.split()
}
_LEAST = 2.0
"""Points below which words tell no language: two words of one language, or more that several have."""
_LEAST_SHARE = 0.08
"""A sixth of the words of a talk are such words; where it is half of that, the language is another one."""
_NEARLY = 0.5


def languages_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return the languages that lower-case words are in, the likeliest first; none where words do not tell.

    Languages that share most of their words come together, as those do that are mixed in one file.
    """
    points: Counter[str] = Counter()
    total = 0
    for word in words:
        total += 1
        among = _BY_WORD.get(word, ())
        for language in among:
            points[language] += 1 / len(among)  # type: ignore[assignment]
    ranked = points.most_common()
    if not ranked or ranked[0][1] < max(_LEAST, _LEAST_SHARE * total):
        return ()
    return tuple(language for language, score in ranked if score >= _NEARLY * ranked[0][1])
