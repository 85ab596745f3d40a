"""Recording → Conversation: decode, voice activity, channels, recognisers, repair."""
