"""What all of Meta's channels share: signed webhooks, the Graph API and its failures."""
