"""The figures of a comparison, one module each; `sim.plots.write_figures` is the door."""
