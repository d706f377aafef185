# Prints the new and full moons of a year, found by walking through it minute by minute along the mean lunation.

function month_length(m) { return m == 2 ? 28 + leap : 30 + (m + int(m / 8)) % 2 }

# Days from noon of 1 January 2000 to midnight of a year's first day.
function days_to(year,    y) {
  y = year - 1
  return 365 * (year - 2000) + int(y / 4) - int(y / 100) + int(y / 400) - 484 - 0.5
}

function row(name) {
  printf "<tr><td>%d-%02d-%02d<td>%s</tr>\n", year, m, d, name
}

BEGIN {
  lunation = 29.530588853
  leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  start = days_to(year) - 5.09766
  printf "<!doctype html>\n<title>The moon in %d</title>\n<h1>The moon in %d</h1>\n<table>\n", year, year
  for (m = 1; m <= 12; m++) {
    for (d = 1; d <= month_length(m); d++) {
      for (minute = 0; minute < 1440; minute++) {
        age = (start + day + minute / 1440) / lunation
        half = int(2 * age)
        if (was != "" && half != was) {
          if (half % 2) { row("full moon"); full++ } else row("new moon")
        }
        was = half
      }
      day++
    }
  }
  printf "</table>\n<p>%d full moons.</p>\n", full
  printf "moon: %d full moons in %d\n", full, year >"/dev/stderr"
}
