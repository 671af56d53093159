"""The escalation simulator."""
