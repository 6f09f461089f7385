"""The learner's own files: reading them, finding passages in them, and answering with citations."""
