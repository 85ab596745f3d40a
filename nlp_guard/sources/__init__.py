"""File → Conversation, Recording, Order or ShopFacts: one real-world format a file."""
