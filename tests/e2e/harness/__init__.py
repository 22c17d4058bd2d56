"""Origins, clients and process control for the end-to-end and evasion tests. Nothing here leaves the machine."""
