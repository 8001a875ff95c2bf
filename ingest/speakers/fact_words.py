"""Words that stand before a colon in prose, in lists and in the head of a file, where no person is meant."""

from __future__ import annotations

FACTS = frozenset(
    """
    note notes example warning hint tip summary update step listen look remember date time place location
    title tags duration recording recorder source sources abstract introduction conclusion motivation
    background context first second third finally result results figure table http https ps nb so and but
    because anyway basically question questions answers potential problem project interview study subject
    topic file audio transcript transcription language version page chapter part datum ort zeit dauer
    titel hinweis beispiel thema projekt aufnahme sprache anmerkung frage fazit ergebnis quelle lieu durée
    heure titre sujet projet langue remarque exemple attention fichier résumé conclusion fecha lugar hora
    duración título proyecto tema ejemplo nota idioma data luogo ora durata titolo progetto esempio tema
    data local hora duração título projeto exemplo from sent subject received gesendet betreff enviado
    asunto assunto envoyé objet reply problema problème pytanie uwaga przykład wniosek вопрос пример
    например вывод проблема итог тема дата время место приклад opmerking voorbeeld vraag probleem
    conclusie datum örnek soru sorun sonuç konu tarih saat yer pergunta observação questão pregunta
    conclusión observación domanda problema nota esempio conclusione مثال ملاحظة سؤال السؤال المشكلة
    النتيجة 例 注 問題 例えば 结论 问题 例如 比如 注意
    """.split()  # noqa: SIM905 - words read best as words
)
"""They begin or end a label: ``Interview date``."""

FIELDS = frozenset(
    """
    pro con pros cons advantage advantages disadvantage strengths weaknesses strength weakness
    opportunities threats added fixed changed removed deprecated security name names phone email e-mail
    address role age gender status width height depth size weight price cost speed colour color amount
    quantity total number decision action decisions actions agenda item minutes present absent apologies
    ingredients method serves definition theorem proof lemma claim reason cause effect goal goals risk
    risks todo done pending open closed info warn error debug fatal monday tuesday wednesday thursday
    friday saturday sunday january february march july september october november december montag dienstag
    mittwoch donnerstag freitag samstag sonntag januar februar märz juli oktober dezember lundi mardi
    mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado lunedì martedì
    mercoledì giovedì venerdì maandag dinsdag woensdag donderdag vrijdag zaterdag zondag poniedziałek
    wtorek środa czwartek piątek sobota niedziela понедельник вторник среда четверг пятница суббота
    воскресенье vorteil vorteile nachteil nachteile stärken schwächen beschluss aufgabe ziel ziele zutaten
    telefon adresse preis avantage avantages inconvénient inconvénients objectif ingrédients résultat
    résultats décision ventaja ventajas desventaja resultado resultados objetivo decisión vantaggi
    svantaggi risultato risultati obiettivo ingredienti vantagem desvantagem voordeel nadeel resultaat
    zaleta wada wynik плюс минус плюсы минусы результат решение avantaj dezavantaj sonuçlar
    setting settings actors reflection reflections impression impressions observation observations memo
    prompt probe mood weather beobachtung beobachtungen eindruck stimmung wetter relance météo humeur clima
    """.split()  # noqa: SIM905 - words read best as words
)
"""They are the whole label, for some are names, too: ``Anna Price``."""
