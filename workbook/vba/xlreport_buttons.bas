Attribute VB_Name = "xlreport_buttons"
Option Explicit

' What the buttons on the sheets and on the ribbon call.  Every button has one word, which is the
' name of a function of the Python module xlreport.excel and of the LibreOffice macros.

Public Sub XlreportValidate()
    RunXlreport "validate"
End Sub

Public Sub XlreportNext()
    RunXlreport "next_problem"
End Sub

Public Sub XlreportPrevious()
    RunXlreport "previous_problem"
End Sub

Public Sub XlreportClear()
    RunXlreport "clear_marks"
End Sub

Public Sub XlreportLastYear()
    RunXlreport "load_last_year"
End Sub

Public Sub XlreportSign()
    RunXlreport "sign"
End Sub

Public Sub XlreportSubmit()
    RunXlreport "submit"
End Sub

Public Sub XlreportWord()
    RunXlreport "publish_word"
End Sub

Public Sub XlreportWeb()
    RunXlreport "publish_web"
End Sub

Public Sub XlreportNextYear()
    RunXlreport "begin_next_year"
End Sub

Public Sub XlreportRollUp()
    RunXlreport "roll_up_again"
End Sub

Public Sub XlreportTrace()
    RunXlreport "trace"
End Sub

Public Sub XlreportReturn()
    RunXlreport "give_back"
End Sub

Public Sub XlreportVerify()
    RunXlreport "verify_files"
End Sub

Public Sub RibbonValidate(control As Object)
    XlreportValidate
End Sub

Public Sub RibbonNext(control As Object)
    XlreportNext
End Sub

Public Sub RibbonPrevious(control As Object)
    XlreportPrevious
End Sub

Public Sub RibbonClear(control As Object)
    XlreportClear
End Sub

Public Sub RibbonLastYear(control As Object)
    XlreportLastYear
End Sub

Public Sub RibbonSign(control As Object)
    XlreportSign
End Sub

Public Sub RibbonSubmit(control As Object)
    XlreportSubmit
End Sub

Public Sub RibbonWord(control As Object)
    XlreportWord
End Sub

Public Sub RibbonWeb(control As Object)
    XlreportWeb
End Sub

Public Sub RibbonNextYear(control As Object)
    XlreportNextYear
End Sub

Public Sub RibbonRollUp(control As Object)
    XlreportRollUp
End Sub

Public Sub RibbonTrace(control As Object)
    XlreportTrace
End Sub

Public Sub RibbonReturn(control As Object)
    XlreportReturn
End Sub

Public Sub RibbonVerify(control As Object)
    XlreportVerify
End Sub
