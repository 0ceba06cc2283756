#!/usr/bin/env bash
# safe_test.sh INKLING FIXTURES CASE SANITIZER: plugins that fall while they are loaded take nothing with them that was asked to
# try them first.
set -euo pipefail
inkling=$1 fixtures=$2 case=$3 sanitizer=${4:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() {
  echo "$1" >&2
  echo "-- output:" >&2
  cat "$folder/out" "$folder/err" >&2
  exit 1
}
# run CODE ARGUMENT..: the exit code is that.
run() {
  local wanted=$1 code=0
  shift
  "$inkling" "$@" > "$folder/out" 2> "$folder/err" < /dev/null || code=$?
  [[ $code == "$wanted" ]] || fail "inkling $*: exit code $code, expected $wanted"
}
has() { grep -qF -- "$1" "$folder/out" "$folder/err" || fail "no '$1'"; }

case $case in
  doctor)
    mkdir "$folder/plugins"
    cp "$fixtures"/{falls_crash,falls_throw,falls_exit,falls_made,echo}.so "$folder/plugins"
    run 0 --plugin-dir "$folder/plugins" doctor
    if [[ -z $sanitizer ]]; then  # which makes exit codes of signals
      has "it crashed the process that tried it (Segmentation fault)"
      has "it crashed the process that tried it (Aborted)"
    fi
    has "it ended the process that tried it, with exit code"
    has "4 refused"
    grep -q '^falls_made .* refused' "$folder/out" || fail "what crashes while a component is made is not refused"
    grep -q '^echo .* loaded' "$folder/out" || fail "the good plugin is not loaded"
    ;;
  answers)
    mkdir "$folder/plugins"
    cp "$fixtures"/{falls_crash,falls_exit,echo}.so "$folder/plugins"
    run 0 --safe --plugin-dir "$folder/plugins" -c ':domain echo'
    # A plugin that is asked for by name and falls is an error like any that is refused.
    run 4 --safe --plugin "$fixtures/falls_crash.so" -c ':help'
    has "falls_crash"
    ;;
  exit_code)
    # Not tried first: the program ends, but neither without a word nor as if all were well.
    run 4 --plugin "$fixtures/falls_exit.so" -c ':help'
    has "ended the program while it was loaded"
    ;;
  *) exit 2 ;;
esac
