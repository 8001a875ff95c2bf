"""Taguette: its projects (SQLite), its lists of highlights (CSV, XLSX) and its codebooks (CSV, XLSX)."""
