"""The web apps as their pages speak, through the real proxy."""
