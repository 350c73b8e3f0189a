"""Documents that people bring: timetables as spreadsheets."""
