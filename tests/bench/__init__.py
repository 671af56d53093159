"""The bench: what a day costs here, in a plain Mesa model of the same rules, and in another checkout of the project."""
