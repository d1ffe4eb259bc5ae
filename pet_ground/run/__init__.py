"""How stages are run: jobs, resuming, Dask, progress."""
