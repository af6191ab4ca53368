-- How the add-in for Excel on macOS starts Python; "xlreport excel install" puts this where Excel
-- may run it.  Every word is quoted: the name of a workbook is no part of a command.
-- The parameter is: where Python is, the line of Python, what to say if it fails, the workbook.

on StartPython(theParameter)
	set AppleScript's text item delimiters to "|"
	set thePython to text item 1 of theParameter
	set theCode to text item 2 of theParameter
	set theFailure to text item 3 of theParameter
	set theBook to (text items 4 thru -1 of theParameter) as text
	set AppleScript's text item delimiters to ""
	set theCommand to quoted form of thePython & " -P -B -u -W ignore -c " & quoted form of theCode & " " & quoted form of ("--wb=" & theBook)
	set theAlert to "osascript -e 'on run argv' -e 'display alert (item 1 of argv)' -e 'end run' " & quoted form of theFailure
	do shell script "(" & theCommand & " >/dev/null 2>\"$HOME/Library/Logs/xlreport.log\" || " & theAlert & ") >/dev/null 2>&1 &"
	return ""
end StartPython
