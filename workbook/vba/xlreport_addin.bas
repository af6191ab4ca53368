Attribute VB_Name = "xlreport_addin"
Option Explicit

' What a button of the add-in does, for the workbook in front.

Public Sub RunXlreport(action As String)
    Dim server As Object
    On Error GoTo Failed
    If ActiveWorkbook Is Nothing Then Exit Sub
    If InStr(ActiveWorkbook.FullName, "://") > 0 Then
        MsgBox Setting("text.cloud"), vbExclamation, Setting("text.title")
        Exit Sub
    End If
    If Setting("python") = "" Then
        MsgBox Setting("text.install"), vbExclamation, Setting("text.title")
        Exit Sub
    End If
    #If Mac Then
        StartPython "import xlreport.excel as m; m." & action & "()", ActiveWorkbook.Name
    #Else
        If Not IsFile(Setting("python")) Then
            MsgBox Setting("text.python") & vbCrLf & Setting("python"), vbExclamation, Setting("text.title")
            Exit Sub
        End If
        Set server = PythonServer()
        server.Exec "import xlreport.excel as m; m." & action & "()"
    #End If
    Exit Sub
Failed:
    MsgBox Setting("text.failed") & vbCrLf & Err.Description, vbExclamation, Setting("text.title")
End Sub

Public Sub RibbonVisible(control As Object, ByRef visible As Variant)
    visible = True
End Sub
