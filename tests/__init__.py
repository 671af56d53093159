"""Tests mirror the modules of `sim` and `calibration`."""
