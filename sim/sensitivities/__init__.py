"""What drives an answer: variance split, indices of groups of parameters, doubted terms, priors and reporting varied."""
