"""The kinds of input, a module each; a new one is a module here and a name in `KINDS`."""

from __future__ import annotations

from tests.fuzz.kinds import commands, events, links, manifests, parameters, posteriors, records, scenarios
from tests.fuzz.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND for module in (scenarios, parameters, records, links, manifests, events, posteriors, commands)
}
