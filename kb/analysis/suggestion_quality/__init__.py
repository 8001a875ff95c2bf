"""How good suggestions are: rankings, chosen pairs and presence against what people coded."""
