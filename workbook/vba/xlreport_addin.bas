Attribute VB_Name = "xlreport_addin"
Option Explicit

' How the add-in reaches Python: through RunPython of the module xlwings, whose settings
' "xlreport excel install" writes.

Public Sub RunXlreport(action As String)
    Dim interpreter As String
    If ActiveWorkbook Is Nothing Then Exit Sub
    If InStr(ActiveWorkbook.FullName, "://") > 0 Then
        MsgBox Message("text.cloud"), vbExclamation, Message("text.title")
        Exit Sub
    End If
    #If Mac Then
        interpreter = GetConfig("INTERPRETER_MAC", "")
    #Else
        interpreter = GetConfig("INTERPRETER_WIN", "")
    #End If
    If interpreter = "" Then
        MsgBox Message("text.install"), vbExclamation, Message("text.title")
        Exit Sub
    End If
    #If Not Mac Then
        If Not FileExists(interpreter) Then
            MsgBox Message("text.python") & vbCrLf & interpreter, vbExclamation, Message("text.title")
            Exit Sub
        End If
    #End If
    If RunPython("import xlreport.excel as m; m." & action & "()") = -1 Then
        MsgBox Message("text.failed"), vbExclamation, Message("text.title")
    End If
End Sub

Public Sub RibbonVisible(control As Object, ByRef visible As Variant)
    visible = True
End Sub

' The texts are Chinese, and VBA is not: they stand on the sheet of the add-in.
Private Function Message(key As String) As String
    Dim row As Long
    For row = 1 To 60
        If ThisWorkbook.Worksheets("xlreport").Cells(row, 1).Value = key Then
            Message = ThisWorkbook.Worksheets("xlreport").Cells(row, 2).Value
            Exit Function
        End If
    Next row
    Message = key
End Function
