"""The database: tables, engine, full text, audit trail, migrations."""
