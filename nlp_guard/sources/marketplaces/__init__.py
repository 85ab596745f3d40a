"""Chats of marketplaces: JD, Pinduoduo (Taobao and Tmall: `qianniu`)."""
