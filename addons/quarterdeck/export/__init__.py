"""Lines of the deck log in the formats of others. Pure: a line and its place in, documents out; nothing is sent."""
