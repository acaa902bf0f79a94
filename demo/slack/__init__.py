"""A stand-in of Slack: its Web API, the events it sends, and a page where one writes as a member of the workspace."""
