"""``python -m xlreport``, and what the command ``xlreport`` runs."""

import sys

_INTERRUPTED = 130
_SAID = "已中断；没有写出任何文件。"


def main() -> None:
    """Run the command line."""
    try:
        # Not above: the processes that read files import this module too, and need no command line.
        from xlreport.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write(f"{_SAID}\n")
        if "--json" in sys.argv:
            told = f'{{"exit": {_INTERRUPTED}, "reason": "{_SAID}", "refusal": ""}}\n'
            sys.stdout.buffer.write(told.encode())
        sys.exit(_INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
