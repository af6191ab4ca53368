"""``python -m xlreport``, and what the command ``xlreport`` runs."""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line."""
    try:
        # Not above: the processes that read files import this module too, and need no command line.
        from xlreport.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("已中断；没有写出任何文件。\n")
        sys.exit(_INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
