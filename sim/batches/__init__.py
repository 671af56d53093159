"""Batches: scenarios, sweeps and seeds in one plan of tasks, resumable, and in one folder to which more can be added."""
