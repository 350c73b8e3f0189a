"""Calendars of bookings for other people's calendar programs: no pages, no accounts, only a secret address."""
