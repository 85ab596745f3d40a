"""Network, detections and orders → Case: asks, exposure, clock, timeline, evidence."""
