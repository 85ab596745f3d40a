"""Pictures of invented chats, with what they show and where."""
