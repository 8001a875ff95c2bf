"""Who wrote a comment, where Word knows: programs put a word in the place of a name they do not have.

``Author`` stands where a document was cleaned of personal data, in the language of that Word; ``Microsoft
Office User`` where nobody told the program a name. Such a word names no coder.
"""

from __future__ import annotations

import re

from ingest.formats.parts.docx.note_words import plain

_NAMES = """
    Author; Unknown Author; Unknown; Anonymous; User; Owner; Admin; Administrator; Default User;
    Microsoft Office User; Microsoft Account; Microsoft User; Windows User; Office User; Windows Account;
    Guest; Guest User; Reviewer; Your Name; Name; None; Unnamed; Mac User; LibreOffice User; Me; Verfasser;
    Verfasserin; Autor; Autorin; Unbekannter Autor; Unbekannt; Anonym; Benutzer; Besitzer;
    Microsoft Office-Benutzer; Microsoft Office-Anwender; Windows-Benutzer; Gast; Microsoft-Konto; Auteur;
    Auteur inconnu; Inconnu; Anonyme; Utilisateur; Utilisateur Microsoft Office; Utilisateur Windows;
    Compte Microsoft; Invité; Propriétaire; Utilisateur de Microsoft Office; Autor desconocido;
    Desconocido; Anónimo; Usuario; Usuario de Microsoft Office; Usuario de Windows; Cuenta Microsoft;
    Invitado; Autora; Autore; Autore sconosciuto; Sconosciuto; Anonimo; Utente; Utente di Microsoft Office;
    Utente Windows; Autor desconhecido; Desconhecido; Usuário; Usuário do Microsoft Office;
    Usuário do Windows; Utilizador; Utilizador do Microsoft Office; Conta da Microsoft; Onbekende auteur;
    Onbekend; Anoniem; Gebruiker; Microsoft Office-gebruiker; Windows-gebruiker; Nieznany autor;
    Użytkownik; Użytkownik pakietu Microsoft Office; Użytkownik systemu Windows; Neznámý autor; Uživatel;
    Uživatel Microsoft Office; Uživatel systému Windows; Författare; Okänd författare; Användare;
    Microsoft Office-användare; Windows-användare; Forfatter; Ukendt forfatter; Ukjent forfatter; Bruger;
    Bruker; Microsoft Office-bruger; Microsoft Office-bruker; Windows-bruger; Windows-bruker; Tekijä;
    Tuntematon tekijä; Käyttäjä; Microsoft Office -käyttäjä; Windows-käyttäjä; Yazar; Bilinmeyen Yazar;
    Kullanici; Microsoft Office Kullanicisi; Windows Kullanicisi; Автор; Неизвестный автор; Пользователь;
    Пользователь Microsoft Office; Пользователь Windows; 作者; 未知作者; 匿名; 用户; 使用者;
    Microsoft Office 用户; Microsoft Office 使用者; Windows 用户; Windows 使用者; 作成者; 不明な作成者;
    ユーザー; Microsoft Office ユーザー; Windows ユーザー; 만든 이; 작성자; 알 수 없는 작성자; 사용자;
    Microsoft Office 사용자; Windows 사용자
"""
_PLACEHOLDERS = frozenset(plain(" ".join(name.split())) for name in _NAMES.split(";"))
_ENDS = re.compile(r"[\s.]+$")


def named(author: str | None) -> str | None:
    """Return the name of who wrote a comment, or None for nobody's name."""
    if author is None or plain(_ENDS.sub("", " ".join(author.split()))) in _PLACEHOLDERS:
        return None
    return author
