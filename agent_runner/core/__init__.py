"""The algorithms that the agents share: pure, deterministic, without I/O and without a model."""
