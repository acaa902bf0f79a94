"""What the demo company has written: help, error codes, devices, incidents, articles and titles."""
