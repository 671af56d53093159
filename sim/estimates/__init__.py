"""Effects of any folder: paired differences, their errors, what parameters and what luck have in them, month by month."""
