"""The clinic: tables, forms, rules and verbs. Knows no Telegram, no asyncio and no wording."""
