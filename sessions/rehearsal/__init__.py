"""A whole conference played by simulated people who use only what a browser uses."""
