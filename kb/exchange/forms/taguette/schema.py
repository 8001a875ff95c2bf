"""The tables of Taguette's database, version 1.5, as its program makes them."""

from __future__ import annotations

REVISION = "db5e31a0233d"
"""The migration of Taguette after which the tables are these; a newer Taguette brings them up to date."""
_TABLES = {
    "users": "login VARCHAR(30) NOT NULL, created DATETIME NOT NULL, hashed_password VARCHAR(192), "
    "disabled BOOLEAN NOT NULL, password_set_date DATETIME, language VARCHAR(10), email VARCHAR(256), "
    "email_sent DATETIME, CONSTRAINT pk_users PRIMARY KEY (login)",
    "projects": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL, "
    "description TEXT NOT NULL, created DATETIME NOT NULL",
    "project_members": "project_id INTEGER NOT NULL, user_login VARCHAR(30) NOT NULL, "
    "privileges VARCHAR(11) NOT NULL, "
    "CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_login), "
    "CONSTRAINT fk_project_members_project_id_projects FOREIGN KEY(project_id) "
    "REFERENCES projects (id) ON DELETE CASCADE, "
    "CONSTRAINT fk_project_members_user_login_users FOREIGN KEY(user_login) "
    "REFERENCES users (login) ON DELETE CASCADE ON UPDATE CASCADE",
    "documents": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL, "
    "description TEXT NOT NULL, filename VARCHAR(200) NOT NULL, created DATETIME NOT NULL, "
    "project_id INTEGER NOT NULL, text_direction VARCHAR(13) NOT NULL, contents TEXT NOT NULL, "
    "CONSTRAINT fk_documents_project_id_projects FOREIGN KEY(project_id) "
    "REFERENCES projects (id) ON DELETE CASCADE",
    "commands": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, date DATETIME NOT NULL, "
    "user_login VARCHAR(30) NOT NULL, project_id INTEGER NOT NULL, document_id INTEGER, "
    "payload TEXT NOT NULL, "
    "CONSTRAINT fk_commands_user_login_users FOREIGN KEY(user_login) "
    "REFERENCES users (login) ON UPDATE CASCADE, "
    "CONSTRAINT fk_commands_project_id_projects FOREIGN KEY(project_id) "
    "REFERENCES projects (id) ON DELETE CASCADE",
    "tags": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, "
    "path VARCHAR(200) NOT NULL, description TEXT NOT NULL, "
    "CONSTRAINT uq_tags_project_id UNIQUE (project_id, path), "
    "CONSTRAINT fk_tags_project_id_projects FOREIGN KEY(project_id) "
    "REFERENCES projects (id) ON DELETE CASCADE",
    "highlights": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL, "
    "start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, snippet TEXT NOT NULL, "
    "CONSTRAINT fk_highlights_document_id_documents FOREIGN KEY(document_id) "
    "REFERENCES documents (id) ON DELETE CASCADE",
    "highlight_tags": "highlight_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, "
    "CONSTRAINT pk_highlight_tags PRIMARY KEY (highlight_id, tag_id), "
    "CONSTRAINT fk_highlight_tags_highlight_id_highlights FOREIGN KEY(highlight_id) "
    "REFERENCES highlights (id) ON DELETE CASCADE, "
    "CONSTRAINT fk_highlight_tags_tag_id_tags FOREIGN KEY(tag_id) REFERENCES tags (id) ON DELETE CASCADE",
    "alembic_version": "version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)",
}
_INDEXES = {
    "ix_project_members_project_id": "project_members (project_id)",
    "ix_project_members_user_login": "project_members (user_login)",
    "ix_documents_project_id": "documents (project_id)",
    "idx_project_document": "commands (project_id, document_id)",
    "idx_project_id": "commands (project_id, id)",
    "ix_commands_date": "commands (date)",
    "ix_commands_document_id": "commands (document_id)",
    "ix_commands_project_id": "commands (project_id)",
    "ix_commands_user_login": "commands (user_login)",
    "ix_tags_path": "tags (path)",
    "ix_tags_project_id": "tags (project_id)",
    "ix_highlights_document_id": "highlights (document_id)",
    "ix_highlight_tags_highlight_id": "highlight_tags (highlight_id)",
    "ix_highlight_tags_tag_id": "highlight_tags (tag_id)",
}

SCHEMA = (
    *(f"CREATE TABLE {name} ({columns})" for name, columns in _TABLES.items()),
    "CREATE UNIQUE INDEX ix_users_email ON users (email)",
    *(f"CREATE INDEX {name} ON {of}" for name, of in _INDEXES.items()),
)
