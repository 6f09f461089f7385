"""The learner's own material as the agents see it: a document, its parts, and citations of it."""

from agent_runner.agents.material.citing import Citation, CitedSentence, cited
from agent_runner.agents.material.deleted import (
    deletion_of,
    drop_made_of,
    erase_documents,
    forget_deletion,
    note_deletion,
)
from agent_runner.agents.material.documents import FILES, Material, document_of, material_of
from agent_runner.agents.material.kept import BANK_KEPT, drop_kept, keep, kept_of, parts_for
from agent_runner.agents.material.parts import Part, PartTerm, part_at, parts_of
from agent_runner.agents.material.refs import DOCUMENT_LEVEL, document_in, is_of_document
from agent_runner.agents.material.terms import Term, terms_of

__all__ = [
    "BANK_KEPT",
    "DOCUMENT_LEVEL",
    "FILES",
    "Citation",
    "CitedSentence",
    "Material",
    "Part",
    "PartTerm",
    "Term",
    "cited",
    "deletion_of",
    "document_in",
    "document_of",
    "drop_kept",
    "drop_made_of",
    "erase_documents",
    "forget_deletion",
    "is_of_document",
    "keep",
    "kept_of",
    "material_of",
    "note_deletion",
    "part_at",
    "parts_for",
    "parts_of",
    "terms_of",
]
