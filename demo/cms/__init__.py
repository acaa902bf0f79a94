"""The content system of the demo company: members, titles, rights, views, articles and help."""
