"""Links in what a user shares: nothing reads any yet. A loader that does brings its strategy here, and a name in `KINDS`."""
