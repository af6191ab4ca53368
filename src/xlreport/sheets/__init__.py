"""The sheets of our own workbooks: one module a sheet.

A module has a sheet's heads and widths, how it is drawn, and how it is read back.  Modules here
know the form and the canvas, and nothing of rolling up, so that whoever reads and whoever writes
can both use them.

STORAGE: what a module marks so is read back from workbooks that lie in offices for years.  A head
that is marked may get another wording only if the old one is kept in ``Column.earlier``; columns
may come, go and change places, for they are found by their heads.  See docs/storage.md.
"""
