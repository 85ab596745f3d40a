"""Recordings, what their names tell, and what telephone systems wrote down about them."""
