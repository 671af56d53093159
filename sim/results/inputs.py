"""What worlds were made from, in few hashes, and in words what of it is not the same any more.

=========== ==============================================================================================================
`code`      the hash of the rules: the simulator's own code (`sim.results.provenance.input_hashes`)
`record`    the hash of each file of the record
`libraries` the versions that numbers pass through
`posterior` the hash of the parameters of all worlds: draws or values, `--set` included
`scenario`  the name of the scenario, and the hash of its text
`seed`      the seed
=========== ==============================================================================================================

Blocks of a batch keep it beside their tables (`sim.results.checkpoints`); of a finished folder its manifest says it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import NAME, cut
from sim.results.provenance import input_hashes, made_with
from sim.scenario import Scenario

CODE, RECORD, LIBRARIES, POSTERIOR = "code", "record", "libraries", "posterior"
SCENARIO, SEED, BLOCKS = "scenario", "seed", "blocks"
COMMON = (CODE, RECORD, LIBRARIES, POSTERIOR)
"""What all worlds of a folder have in common."""
_RULES = "rules"
MOST_NAMES = 3
"""Files, libraries or scenarios that are named; of more it is said how many."""


def common_now(posterior: str) -> dict[str, Any]:
    """What all worlds made here and now have in common; `posterior` is the hash of their parameters."""
    return _common(input_hashes(), made_with(), posterior)


def common_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The same of the worlds of a finished folder, by its manifest."""
    return _common(manifest["inputs"], manifest["versions"], manifest["parameters"]["sha256"])


def inputs_of(scenario: Scenario, seed: int, posterior: str) -> dict[str, Any]:
    """All that worlds of a scenario and a seed, made here and now, are made from."""
    return {**common_now(posterior), SCENARIO: [scenario.name, text_hash(scenario)], SEED: seed}


def text_hash(scenario: Scenario) -> str:
    """Hash of a scenario's text, in which what it extends is resolved."""
    return hashlib.sha256(scenario.text.encode()).hexdigest()


def _common(inputs: Mapping[str, str], versions: Mapping[str, str], posterior: str) -> dict[str, Any]:
    record = {name: value for name, value in inputs.items() if name != _RULES}
    return {CODE: inputs.get(_RULES), RECORD: record, LIBRARIES: dict(versions), POSTERIOR: posterior}


# In words -------------------------------------------------------------------------------------------------------------------


def changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What of `COMMON` is not the same, in words: `record (incidents.csv)`."""
    words = []
    for kind in COMMON:
        if then.get(kind) != now.get(kind):
            before, after = then.get(kind), now.get(kind)
            mappings = isinstance(before, Mapping) and isinstance(after, Mapping)
            words.append(f"{kind} ({listed(_apart(before, after))})" if mappings else kind)  # type: ignore[arg-type]
    return words


def _apart(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))


def listed(names: Iterable[object]) -> str:
    """Names by comma, the first few and how many more."""
    every = [cut(str(name), NAME) for name in names]
    more = len(every) - MOST_NAMES
    return ", ".join(every[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def why_not(then: Mapping[str, Any], now: Mapping[str, Any], scenarios: Mapping[str, Iterable[str]], seeds: Iterable[int]) -> str:
    """Why a block that is there is none of a batch, in words.

    Parameters
    ----------
    then
        What it was made from; empty if it does not say.
    now
        What all blocks of the batch have in common.
    scenarios
        The hashes of the texts that each name stands for in the batch: of a sweep, several.
    seeds
        Those of the batch.
    """
    if not then:
        return "something that it does not say"
    words = changed(then, now)
    name, text = then[SCENARIO]
    if name not in scenarios:
        words.append(f"{SCENARIO} ({cut(name, NAME)} is not asked for)")
    elif text not in scenarios[name]:
        words.append(f"{SCENARIO} ({cut(name, NAME)})")
    if then[SEED] not in seeds:
        words.append(f"{SEED} ({then[SEED]}, now {listed(seeds)})")
    return ", ".join(words) or f"{BLOCKS} (other worlds or points)"


def told(reasons: Iterable[str]) -> str:
    """Reasons with how often each stands: `4 by code; 2 by seed (8, now 7)`."""
    counted = Counter(reasons).most_common()
    shown = "; ".join(f"{number} by {reason}" for reason, number in counted[:MOST_NAMES])
    return shown + (f"; and {len(counted) - MOST_NAMES} more reasons" if len(counted) > MOST_NAMES else "")
