"""Sweeps: one scenario at the points of a design over parameters and levers, the same worlds and luck at every point."""
