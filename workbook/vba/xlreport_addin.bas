Attribute VB_Name = "xlreport_addin"
Option Explicit

' What a button of the add-in does, for the workbook in front.  Python shows no message while Excel
' waits for it: it returns what to say or to ask, and that is shown here, when the call is over.

#If Not Mac Then
    Private Declare PtrSafe Function MessageBox Lib "user32" Alias "MessageBoxW" (ByVal window As LongPtr, ByVal text As LongPtr, ByVal title As LongPtr, ByVal kind As Long) As Long
#End If

Private pending As String

' What takes the place of a workbook closes it: not before its own macro is over.
Public Sub RunXlreport(action As String)
    On Error GoTo Failed
    If action = "roll_up_again" Then
        pending = action
        Application.OnTime Now, "xlreport.xlam!RunPending"
    Else
        RunNow action
    End If
    Exit Sub
Failed:
    Say Setting("text.failed") & vbCrLf & Err.Description, vbExclamation
End Sub

Public Sub RunPending()
    RunNow pending
End Sub

Private Sub RunNow(action As String)
    On Error GoTo Failed
    If ActiveWorkbook Is Nothing Then
        ' In Protected View there is no workbook, as far as VBA can see.
        Say Setting("text.protected"), vbExclamation
    ElseIf InStr(ActiveWorkbook.FullName, "://") > 0 Then
        Say Setting("text.cloud"), vbExclamation
    ElseIf Setting("python") = "" Then
        Say Setting("text.install"), vbExclamation
    Else
        AskPython action, ActiveWorkbook.Name
    End If
    Exit Sub
Failed:
    Say Setting("text.failed") & vbCrLf & Err.Description, vbExclamation
End Sub

#If Mac Then

Private Sub AskPython(action As String, book As String)
    StartPython "import xlreport.excel as m; m." & action & "()", book
End Sub

Private Function Say(text As String, kind As Long) As Long
    Say = MsgBox(text, kind, Setting("text.title"))
End Function

#Else

Private Sub AskPython(action As String, book As String)
    Dim server As Object, answer As String, kind As String, text As String, agreed As String
    If Not IsFile(Setting("python")) Then
        Say Setting("text.python") & vbCrLf & Setting("python"), vbExclamation
        Exit Sub
    End If
    Set server = PythonServer()
    Do
        answer = server.Str(server.Call(server.Module("xlreport.excel.press"), "answer", _
            server.Tuple(action, book, CStr(Application.Hwnd), agreed)))
        If answer = "" Then Exit Sub
        kind = Left$(answer, InStr(answer, vbLf) - 1)
        text = Mid$(answer, InStr(answer, vbLf) + 1)
        If kind = "wait" Then
            If Stopped(text) Then agreed = agreed & " stop"
        ElseIf kind = "done" Then
            Say text, vbInformation
        ElseIf Left$(kind, 4) <> "ask " Then
            Say text, vbExclamation
        ElseIf Say(text, vbQuestion + vbYesNo) = vbYes Then
            agreed = agreed & Mid$(kind, 4)
        Else
            Exit Sub
        End If
    Loop While Left$(kind, 4) = "ask " Or kind = "wait"
End Sub

' Show how far a long command is, and whether Esc was pressed.
Private Function Stopped(text As String) As Boolean
    On Error GoTo Pressed
    Application.EnableCancelKey = 2
    Application.StatusBar = text & "  [Esc]"
    DoEvents
    Application.EnableCancelKey = 1
    Exit Function
Pressed:
    Application.EnableCancelKey = 1
    Stopped = True
End Function

' The message box of VBA shows a question mark for what the Windows code page does not have.
Private Function Say(text As String, kind As Long) As Long
    Say = MessageBox(Application.Hwnd, StrPtr(text), StrPtr(Setting("text.title")), kind)
End Function

#End If

Public Sub RibbonVisible(control As Object, ByRef visible As Variant)
    visible = True
End Sub
