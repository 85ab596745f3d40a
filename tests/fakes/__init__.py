"""Small stand-ins and builders that several tests share."""
