"""WeChat chats as the tools of third parties export them: tables, JSON and text."""
