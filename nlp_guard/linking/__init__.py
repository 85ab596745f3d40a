"""Orders and detections → Network: mentions, comparisons, match weights, clusters, bursts."""
