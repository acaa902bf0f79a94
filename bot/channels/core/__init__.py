"""The durable core that every channel shares: inbox, one conversation at a time, outbox."""
