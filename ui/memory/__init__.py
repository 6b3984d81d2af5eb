"""What visitors cost in memory, bounded in bytes: one store of runs for all, and what to do when
memory is short. Nothing here knows of Streamlit."""
