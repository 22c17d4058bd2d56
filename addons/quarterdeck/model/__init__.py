"""The vocabulary: frozen values that every layer shares and none of which does any I/O."""
