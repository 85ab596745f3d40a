"""Chats of messengers: WhatsApp, LINE, Telegram, WeCom."""
