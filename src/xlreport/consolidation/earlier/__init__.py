"""What an earlier run left: settings, and what people wrote into its workbooks."""
