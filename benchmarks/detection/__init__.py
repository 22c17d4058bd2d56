"""Precision, recall and speed of detection on texts made up from what vendors and standards document.

Nothing here reads rules/ in order to make a text: what is looked for must not know what looks for it.
"""
