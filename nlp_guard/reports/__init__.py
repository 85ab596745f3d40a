"""Investigation → html, json, terminal."""
