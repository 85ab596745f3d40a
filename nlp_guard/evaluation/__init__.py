"""Gold and predictions → figures with intervals."""
