"""``make screenshots``: every page as everyone sees it, in a folder to look through. Nothing is compared."""
