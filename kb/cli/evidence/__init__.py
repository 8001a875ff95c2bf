"""Commands that list issues, fixes, codes and the quotes behind them."""
