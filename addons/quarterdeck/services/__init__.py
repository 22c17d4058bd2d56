"""Which AI service, model, maker or artifact is this? The catalogue and what is read off names and paths."""
