"""The gate: a model's sentence reaches a customer only if the facts bear it out."""

from actions.answers.gate.judge import Gate, judge
from actions.answers.gate.model import Code, Decision, Vocabulary

__all__ = ["Code", "Decision", "Gate", "Vocabulary", "judge"]
