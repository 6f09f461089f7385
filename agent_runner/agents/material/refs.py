"""What a concept of a document is called: `<document_id>/<part>`, beside `<pack>/<concept-id>`."""

from __future__ import annotations

import re
from typing import Final

DOCUMENT_LEVEL: Final = 2
"""How advanced a part of a document is taken to be, of 1 to 5: nothing speaks for less or more."""
ANY_DOCUMENT: Final = "doc-"
"""How the id of every document begins."""
_REF: Final = re.compile(r"(?P<document>doc-[0-9a-f]+)/.+")


def is_of_document(ref: str) -> bool:
    """Whether a concept is a part of a document."""
    return _REF.fullmatch(ref) is not None


def document_in(ref: str) -> str | None:
    """The id of the document that a concept is a part of; None for a concept of a pack."""
    found = _REF.fullmatch(ref)
    return None if found is None else found["document"]
