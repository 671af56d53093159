"""The calibration's figures: what fitting moved, whether forecasts are calibrated, how they score, which targets are met."""
