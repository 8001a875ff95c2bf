"""Store what people code and decide."""
