"""Every error this package raises on purpose.

    NlpGuardError
    ├── InputError(path, line)            something handed in cannot be read
    │   ├── UnsupportedFormat             no reader knows this content
    │   ├── CorruptRecord                 a known format, broken at a known place
    │   ├── AudioError                    a recording that cannot be decoded
    │   └── DeliveryRefused(is_forged)    a delivery to the service that is not taken in
    ├── ConfigError(key)                  a setting that is unknown or out of range
    ├── ModelError(model)                 weights
    │   ├── ModelMissing                  not here, and no source gave them
    │   └── ModelMismatch(expected, found)  here, but not the file the card names
    └── PluginError(group, name)          an entry point that does not load or does not fit

A message says what, where, what was found and what to do. It never contains what a buyer said,
nor a buyer's identifiers. Wrong arguments stay ``ValueError`` and ``TypeError``.
"""


class NlpGuardError(Exception):
    """Any failure this package foresees."""


class InputError(NlpGuardError):
    """Something handed in cannot be read.

    Args:
        reason: What is wrong and what to do, in one sentence.
        path: The file, as the user named it.
        line: The line (from 1) where reading stopped, where that is known.

    Example:
        >>> str(InputError("empty file", path="chats/a.txt"))
        'chats/a.txt: empty file'
        >>> str(InputError("12 columns, 40 expected", path="orders.csv", line=7))
        'orders.csv:7: 12 columns, 40 expected'
    """

    def __init__(self, reason: str, *, path: str = "", line: int | None = None) -> None:
        self.reason = reason
        self.path = path
        self.line = line
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {reason}" if where else reason)


class UnsupportedFormat(InputError):
    """No reader knows this content."""


class CorruptRecord(InputError):
    """The format is known and the content breaks its rules."""


class AudioError(InputError):
    """A recording that cannot be decoded."""


class DeliveryRefused(InputError):
    """A delivery to the service that is not taken in.

    Args:
        reason: What is wrong with it.
        is_forged: True where it does not prove that it comes from whom it says.
    """

    def __init__(self, reason: str, *, is_forged: bool = False) -> None:
        self.is_forged = is_forged
        super().__init__(reason)


class ConfigError(NlpGuardError):
    """A setting that is unknown or out of range.

    Example:
        >>> str(ConfigError("signals.treshold", "unknown key; did you mean 'threshold'?"))
        "signals.treshold: unknown key; did you mean 'threshold'?"
    """

    def __init__(self, key: str, reason: str) -> None:
        self.key = key
        self.reason = reason
        super().__init__(f"{key}: {reason}")


class ModelError(NlpGuardError):
    """Weights are missing or wrong."""

    def __init__(self, model: str, reason: str) -> None:
        self.model = model
        self.reason = reason
        super().__init__(f"model {model}: {reason}")


class ModelMissing(ModelError):
    """The weights are not here, and no source named in the card gave them."""


class ModelMismatch(ModelError):
    """A weight file whose content is not what the card names."""

    def __init__(self, model: str, file: str, *, expected: str, found: str) -> None:
        self.file = file
        self.expected = expected
        self.found = found
        super().__init__(
            model,
            f"{file} has sha256 {found}, the card names {expected}; "
            f"delete it and run 'nlp-guard models fetch {model}'",
        )


class PluginError(NlpGuardError):
    """An entry point that does not load, or does not fit its protocol."""

    def __init__(self, group: str, name: str, reason: str) -> None:
        self.group = group
        self.name = name
        self.reason = reason
        super().__init__(f"plugin {name} in {group}: {reason}")
