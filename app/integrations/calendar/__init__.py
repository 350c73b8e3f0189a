"""Other people's calendars: .ics files in, occurrences out, and our own bookings as .ics.

`ical_reader.read_calendar` and `ical_writer.write_calendar` are the two doors; `lesson_calendar` writes a school's
year of lessons. Pure: bytes and values, no tables, no requests. Only this package knows the calendar libraries.
"""
