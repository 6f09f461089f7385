"""What holds for every Python test."""

from hypothesis import settings

# A busy machine is no defect of the code: how long one example takes decides nothing.
settings.register_profile("default-without-deadline", deadline=None)
settings.load_profile("default-without-deadline")
