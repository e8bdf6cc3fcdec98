"""`python -m cop`: everything at once, for `make run`."""

import gc
import os
import sys

import click

from cop.config import Config, ConfigError
from cop.core.console import StartError, configure_logging, say
from cop.core.start import require_folder, require_port


def main() -> int:
    """Start the site; return the exit code. What is in the way is one sentence."""
    if sys.argv[1:]:
        click.echo(
            "`python -m cop` takes no arguments: it starts the site. See `flask --app wsgi --help`.", err=True
        )
        return 2
    configure_logging()
    # Nothing here multiplies large matrices, and a thread pool for that is lost in a fork anyway.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        config = Config.from_env()
        say(f"Data folder: {config.data_dir}")
        require_folder(config.data_dir)
        address = require_port(config)
        # Not at the top: this takes seconds, and what is in the way should be told before.
        gc.disable()  # nothing of what is loaded ever goes away, and to look for it takes a sixth of the time
        from cop import serve
        from cop.app import create_app, job_types

        app = create_app(config)
        gc.enable()
        return serve.run(app, job_types(), address, say)
    except (ConfigError, StartError) as error:
        click.echo(f"Error: {error}", err=True)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
