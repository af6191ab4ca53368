"""The sheets of our own workbooks that are read back: one module a sheet.

A module has how a sheet is read back, with the heads that this needs, and, where that takes
nothing of rolling up, how it is drawn.  Modules here know the form and the canvas, so that whoever
reads and whoever writes can both use them.  The other lists of a city are drawn in
:mod:`xlreport.consolidation.book`.

STORAGE: what a module marks so is read back from workbooks that lie in offices for years.  A head
that is marked may get another wording only if the old one is kept in ``Column.earlier``; columns
may come, go and change places, for they are found by their heads.  See docs/storage.md.
"""
