"""``python -m xlreport``, and what the command ``xlreport`` runs."""


def main() -> None:
    """Run the command line."""
    # Not above: the processes that read files import this module too, and need no command line.
    from xlreport.cli import main as run

    run()


if __name__ == "__main__":
    main()
