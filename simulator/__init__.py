"""A Telegram in a box: a strict Bot API server, phones, faults and a clock that can be moved."""
