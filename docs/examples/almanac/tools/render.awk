# Renders a page of headings, paragraphs and lists to HTML.

function text(line) {
  gsub(/&/, "\\&amp;", line)
  gsub(/</, "\\&lt;", line)
  while (match(line, /\*[^*]+\*/))
    line = substr(line, 1, RSTART - 1) "<em>" substr(line, RSTART + 1, RLENGTH - 2) "</em>" substr(line, RSTART + RLENGTH)
  return line
}

function close_block() {
  if (block != "") print "</" block ">"
  block = ""
}

function open_block(name) {
  if (block == name) return
  close_block()
  print "<" name ">"
  block = name
}

BEGIN { print "<!doctype html>" }
/^# / { close_block(); printf "<title>%s</title>\n<h1>%s</h1>\n", text(substr($0, 3)), text(substr($0, 3)); next }
/^- / { open_block("ul"); print "<li>" text(substr($0, 3)); next }
/^$/ { close_block(); next }
{ open_block("p"); print text($0) }
END { close_block() }
