"""A catalog that moves to a server and back; skipped where no PostgreSQL is installed."""

from __future__ import annotations

from pathlib import Path

from tools.torture import catalogs, servers
from tools.torture.kills.victims import Ack, Victim, catalog_in


def victims() -> list[Victim]:
    """To a server, and back into a file."""
    return [
        Victim("move to a server", _coded, _to_server, _on_server, skipped=servers.why_not),
        Victim("move into a file", _with_server, _to_file, skipped=servers.why_not),
    ]


def _coded(folder: Path) -> None:
    catalogs.coded(folder)


def _to_server(folder: Path, ack: Ack) -> None:
    from kb.store.recovery.move import move  # noqa: PLC0415  only where there is a server

    move(str(catalog_in(folder)), servers.database_of(folder))
    ack()


def _on_server(folder: Path) -> str:
    return servers.state(servers.database_of(folder))


def _with_server(folder: Path) -> None:
    catalogs.coded(folder)
    _to_server(folder, lambda: None)
    for file in folder.glob("catalog.db*"):
        file.unlink()
    (folder / "from").write_text(servers.database_of(folder), "utf-8")


def _to_file(folder: Path, ack: Ack) -> None:
    from kb.store.recovery.move import move  # noqa: PLC0415

    move((folder / "from").read_text("utf-8"), str(catalog_in(folder)))
    ack()
