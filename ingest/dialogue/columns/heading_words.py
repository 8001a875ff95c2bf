"""Words that head the columns of a transcript in a table, in lower case and without accents.

English, German, French, Spanish, Catalan, Italian, Portuguese, Romanian, Dutch, Polish, Czech, Slovak,
Croatian, Hungarian, Swedish, Norwegian, Danish, Finnish, Turkish, Greek, Russian, Ukrainian, Arabic, Hebrew,
Indonesian, Chinese, Japanese, Korean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

Role = Literal["codes", "coder", "end", "time", "speaker", "number", "text"]
"""What a column of a transcript holds; ``time`` is when the words begin, or the span of both times."""

_WORDS: Mapping[Role, str] = {
    "codes": """
        code codes coding codings coded
        kode kodes kodierung kodierungen codierung codierungen schlagwort schlagworte
        codage codages codification
        codigo codigos codificacion
        codice codici codifica codifiche codificacao
        codering coderingen kod kody kodowanie kodovani
        koder kodning kodninger koodi koodit koodaus kodlar kodlama
        код коды кодирование 编码 代码 編碼 編碼 コード コーディング 코드 코딩
        kodok kodovi kodova coduri codis codi коди κωδικος κωδικοι الرمز الرموز الترميز קוד קודים kode
    """,
    "coder": """
        coder coders rater kodierer kodiererin codierer codiererin codeur codeuse codificador codificadora
        codificatore codificatrice
    """,
    "end": """
        end ends stop stops until to out finish
        ende bis schluss fin fine fim einde koniec konec slut loppu bitis конец 结束 結束 終了 끝 종료
        vege kraj sfarsit τελος кінець النهاية סוף akhir selesai
    """,
    "time": """
        time times timestamp timestamps timecode timecodes tc start starts begin begins beginning from in
        timespan span onset position offset
        zeit zeiten zeitmarke zeitmarken zeitstempel zeitspanne zeitraum anfang beginn von uhrzeit
        temps heure horodatage minutage debut tiempo hora tempo tempi inicio inizio minuto marca
        tijd tijdstip tijdcode begin czas poczatek cas zacatek tid tidspunkt tidsstempel borjan aika alku
        zaman baslangic
        время начало таймкод 时间 時間 开始 開始 起始 时间戳 時刻 タイムコード 시간 시작
        ido idopont kezdet vrijeme vreme pocetak timp inceput χρονος ωρα εναρξη αρχη час початок الوقت
        الزمن البداية זמן שעה התחלה waktu mulai
    """,
    "speaker": """
        speaker speakers speakername name names person persons who
        voice participant actor role talker tier spk speakerid
        sprecher sprecherin sprecherinnen sprechende sprechender wer rolle teilnehmer teilnehmerin redner
        rednerin
        locuteur locutrice locuteurs interlocuteur interlocutrice intervenant intervenante personne qui nom
        prenom participante
        hablante hablantes orador oradora interlocutor interlocutora persona quien nombre
        parlante oratore interlocutore interlocutrice chi nome partecipante falante falantes pessoa quem
        spreker naam persoon wie deelnemer mowca osoba kto rozmowca uczestnik mluvci ucastnik jmeno
        talare taler deltagare deltager deltaker navn namn puhuja nimi osallistuja konusmaci konusan kisi
        спикер говорящии участник имя кто 说话人 說話人 发言人 發言人 讲话人 发言者 姓名 话者 話者 話し手
        発話者 発言者 名前 화자 발화자 이름
        beszelo nev govornik osoba hovoriaci hovorca vorbitor parlant ομιλητης ομιλητρια ονομα спікер
        мовець учасник الاسم المتحدث المتكلم דובר דוברת שם pembicara nama
    """,
    "number": """
        nr no num number id index idx line lines row turn seq sequence segment paragraph paragraphs para
        item
        nummer lfdnr lfd zeile zeilen absatz absatze numero ligne lignes tour paragraphe linea parrafo
        numeri riga paragrafo
        linha regel numer lp cislo c radek rad rivi sira номер строка абзац 编号 序号 編號 行号 行番号 番号
        号 번호 순번
        sorszam szam broj redni cislo numar αριθμος рядок رقم מספר nomor
    """,
    "text": """
        text texts content contents original transcript transcripts transcription utterance utterances
        sentence sentences words speech statement
        statements dialogue dialog verbatim said caption subtitle body turntext quote quotes message
        passage excerpt
        was inhalt wortlaut ausserung aeusserung ausserungen gesagtes transkript transkription gesprach zitat
        aussage redebeitrag beitrag
        texte contenu propos discours parole paroles enonce enonces verbatims extrait citation
        texto contenido transcripcion enunciado dialogo habla intervencion cita
        testo contenuto trascrizione enunciato discorso citazione conteudo transcricao fala falas
        tekst inhoud uitspraak transcriptie uiting tresc wypowiedz transkrypcja obsah vypoved prepis
        innehall yttrande utsagn indhold ytring utskrift teksti sisalto puhe metin icerik konusma
        текст содержание реплика высказывание речь расшифровка 内容 內容 文本 文字 话语 話語 转录 逐字稿
        発話 発言 本文 テキスト 내용 텍스트 발화 전사
        szoveg tartalom tekst sadrzaj obsah vypoved continut κειμενο περιεχομενο текст зміст النص الكلام
        טקסט תוכן teks isi
    """,
}
_CATEGORIES = frozenset(
    """
    category categories theme themes tag tags node nodes label labels subcode subcodes
    kategorie kategorien thema themen unterkategorie
    categorie categories theme themes noeud noeuds etiquette etiquettes
    categoria categorias tema temas etiqueta etiquetas categorie temi
    thema's kategoria kategorie kategorier emneord kategoriat luokka etiket
    категория категории тема темы 类别 主题 主題 標籤 标签 カテゴリ カテゴリー テーマ 범주 주제
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words for codes in some studies, and for other things (a topic of the guide) in others."""

_ASIDES = frozenset(
    """
    topic topics subject sujet sujets asunto argomento onderwerp question questions frage fragen
    note notes comment comments memo memos remark remarks annotation annotations translation description
    definition summary reflection paraphrase paraphrases interpretation generalisation generalization
    reduction
    notiz notizen kommentar kommentare anmerkung anmerkungen bemerkung bemerkungen ubersetzung beschreibung
    zusammenfassung paraphrasen generalisierung reduktion deutung
    commentaire commentaires remarque remarques traduction resume nota notas comentario comentarios
    traduccion resumen
    commento commenti osservazioni traduzione traducao resumo opmerking opmerkingen vertaling uwagi
    komentarz tlumaczenie poznamka preklad
    anteckning oversattning oversaettelse oversettelse huomautus kaannos not yorum ceviri
    заметка заметки комментарий перевод 备注 備註 注释 评论 翻译 翻譯 メモ 備考 コメント 翻訳 訳 메모 비고
    번역
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words for what stands beside the talk and is not said."""

_FILLERS = frozenset(
    """
    of the a in and or for per hh mm ss ms s sec secs seconds min mins minute minutes h frames msec
    milliseconds code
    der die das des im und oder sekunden minuten de la le les du des et el los y del il e o do da media
    audio video
    interview full initial first open applied assigned
    """.split()  # noqa: SIM905 - words read best as words
)
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_PARTS = re.compile(r"[^\W\d_]+")
_ORDER: tuple[Role, ...] = ("coder", "codes", "end", "time", "speaker", "number", "text")
_SIGNS = frozenset({"#", "№", "n°", "nº", "N°", "Nº"})
_LETTERS = str.maketrans({"\u0131": "i", "\u0142": "l", "\u00f8": "o"})
"""Letters with a stroke or without a dot, which Unicode does not take apart."""

_TIMED = frozenset({"time code", "time codes"})


_LONGEST = 400
"""Letters beyond which nothing heads a column."""


def role_of(heading: str) -> Role | None:
    """Return what a column with this heading holds: ``Start Time``, ``Sprecher*in``, ``Codes (2nd)``."""
    if len(heading) > _LONGEST:
        return None
    if heading.strip() in _SIGNS:
        return "number"
    words = _plain(_BRACKETS.sub(" ", heading))
    if " ".join(words) in _TIMED:
        return "time"
    known = [_ROLES[word] for word in words if word in _ROLES]
    if not known or any(word not in _ROLES and word not in _FILLERS for word in words):
        return None
    return next((role for role in _ORDER if any(role in roles for roles in known)), None)


def is_category(heading: str) -> bool:
    """Whether a column with this heading may hold codes: ``Theme``, ``Kategorie``, ``Tags``."""
    return _holds(_PLAIN_CATEGORIES, heading)


def is_aside(heading: str) -> bool:
    """Whether a column with this heading holds what nobody says here: ``Notes``, ``Translation``."""
    return is_category(heading) or _holds(_PLAIN_ASIDES, heading)


def _holds(known: frozenset[str], heading: str) -> bool:
    words = _plain(_BRACKETS.sub(" ", heading)) if len(heading) <= _LONGEST else []
    return any(word in known for word in words) and all(word in known or word in _FILLERS for word in words)


def _plain(heading: str) -> list[str]:
    """Lower case, no accents, the other gender off: ``Sprecher*in`` is ``sprecher``."""
    one = re.sub(r"(?<=\w)[*:_/·](?:innen|in|e|r|trice|rice)\b", "", heading.casefold())
    letters = unicodedata.normalize("NFKD", one.translate(_LETTERS))
    letters = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return _PARTS.findall(unicodedata.normalize("NFC", letters))


_ROLES: dict[str, set[Role]] = {}
for _role, _words in _WORDS.items():
    for _word in _words.split():
        _ROLES.setdefault("".join(_plain(_word)), set()).add(_role)

_PLAIN_CATEGORIES = frozenset("".join(_plain(word)) for word in _CATEGORIES)
_PLAIN_ASIDES = frozenset("".join(_plain(word)) for word in _ASIDES)
