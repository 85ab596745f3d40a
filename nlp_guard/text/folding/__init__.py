"""The steps of de-cloaking; ``nlp_guard.text.fold`` is the front door."""
