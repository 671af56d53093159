"""Front names: names that a group may claim an attack under, so that its author stays deniable.

Four of them appear in the record from March 2020 on; in the campaign of 2023-24 groups claim under one umbrella, the Islamic
Resistance in Iraq.
"""

from __future__ import annotations

FRONT_NAMES = ("usbat_al_thairin", "ashab_al_kahf", "qasim_al_jabbarin", "saraya_awliya_al_dam")
UMBRELLA = "islamic_resistance_in_iraq"
CLAIM_NAMES = ("", *FRONT_NAMES, UMBRELLA)
"""What a claim's number means; 0 is no claim."""
