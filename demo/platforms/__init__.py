"""Stand-ins for the chat platforms, each with a page where a person chats as if they were there."""
