"""Words, sentences and languages of texts in any script; no file and no network.

Names of topics are compared by `agent_runner.core.tokens`, which folds words and stems nothing but
English plurals; here is what a search over whole documents needs.
"""

from agent_runner.core.text.languages import UNKNOWN, language
from agent_runner.core.text.sentences import Sentence, sentences
from agent_runner.core.text.terms import question_terms, terms

__all__ = ["UNKNOWN", "Sentence", "language", "question_terms", "sentences", "terms"]
