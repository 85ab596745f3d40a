"""One picture a file: hand-made SVG that follows theme and language of the page."""
