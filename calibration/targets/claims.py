"""The 26 claims of the founding documents: what carries each in the rules, what tests it (`calibration/targets/claims.yaml`)."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated

from pydantic import Field

from calibration.targets.targets import load_targets
from sim.errors import unknown
from sim.parameters import load_parameters
from sim.record.strict import Strict, read_model, wrong

CLAIMS = Path(__file__).with_name("claims.yaml")
Word = Annotated[str, Field(min_length=1)]


class Claim(Strict):
    """One thing that a founding document says happened or works so.

    Attributes
    ----------
    id
        Its number.
    document
        Date and title of the document.
    claim
        What it says, in our words.
    weights
        Full names of the parameters of the terms that carry it.
    targets
        Documented patterns that test it.
    see
        A command that shows it; empty where there is nothing to show.
    lacks
        What is missing; empty if nothing is.
    """

    id: Annotated[int, Field(ge=1)]
    document: Word
    claim: Word
    weights: tuple[Word, ...]
    targets: tuple[Word, ...] = ()
    see: str
    lacks: str

    @property
    def is_absent(self) -> bool:
        """Whether no rule carries it and no target tests it."""
        return not self.weights and not self.targets


class Claims(Strict):
    """The whole file."""

    claims: tuple[Claim, ...]


@functools.cache
def load_claims(path: Path = CLAIMS) -> tuple[Claim, ...]:
    """Read and check the claims; a `RecordError` names file, line, key and what is allowed."""
    found, document = read_model(path, Claims)
    targets, parameters = [target.id for target in load_targets().targets], load_parameters().names
    for index, claim in enumerate(found.claims):
        if claim.id != index + 1:
            raise wrong(document, ("claims", index, "id"), f"claim {claim.id} stands at place {index + 1}; allowed: in order")
        for key, names, allowed in (("weights", claim.weights, parameters), ("targets", claim.targets, targets)):
            for name in names:
                if name not in allowed:
                    raise wrong(document, ("claims", index, key), unknown(key.removesuffix("s"), name, allowed))
    return found.claims
