# Outlives the test process, however that ends. Reads the ids of the processes started, one a line; when its standard
# input closes, it ends the last of them and removes the folder given.
# SIGQUIT lets Postgres free its shared memory, which SIGKILL would leak.
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
