"""Order reports: a reader for each platform's, and what all of them share."""
