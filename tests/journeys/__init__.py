"""A person's whole job, through the real windows or the command line."""
