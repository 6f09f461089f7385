"""What is kept about learners: one port, and what implements it."""
