"""Every error WenBao raises for something a person can mend.

    WenBaoError
    ├── ConfigError            a setting that cannot be used
    ├── ArchiveError           an archive that is missing, unwritable, of another format, damaged
    │   └── MismatchError      an archive made with another model, tokenizer or kind of text
    ├── PageError              one page file that cannot be read
    ├── QuestionError          a question that cannot be asked (too long)
    ├── FeedbackError          readers' votes that cannot be kept or read
    └── GeneratorError         a language model that does not answer, or not in time

A message is one line: what happened, with the value, where, and what to do. Command lines print it
without a traceback and exit 1; a wrong call in our own code is a plain `ValueError`.
"""


class WenBaoError(Exception):
    """Base of all errors meant for a person to read."""


class ConfigError(WenBaoError):
    """A setting has a value that cannot be used."""


class ArchiveError(WenBaoError):
    """An archive directory that cannot be opened, written or trusted."""


class MismatchError(ArchiveError):
    """An archive built with other settings than those in force."""


class PageError(WenBaoError):
    """One page file that cannot be read as text."""


class QuestionError(WenBaoError):
    """A question that cannot be asked, such as one that is too long."""


class FeedbackError(WenBaoError):
    """The file of readers' votes cannot be read or written."""


class GeneratorError(WenBaoError):
    """A language model that cannot be reached, fails, falls silent or says nothing."""
