"""Benchmarks: what the program takes, as ratios to what is possible. ``make bench`` runs them all."""
