"""A fuzzer of our own: inputs that nobody would write, and a matrix of ways to stop a run half-way, held against the promise."""
