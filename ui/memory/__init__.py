"""What visitors cost in memory, bounded in bytes.

One store of runs for all, and what to do when memory is short. Nothing here knows of Streamlit.
"""
