"""xlwings engines of our own: a file that no program has open, and LibreOffice over UNO.

Each implements of ``xlwings.base_classes`` what :mod:`xlreport.excel` uses; there, anything else
raises ``NotImplementedError``.
"""
