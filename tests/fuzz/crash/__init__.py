"""The crash matrix: runs stopped at every write, by signals, for want of room or rights; nothing may be lost, faked or left."""
