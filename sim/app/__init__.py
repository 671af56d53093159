"""The live page: `escalation app`, Streamlit and Plotly on 127.0.0.1, on top of what programs call; nothing below imports it.

=============== =======================================================================================================
`state`         what is chosen, and the same as the query of an address; without Streamlit
`subjects`      a lesson, a question or a scenario of one's own, with its bet and what its lever sets
`screws`        what else can be turned: mechanisms, parameters, keys of the scenario
`worlds`, `runs` worlds, run in processes that are kept; `remembering`: a bounded memory of them
`events`        events as they are said; `charts`: figures, from numbers; `taking`: files to take away
`session`       the state in a browser's session, and widgets tied to it
`frame`         what stands around every view, and what happens if one fails; `style.css`: its looks
`sitting`       a seat at the table, played again from its choices
`views/`        one module for each view
`page`          what Streamlit runs
`server`        how Streamlit is started: on this machine alone, telling nobody
=============== =======================================================================================================
"""
