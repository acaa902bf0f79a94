"""A demo media company, Northlight: its databases, its website and what its back office does."""
