# Runs until the test process has ended, even by SIGKILL. Reads process ids from standard input, one a line. When the
# input is closed, it ends the last of these processes and removes the folder $1.
# SIGQUIT lets Postgres free its shared memory, which would leak after SIGKILL.
while read -r line; do pid="$line"; done
if [ -n "$pid" ]; then
  children="$(cat "/proc/$pid/task/$pid/children" 2>/dev/null)"
  kill -CONT "$pid" $children
  kill -QUIT "$pid"
  attempts=0
  while [ "$attempts" -lt 40 ] && kill -0 "$pid"; do
    attempts=$((attempts + 1))
    sleep 0.05
  done
  kill -KILL "$pid" $children
fi 2>/dev/null
rm -rf "$1"
