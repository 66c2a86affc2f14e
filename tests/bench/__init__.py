"""``make bench``: what the live layer costs, against others. ``docs/performance.md`` says how to read it."""
