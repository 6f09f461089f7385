"""Language models: one port, and what implements it."""
