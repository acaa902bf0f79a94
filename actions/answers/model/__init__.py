"""Wording open answers with a language model: every sentence passes the gate before anybody sees it."""
