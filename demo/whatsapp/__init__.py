"""A stand-in for WhatsApp's Cloud API, to chat as somebody with WhatsApp on their phone."""
