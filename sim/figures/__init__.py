"""The figures of a comparison, one module each; `sim.figures.write.write_figures` is what to call."""
