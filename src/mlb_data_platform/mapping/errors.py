"""What can be wrong with a mapping file."""

from mlb_data_platform.errors import SetupError, YamlFileError


class MappingError(YamlFileError):
    """A mapping file does not say what it has to; it ships with us, so a person has to mend it."""

    exit_code = SetupError.exit_code
