"""Lessons: a question for a class as data, the worlds behind it, and one file of HTML that needs nothing else."""
