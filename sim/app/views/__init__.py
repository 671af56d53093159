"""The views of the page: each a module with `show(state)`, which draws it."""
