# Prints sunrise and sunset, in local solar time, for every tenth day of a year at a latitude.
# Each day is searched minute by minute for where the sun's upper edge meets the horizon. The static busybox has no
# trigonometry, so here it is.

function sine(x,    term, sum, n) {
  while (x > pi) x -= 2 * pi
  while (x < -pi) x += 2 * pi
  if (x > pi / 2) x = pi - x
  if (x < -pi / 2) x = -pi - x
  term = sum = x
  for (n = 2; n < 10; n += 2) { term *= -x * x / (n * (n + 1)); sum += term }
  return sum
}

function cosine(x) { return sine(x + pi / 2) }

function month_length(m) { return m == 2 ? 28 + leap : 30 + (m + int(m / 8)) % 2 }

function clock(minute) { return sprintf("%02d:%02d", minute / 60, minute % 60) }

function search(day,    declination, mean, swing, minute, height, was) {
  declination = -23.44 * degree * cosine(2 * pi * (day + 10) / (365 + leap))
  mean = sine(phi) * sine(declination)
  swing = cosine(phi) * cosine(declination)
  rise = set = was = -1
  light = 0
  for (minute = 0; minute < 1440; minute++) {
    height = mean - swing * cosine(2 * pi * minute / 1440)
    if (was < horizon && height >= horizon) rise = minute
    if (was >= horizon && height < horizon) set = minute
    if (height > 0) light += height
    was = height
  }
}

BEGIN {
  pi = 3.14159265358979
  degree = pi / 180
  phi = latitude * degree
  horizon = sine(-0.833 * degree)
  leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  printf "<!doctype html>\n<title>The sun in %d</title>\n", year
  printf "<h1>The sun in %d at %s&deg;</h1>\n<table>\n<tr><th>date<th>rises<th>sets<th>hours</tr>\n", year, latitude
  for (m = 1; m <= 12; m++) {
    for (d = 1; d <= month_length(m); d++) {
      search(++day)
      if (light > most) { most = light; solstice = sprintf("%d-%02d-%02d", year, m, d) }
      if (d % 10 == 1 && d < 31)
        printf "<tr><td>%d-%02d-%02d<td>%s<td>%s<td>%.1f</tr>\n", year, m, d, clock(rise), clock(set), (set - rise) / 60
    }
  }
  printf "</table>\n<p>The longest day is %s.</p>\n", solstice
  printf "sun: %d days at %s degrees, the longest is %s\n", day, latitude, solstice >"/dev/stderr"
}
