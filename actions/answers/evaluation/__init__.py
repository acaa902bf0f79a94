"""Measuring open answers: many questions to the company's own data, worded by nobody, a model, or liars."""
