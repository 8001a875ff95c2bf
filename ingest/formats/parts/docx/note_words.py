"""Words of notes in the margin, which name no code: said to oneself or to a colleague, in many languages.

English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Swedish, Norwegian, Danish,
Finnish, Turkish, Russian, Chinese, Japanese, Korean; in lower case and without accents.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"\u0131": "i", "\u0142": "l", "\u00f8": "o", "\u00df": "ss"})

_NOTES = """
    ask asks check checked recheck doublecheck verify clarify clarified discuss discussed compare delete
    remove move
    merge split rename followup todo fixme tbd tbc fix fixed done resolved typo typos sic misspelled
    spelling
    inaudible unclear unsure crosstalk laughs laughing laughter pause noise unintelligible
    very quite rather totally sehr ganz ziemlich tres assez trop muy molto muito bastante heel erg zeer
    bardzo velmi mycket
    meget veldig erittain cok очень
    nice great good bad strong weak interesting important relevant irrelevant useful funny wow lol haha
    excellent
    key quote quotes quotable cite citation paper thesis chapter appendix
    agree agreed agrees disagree disagreed same ditto duplicate yes no yep nope ok okay maybe perhaps sure
    exactly true
    false correct wrong right indeed please thanks thank again why what who when where how see note nb
    question answer comment remark example here there above below later earlier already also
    nachfragen nachhaken fragen prufen uberprufen nachprufen klaren abklaren nochmal nochmals besprechen
    vergleichen
    loschen verschieben zusammenfassen umbenennen erledigt korrigiert korrektur tippfehler rechtschreibung
    unverstandlich unklar lachen lacht pause
    wichtig interessant spannend relevant irrelevant schon gut super toll stark genau stimmt richtig falsch
    ja nein
    vielleicht bitte danke warum wieso hier dort oben unten siehe vgl zitat zitieren kapitel beispiel
    anmerkung notiz
    hinweis doppelt dito ebenso gleich einverstanden zustimmung oft immer wieder
    verifier preciser demander discuter comparer supprimer deplacer fusionner renommer corrige fait fini
    inaudible incomprehensible rires rire silence important importante interessant interessante pertinent
    pertinente
    bien bon bonne beau belle fort forte oui non peut-etre merci pourquoi ici voir cf citation citer
    chapitre
    exemple remarque idem pareil accord exact exactement vrai faux encore souvent
    preguntar revisar verificar aclarar discutir comparar borrar eliminar mover unir hecho listo corregido
    inaudible ininteligible risas importante interesante relevante bueno buena bonito bien si gracias
    aqui alli ver cita citar capitulo ejemplo nota igual acuerdo exacto correcto falso siempre
    chiedere verificare controllare chiarire discutere confrontare cancellare eliminare spostare unire
    fatto corretto
    inudibile incomprensibile risate interessante rilevante bello bella buono buona bene grazie perche qui
    vedi citazione citare capitolo esempio uguale idem accordo esatto giusto sbagliato spesso
    perguntar conferir esclarecer apagar juntar feito corrigido inaudivel risos muito interessante bom boa
    obrigado obrigada porque aqui citacao exemplo igual concordo certo errado sempre
    vragen navragen nakijken controleren bespreken vergelijken verwijderen klaar gecorrigeerd
    onverstaanbaar gelach
    belangrijk interessant goed mooi sterk nee misschien waarom hier zie citaat hoofdstuk voorbeeld
    opmerking
    verwijst eens akkoord juist fout vaak
    zapytac sprawdzic wyjasnic omowic porownac usunac gotowe poprawione niezrozumiale smiech wazne ciekawe
    dobre swietne tak nie moze dziekuje dlaczego tutaj patrz cytat rozdzial przyklad uwaga zgoda zgadzam
    zeptat zkontrolovat overit hotovo nesrozumitelne dulezite zajimave dobre ano ne proc zde viz citat
    priklad souhlas
    fraga kolla kontrollera diskutera jamfor klart ohorbart skratt viktigt intressant bra ja nej kanske
    varfor har se
    citat exempel instammer
    sporg sporre sjekk tjek sjekke drofte ferdig uhorlig latter viktig vigtigt interessant god fint nei nej
    hvorfor her
    sitat citat eksempel enig
    kysy tarkista selvita valmis epaselva naurua tarkeaa tarkea kiinnostava mielenkiintoinen hyva kylla ei
    miksi tassa
    katso lainaus esimerkki samaa
    sor kontrol tamam anlasilmiyor gulme onemli ilginc guzel iyi evet hayir neden burada bak alinti ornek
    katiliyorum
    спросить уточнить проверить обсудить готово неразборчиво смех важно интересно хорошо да нет почему
    здесь см цитата
    пример согласен согласна верно
    cool amazing awesome beautiful brilliant lovely perfect fantastic powerful striking surprising weird
    strange odd
    curious confusing sad noice hmm wtf omg sigh sighs sighing cry cries crying interrupts interrupted
    mumbles coughs
    whispers offtopic notsure wellput wellsaid reread tocheck intro introduction discussion verbatim
    nachhoren nachlesen merken krass witzig lustig komisch seltsam klasse perfekt unsicher spater seufzt
    weint
    genial geniale bizarre etrange drole verif rappel soupire pleure revoir ojo raro curioso risa pendiente
    llora
    bellissimo bellissima strano rivedere approfondire piange otimo estranho conferir chora leuk raar
    vreemd prachtig
    checken lacht huilt mocne sprawdz dziwne fajne smieje skvele divne kul konstigt rart hieno outo
    kontrolli
    kontrolloi harika kontrol супер круто странно класс уточнить
"""
_JUDGED = """
    very quite rather totally sehr ganz ziemlich tres assez trop muy molto muito bastante heel erg zeer
    bardzo velmi mycket
    meget veldig erittain cok очень
    nice great good bad strong weak interesting important relevant irrelevant useful funny excellent true
    false correct
    wrong right yes no ok okay maybe sure here there above below later earlier already also again noise
    silence pause
    why what who when where how question answer example
    wichtig interessant spannend schon gut super toll stark richtig falsch ja nein hier dort oben unten oft
    immer wieder
    gleich beispiel
    important importante interessant interessante pertinent pertinente bien bon bonne beau belle fort forte
    oui non ici
    vrai faux encore souvent exemple pourquoi
    interesante relevante bueno buena bonito si aqui alli igual correcto falso siempre ejemplo
    rilevante bello bella buono buona bene qui giusto sbagliato spesso esempio
    muito bom boa certo errado sempre exemplo
    belangrijk goed mooi sterk nee hier juist fout vaak eens voorbeeld
"""
"""Words that judge: a note when they stand alone, and well within a code (``Good communication``)."""
_PROSE = """
    i you he she it we they me him us them myself my your our his her their mine ours this that these those
    is are was were am be been being has have had having do does did can could will would shall
    should may might must cannot let look add
    say says said saying think thinks thought seem seems sounds mean means talks mentions know knows
    really too
    ich du er sie es wir ihr mich mir dich dir ihn ihm uns euch mein meine dein sein seine unser das dies
    diese dieser
    dieses ist sind war waren bin hat haben hatte wird werden kann konnen soll sollte muss mussen sagt
    sagte meint
    je tu il elle nous vous ils elles moi toi mon ma mes notre votre leur lui ce cette ces cela ca est sont
    etait suis
    sommes etes ont avons avez doit devrait peut faut fait dit demander
    yo ella ellos ellas nosotros usted ustedes mi su sus esto eso esta este es son era fue hay tiene dice
    decir
    io lui lei noi voi loro mio mia suo sua questo questa quello sono era ha hanno dice
    eu ele ela nos eles elas meu minha seu sua isto isso foi tem disse diz
    ik jij hij zij wij mijn jouw zijn haar dit dat deze was heeft hebben zegt
    ja ty on ona my oni to jest sa byl byla ma mowi
    jag du han hon vi de det den ar hade sager jeg hun er sier siger
    я ты он она мы вы они это был была есть говорит
"""
_CONTRACTED = re.compile(
    r"\w+n['\u2019]t|(?:c|j|l|d|qu|n|s)['\u2019](?:est|ai|etait)|\w+['\u2019](?:m|re|ve|ll|d)", re.IGNORECASE
)
_CHINESE = re.compile(
    "重要|有趣|有意思|很好|不错|同意|赞同|确认|確認|核实|再问|追问|检查|听不清|聽不清|笑声|笑聲|引用|参见|见上|问一下|这里|這裡|注意"
    "|面白い|大事|要確認|聞き取れ|同感|賛成|引用|ここ|중요|흥미|확인|동의|인용|여기"
)
_SOUNDS = re.compile(r"(?:ha|he|hi|ho|lo?l|xd|h*m+|a+h+|o+h+|u+h+m*|e+h+m*){1,6}", re.IGNORECASE)
"""Laughter and hesitation, however long."""
_PARTS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


def plain(text: str) -> str:
    """Lower case, without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare)


def _set(words: str) -> frozenset[str]:
    return frozenset(plain(word) for word in words.split())


_NOTE_WORDS = _set(_NOTES)
_JUDGING_WORDS = _set(_JUDGED)
_PROSE_WORDS = _set(_PROSE)


def is_note(text: str) -> bool:
    """Whether one of the words is said to oneself or to a colleague: ``check audio``, ``wichtig``."""
    words = _words(text)
    if _CHINESE.search(text) or (not text.isupper() and any(map(_SOUNDS.fullmatch, words))):
        return True
    return any(word in _NOTE_WORDS for word in words)


def is_surely_note(text: str) -> bool:
    """Whether words are a note however often they come: all of them are, or one that is no judgement."""
    words = _words(text)
    if _CHINESE.search(text) or (words and all(word in _NOTE_WORDS for word in words)):
        return True
    return any(word in _NOTE_WORDS and word not in _JUDGING_WORDS for word in words)


def is_only_note(text: str) -> bool:
    """Whether words say nothing but a note, in parts or as one: ``follow-up``, ``double-check``."""
    words = _words(text)
    return bool(words) and (all(word in _NOTE_WORDS for word in words) or "".join(words) in _NOTE_WORDS)


def _words(text: str) -> list[str]:
    words = _PARTS.findall(plain(text))
    return ["".join(words)] if len(words) > 1 and "".join(words) in _NOTE_WORDS else words


def is_sentence(text: str) -> bool:
    """Whether words hold one of a sentence: ``we``, ``is``, ``soll``. IT and US are no pronouns."""
    words = _PARTS.findall(text)
    small = [plain(word) for word in words if len(word) == 1 or not word.isupper()]
    return any(word in _PROSE_WORDS or _CONTRACTED.fullmatch(word) for word in small)
