"""What each kind of audience sees: the data of its region, and nothing more. One file an audience."""
