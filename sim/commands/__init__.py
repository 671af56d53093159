"""The commands of `escalation`: one module each, imported when the command is called or its own help is asked for."""

COMMANDS = (
    ("run", "Simulate one scenario in many worlds.", "sim.commands.run:run"),
    (
        "compare",
        "Run scenarios in the same worlds; the first is the reference. Effects with 90 % intervals, figures, a report.",
        "sim.commands.compare:compare",
    ),
    (
        "batch",
        "Run many scenarios in many worlds into one folder, each over its own span. Stopped half-way, the same command goes on.",
        "sim.commands.batch:batch",
    ),
    (
        "sweep",
        "Run one scenario at many points of parameters and levers, with the same worlds and luck at every point.",
        "sim.commands.sweep:sweep",
    ),
    (
        "effects",
        "Say what the effects in a folder are and how sure: means, errors, what is luck and what parameters, month by month.",
        "sim.commands.effects:effects",
    ),
    (
        "sensitivity",
        "Say what drives the answer: how much is chance, parameters, rule variants; which groups, terms and priors move it.",
        "sim.commands.sensitivity:sensitivity",
    ),
    ("scenarios", "List the scenarios with their questions.", "sim.commands.scenarios:scenarios"),
    (
        "validate",
        "Check scenario files: one line for everything that is wrong in them, exit code 2 if anything is.",
        "sim.commands.scenarios:validate",
    ),
    ("schema", "Print the JSON Schema of scenario files, for editors.", "sim.commands.scenarios:schema"),
    ("record", "Filter, count, export and cite the documented incidents.", "sim.commands.record:record"),
    (
        "rules",
        "Print the rule table: what each actor may do, what moves it and what holds it back, and who says so.",
        "sim.commands.rules:rules",
    ),
    (
        "explain",
        "Say why an event happened: its cause, that one's cause and so on, what held back, and how sure all this is.",
        "sim.commands.explain:explain",
    ),
    (
        "causes",
        "Say what acts came from: documented ones, with how many of them sources say answered another; or those of a run.",
        "sim.commands.causes:causes",
    ),
    (
        "lesson",
        "Write a lesson as one file of HTML that opens on any phone, without a network; without a name, list them.",
        "sim.commands.lesson:lesson",
    ),
    (
        "app",
        "Serve the live page on 127.0.0.1: bet, move levers, see what came of it, play worlds, ask why. Ctrl-C ends it.",
        "sim.commands.app:app",
    ),
    (
        "seat",
        "Take a seat at the table: decide for one actor, see what comes of it, be debriefed; without a name, list the seats.",
        "sim.commands.seat:seat",
    ),
    (
        "reproduce",
        "Compare the files on disk with their manifest, run again, and compare once more; name every file that is not the same.",
        "sim.commands.reproduce:reproduce",
    ),
)
"""Name, one sentence for the list, and `module:function`; the sentence is the first of the function's docstring."""
