Attribute VB_Name = "xlreport_run"
' How a workbook's buttons reach Python: in LibreOffice through the extension, in Excel through the
' add-in, which alone has the settings.
'
' No Option Explicit in this module: ThisComponent (the document) and GetProcessServiceManager are
' words of LibreOffice, and in Excel variables that nobody has set.  So the two are told apart.

Public Sub RunXlreport(action As String)
    If IsObject(ThisComponent) Then
        RunInLibreOffice action, True
        Exit Sub
    End If
    On Error GoTo Missing
    Application.Run "xlreport.xlam!RunXlreport", action
    Exit Sub
Missing:
    MsgBox Message("text.install"), 48, Message("text.title")
End Sub

' LibreOffice imports the Python libraries while the clerk is still reading.
Public Sub WarmUpXlreport()
    If IsObject(ThisComponent) Then RunInLibreOffice "warm_up", False
End Sub

' The add-in has the same tab: where it is loaded, the workbook's own is not shown.
Public Sub RibbonVisible(control As Object, ByRef visible As Variant)
    Dim addin As Object
    On Error Resume Next
    Set addin = Workbooks("xlreport.xlam")
    visible = (addin Is Nothing)
End Sub

Private Sub RunInLibreOffice(action As String, loudly As Boolean)
    Dim manager As Object, buttons As Object
    On Error GoTo Missing
    Set manager = GetProcessServiceManager
    Set buttons = manager.createInstance("org.xlreport.Buttons")
    buttons.trigger action
    Exit Sub
Missing:
    If loudly Then MsgBox Message("text.office"), 48, Message("text.title")
End Sub

' The texts are Chinese, and VBA is not: they stand on the hidden sheet of this workbook.
Private Function Message(key As String) As String
    Dim sheet As Object, row As Long
    Set sheet = ThisWorkbook.Worksheets("xlreport")
    For row = 1 To 60
        If sheet.Cells(row, 1).Value = key Then
            Message = sheet.Cells(row, 2).Value
            Exit Function
        End If
    Next row
    Message = key
End Function
