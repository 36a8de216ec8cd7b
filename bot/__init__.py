"""The Telegram kit and the wiring. Knows Telegram; knows no flow of the clinic."""
