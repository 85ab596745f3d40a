"""Pictures of chats → conversations.

reading.py    the reader: picture → lines → layout → conversation
lines.py      a line of text in a picture; high pictures are read in pieces and joined
rapid_ocr.py  the recogniser
grounds.py    what colour a line stands on, and how far that colour reaches: bubbles
layout.py     lines → bubbles, nicks, times, notices, and what is no talk
panes.py      windows without bubbles: a line with nick and time, then words
wrapping.py   the lines of a bubble → its text
clocks.py     times as chat windows show them
moments.py    what those times mean, by the day the picture was taken
turns.py      layout → conversation: who is on which side
"""
