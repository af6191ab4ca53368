Attribute VB_Name = "xlreport_python"
Option Explicit

' The way to Python.  Where it is stands on the sheet of this add-in and nowhere else: no workbook,
' no folder and no environment variable has a say in which program is started.  "xlreport excel
' install" writes the sheet.
'
' On Windows the library of xlwings (BSD) starts one Python for all workbooks and keeps it.  Python
' is started itself, and not by cmd.exe: the name of a program without its folder is looked for in
' the current folder first, which may be that of a workbook that somebody sent.

#If Mac Then
#ElseIf Win64 Then
    Private Const LIBRARY As String = "xlwings64-{version}.dll"
    Private Declare PtrSafe Function Activate Lib "xlwings64-{version}.dll" Alias "XLPyDLLActivateAuto" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
    Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryW" (ByVal path As LongPtr) As LongPtr
#Else
    Private Const LIBRARY As String = "xlwings32-{version}.dll"
    Private Declare PtrSafe Function Activate Lib "xlwings32-{version}.dll" Alias "XLPyDLLActivateAuto" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
    Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryW" (ByVal path As LongPtr) As LongPtr
#End If

' What the sheet of this add-in says under a key: a text, or where Python is.
Public Function Setting(key As String) As String
    Dim row As Long
    For row = 1 To 60
        If ThisWorkbook.Worksheets("xlreport").Cells(row, 1).Value = key Then
            Setting = ThisWorkbook.Worksheets("xlreport").Cells(row, 2).Value
            Exit Function
        End If
    Next row
End Function

#If Mac Then

' Run a line of Python and do not wait: it asks Excel for what it needs, and Excel must be free.
Public Sub StartPython(code As String, book As String)
    AppleScriptTask "xlreport.applescript", "StartPython", Setting("python") & "|" & code & "|" & _
        Setting("text.failed") & "|" & book
End Sub

#Else

' The Python that serves all workbooks, started if it is not running.
Public Function PythonServer() As Object
    Dim server As Variant
    If LoadLibrary(StrPtr(FolderOf(Setting("python")) & "\" & LIBRARY)) = 0 Then
        If LoadLibrary(StrPtr(FolderOf(FolderOf(Setting("python"))) & "\" & LIBRARY)) = 0 Then
            Err.Raise vbObjectError + 513, , Setting("text.library") & LIBRARY
        End If
    End If
    If Activate(server, PythonCommand(), 1) <> 0 Then Err.Raise vbObjectError + 514, , CStr(server)
    Set PythonServer = server
End Function

' The same for every workbook: another command would start another Python.
Private Function PythonCommand() As String
    PythonCommand = """" & Setting("python") & _
        """ -P -B -c ""import xlwings;xlwings.serve('$(CLSID)')"""
End Function

' Whether a file is there, whatever letters its name has.
Public Function IsFile(path As String) As Boolean
    On Error Resume Next
    IsFile = CreateObject("Scripting.FileSystemObject").FileExists(path)
End Function

Private Function FolderOf(path As String) As String
    If InStrRev(path, "\") > 1 Then FolderOf = Left$(path, InStrRev(path, "\") - 1)
End Function

#End If
