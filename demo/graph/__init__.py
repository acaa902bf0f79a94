"""A stand-in for Meta's Graph API and Messenger, with the documented shapes, limits and errors."""
