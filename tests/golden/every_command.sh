#!/bin/bash
# Fails when a command of the table occurs in no golden session.
# usage: every_command.sh INKLING SESSION_DIR
set -u
missing=0
for name in $("$1" --no-init -c ':help' | sed -n 's/^  :\([a-z]*\).*/\1/p'); do
  grep -qhE "^:$name( |\$)" "$2"/*.ink || {
    echo "no golden session uses :$name"
    missing=1
  }
done
exit $missing
