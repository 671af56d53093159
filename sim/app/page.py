"""What Streamlit runs, from top to bottom, whenever somebody opens the page or touches something on it."""

from sim.app.frame import show

show()
