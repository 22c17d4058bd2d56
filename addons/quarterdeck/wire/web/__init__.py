"""The web apps' own formats, one file each. They change without notice: what no longer fits is opaque."""
