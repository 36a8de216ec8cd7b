"""Time: the timetable, the metronome, and the functions that find what is due."""
