"""Pictures of chats → conversations.

reading.py    the reader: picture → lines → layout → conversation
lines.py      a line of text in a picture; high pictures are read in pieces and joined
rapid_ocr.py  the recogniser
grounds.py    what colour a line stands on, and how far that colour reaches
patches.py    grounds that hold text, and the pane they lie on
sides.py      left, right or middle
furniture.py  bars, marks and placeholders that nobody said; the window's title
headers.py    a line with nick and time
layout.py     windows with bubbles: bubbles, nicks, times, notices
panes.py      windows without bubbles: a header, then words
wrapping.py   the lines of a bubble → its text
clocks.py     times as windows show them, and what they mean by the day the picture was taken
parties.py    who is the shop, who is outside
turns.py      layout → conversation
"""
