#!/bin/bash
# inkling as a program under test: pipes, exit codes, hostile input, Ctrl-C.
# usage: shell.sh INKLING CASE
set -u
inkling=$(realpath "$1")
data=$(realpath "$(dirname "$0")/data")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export HOME="$work" XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config" INKLING_NO_TIME=1

fail() {
  echo "FAILED: $*"
  echo "--- out"; head -c 3000 out 2>/dev/null
  echo "--- err"; head -c 3000 err 2>/dev/null
  exit 1
}
# code N ARGS..: runs inkling, expects that exit code, keeps out and err.
code() {
  local expected=$1
  shift
  "$inkling" "$@" >out 2>err </dev/null
  local got=$?
  [ $got -eq "$expected" ] || fail "exit code $got instead of $expected: inkling $*"
}
says() { grep -qF -- "$1" out || fail "standard output lacks: $1"; }
complains() { grep -qF -- "$1" err || fail "standard error lacks: $1"; }

exit_codes() {
  code 0 --version
  says 'inkling '
  code 0 --help
  code 2 --nonsense
  code 2 nonsense
  code 2 solve
  code 2 solve x --budget soon
  code 2 solve x --jobs 0
  code 2 --color sometimes
  code 2 solve "$data/tasks.jsonl" --solver enumerat
  complains "did you mean 'enumerate'?"
  code 3 solve /no/such/file
  code 3 -c 'nonsense('
  code 0 -c ':quit' -c 'nonsense('
  code 2 predict --domain nowhere '[1] -> [1]'
  code 0 predict '-3 -> 3' '-4 -> 4' '-5 -> ?'
  says 5
  code 0 models
  grep -qE 'no models are installed|[.]safetensors' out || fail 'models neither lists nor misses any'
  code 0 doctor
  code 0 plugins --json
  code 2 selftest nothing
}

pipe() {
  printf '%s\n' '[3,1,2] -> [1,2,3]' '[9,4] -> [4,9]' '[7,5,6] -> ?' | "$inkling" >out 2>err
  [ $? -eq 0 ] || fail 'a pipe of good lines'
  says '[5,6,7]'
  grep -q 'lists>' out && fail 'a prompt in a pipe'
  [ -e state/inkling/history ] && fail 'history of a pipe'
  printf '[3,1,2] -> [1,2,3]\nbad(\n\n[9,4] -> ?' | "$inkling" --batch >out 2>err
  [ $? -eq 3 ] || fail 'exit code of a pipe with a bad line'
  says '[4,9]'
  # A start-up file is for a person at a prompt.
  mkdir -p config/inkling
  echo 'bad(' >config/inkling/init.ink
  echo ':examples' | "$inkling" >out 2>err || fail 'start-up file run in a pipe'
}

# Colours are the program's own; a mark of one in text from outside is none.
colours() {
  code 0 --color always -c ':domain lists' -c '[1,2] -> [2,4]' -c '[5,0] -> [10,0]' -c '[7] -> ?'
  grep -qF $'\033[2m  solver' out || fail 'no colours'
  grep -qF $'\033[0m' out || fail 'the colours do not end'
  code 2 --color always predict --domain $'a\uFDD031mb\033[31m' '1 -> 1'
  complains 'a\ufdd031mb\u001b[31m'
  code 0 --color never -c ':domain lists' -c '[1,2] -> [2,4]' -c '[5,0] -> [10,0]' -c '[7] -> ?'
  grep -q $'\033' out && fail 'colours that nobody wanted'
  true
}

# Lines that ask for nothing are named, wherever that comes from; no mark or sign in front of a line
# makes it another one.
asks_nothing() {
  code 2 predict '# a comment'
  complains 'no line asks for anything'
  code 2 predict --domain strings 'a -> b -> b'
  complains 'several arrows: read as'
  complains 'no line asks for anything'
  code 0 predict --domain strings '#12 red -> 12' '#7 blue -> 7' '#34 green -> ?'
  says '"34"'
  printf '\xEF\xBB\xBF:domain strings\nada lovelace\tlovelace\nBo Lee\tLee\nzoe hart\t\n' | "$inkling" >out 2>err || fail 'a mark before the first line'
  says '"hart"'
}

lines_by_option() {
  code 0 -c ':domain lists' -c '[1,2] -> [2,4]' -c '[5,0] -> [10,0]' -c '[7] -> ?'
  says '[14]'
  code 0 -c '-3 -> 3' -c ':examples'
  says '1  -3 -> 3'
  code 3 -c '[1,2] -> [2,4' -c ':examples'
}

json() {
  code 0 --json -c '[3,1,2] -> [1,2,3]' -c '[9,4] -> ?'
  says '"solver":"enumerate","status":"solved","fits":1,"examples":1,'
  [ "$(wc -l <out)" -eq 1 ] || fail 'one line per answer'
  says '"predictions":[[4,9]],"confidence":0.'
  says '"correct":[],"alternatives":[{"prediction":[['
  says '"warnings":["only one example was given, which many programs fit; add another one"]'
  code 0 crosscheck --domain lists 'sort(x0)' 'sort(reverse(x0))' --inputs 50 --json
  says '"inputs":50,"agreements":50'
  code 0 generate --domain strings --count 3 --seed 4
  [ "$(wc -l <out)" -eq 3 ] || fail 'three tasks'
  cp out generated.jsonl
  code 0 solve generated.jsonl --solver enumerate --evaluations 1000 --json
  [ "$(grep -c '"id":"strings-4-' out)" -eq 3 ] || fail 'three records'
}

bad_bytes() {
  printf '[1] -> [2]\n[1\0] -> [3]\n[1] -> [\xff]\n:examples\n' | "$inkling" --batch >out 2>err
  [ $? -eq 3 ] || fail 'exit code'
  complains 'is NUL'
  complains '0xff'
  says '1  [1] -> [2]'
}

long_lines() {
  { echo '[1] -> [2]'
    head -c 1000000 /dev/zero | tr '\0' '['; echo
    echo
    printf '['; for _ in $(seq 2000); do printf '1,%.0s' {1..100}; done; echo '1] -> [2]'
    head -c 100000000 /dev/zero | tr '\0' 'x'; echo
    echo ':examples'
  } | "$inkling" --batch >out 2>err
  [ $? -eq 3 ] || fail 'exit code'
  complains 'longer than 16 MiB'
  says '1  [1] -> [2]'
  [ "$(wc -c <err)" -lt 10000 ] || fail 'a long line is repeated in full'
}

many_examples() {
  awk 'BEGIN { printf "{\"id\":\"big\",\"domain\":\"lists\",\"examples\":[";
    for (i = 0; i < 100000; i++) printf "%s{\"inputs\":[%d],\"output\":%d}", i ? "," : "", i, i + 1;
    print "]}" }' >big.jsonl
  code 0 solve big.jsonl --budget 20s --json
  says '"id":"big"'
  says '"examples":100000'
}

contradiction() {
  code 3 -c '[1] -> [2]' -c '[3] -> [4]' -c '[1] -> [5]' -c ':examples'
  complains 'example 3 contradicts example 1'
  says '2  [3] -> [4]'
}

solve_file() {
  code 3 solve "$data/tasks.jsonl" --jobs 2 --solver enumerate --json
  complains "tasks.jsonl:2: "
  [ "$(wc -l <out)" -eq 2 ] || fail 'two records'
  head -1 out | grep -q '"id":"doubles".*"correct":\[true\]' || fail 'the first record'
  tail -1 out | grep -q '"id":"hello".*"correct":\[true\]' || fail 'the second record'
  "$inkling" solve - --limit 1 <"$data/tasks.jsonl" >out 2>err || fail 'limit ends before the bad line'
  says 'solved 1 of 1 task (100.0 %)'
}

# Problems in SyGuS-IF are answered in their own words, or refused by the name of what is not read.
sygus() {
  local folder
  folder=$(realpath "$data/../../../examples/sygus")
  for file in "$folder"/*.sl; do
    code 0 solve "$file" --budget 0 --evaluations 2000000
    says '(define-fun '
    [ "$(head -1 out)" = '(' ] && [ "$(tail -1 out)" = ')' ] || fail 'the brackets of SyGuS-IF 2.1'
  done
  code 0 solve "$folder/old_spelling.sl" --budget 0 --evaluations 100000
  says '(define-fun area ((phone String)) String (str.substr phone 0 (str.indexof phone "-" 0)))'
  printf '(synth-fun f ((x Int)) Int)\n(constraint (= (f 1) 2))\n(constraint (= (f 1) 3))\n(check-synth)\n' >p.sl
  code 0 solve p.sl
  says 'infeasible'
  complains "p.sl: constraints 1 and 2 give 'f' two values for the same arguments"
  printf '(synth-fun f ((x Int)) Int ((S Int ((+ S S)))))\n(constraint (= (f 1) 2))\n(check-synth)\n' >p.sl
  code 0 solve p.sl
  says 'infeasible'
  complains "the grammar of 'f' generates nothing"
  printf '(synth-fun f ((x Int)) Int ((S Int (x (+ S S)))))\n(constraint (= (f 2) 3))\n(constraint (= (f 3) 2))\n' >p.sl
  code 1 solve p.sl --budget 0 --evaluations 20000
  says 'fail'
  code 0 solve p.sl --free-grammar --budget 0 --evaluations 2000000
  says '(define-fun f '
  code 2 solve p.sl --free-grammar --json
  complains '--free-grammar was given, and what is read are tasks'
  code 2 solve "$data/tasks.jsonl" --free-grammar
  # As tasks, for solvers that are named.
  code 0 solve "$folder/initials.sl" --solver substring --json
  says '"id":"initials:initials"'
  printf '(synth-fun f ((x Int)) Int)\n(declare-var y Int)\n(constraint (= (f y) y))\n(check-synth)\n' >p.sl
  code 3 solve p.sl
  complains 'constraint 1 is about every value of a variable'
  complains '(constraint (= (f y) y))'
  printf '(set-logic BV)\n(synth-fun f ((x (_ BitVec 8))) Int)\n' >p.sl
  code 3 solve p.sl
  complains 'the logic BV has bit-vectors'
  printf '(synth-fun f ((x Int)' >p.sl
  code 3 solve p.sl
  complains "'(' is not closed"
  code 3 solve missing.sl
  complains "cannot read 'missing.sl'"
}

# What completes the command line, and the manual page, come from its own description.
shell_files() {
  code 2 completion tcsh
  code 0 completion bash
  # shellcheck disable=SC1091
  source ./out
  bash_offers() {  # WORD.. OFFER: what is typed, and what must be among the offers
    COMP_WORDS=("${@:1:$#-1}") COMP_CWORD=$(($# - 2)) COMPREPLY=()
    _inkling
    printf '%s\n' "${COMPREPLY[@]}" | grep -qxF -- "${*: -1}" || fail "bash offers ${COMPREPLY[*]} for ${COMP_WORDS[*]}"
  }
  bash_offers inkling so solve
  bash_offers inkling --col --color
  bash_offers inkling --color '' never
  bash_offers inkling solve --bud --budget
  bash_offers inkling solve x.jsonl --js --json
  bash_offers inkling export x --as '' sygus
  bash_offers inkling completion '' fish
  touch somefile.jsonl
  bash_offers inkling solve some somefile.jsonl
  code 0 completion zsh
  says "#compdef inkling"
  says "'*--free-grammar["
  if command -v zsh >/dev/null; then
    zsh -n out || fail 'zsh does not read it'
  fi
  code 0 completion fish
  says "-a solve -d"
  if command -v fish >/dev/null; then
    cp out inkling.fish
    fish -c 'source inkling.fish; complete -C "inkling so"; complete -C "inkling export x --as "; complete -C "inkling solve --bud"' >offers 2>&1
    for offer in solve sygus --budget; do grep -q -- "^$offer" offers || fail "fish does not offer $offer"; done
  fi
  code 0 manual
  says '.TH INKLING 1'
  says '.SS inkling solve file'
  if command -v man >/dev/null; then
    cp out inkling.1
    MANWIDTH=80 man --warnings -l ./inkling.1 >page 2>faults || fail 'man does not read it'
    [ ! -s faults ] || fail "man warns: $(head -3 faults)"
    grep -q -- '--free-grammar' page || fail 'the page lacks an option'
  fi
}

# Tasks as files of another format.
export_tasks() {
  code 2 export "$data/tasks.jsonl" --as tptp
  code 3 export "$data/tasks.jsonl" --as sygus
  complains 'has lists, which the format has not'
  printf '{"id":"s/a","domain":"strings","examples":[{"inputs":["a-b"],"output":"b"},{"inputs":["cc-d"],"output":"d"}],"queries":[]}\n' >t.jsonl
  code 0 export t.jsonl --as sygus
  cp out t.sl
  code 0 solve t.sl --budget 0 --evaluations 100000
  says '(define-fun f ((_arg_0 String)) String '
  code 0 export t.jsonl --as sygus --oracle ./ask
  says '(oracle-constraint-io f ./ask)'
  sed 's,s/a,s/b,' t.jsonl >>t.jsonl
  code 2 export t.jsonl --as sygus
  complains '--task NUMBER or ID chooses one'
  [ ! -s out ] || fail 'one of several tasks was written'
  code 0 export t.jsonl --as sygus --task s/b
  says '; s/b'
  code 2 export t.jsonl --as sygus --task 3
  complains "holds no task '3'"
  mkdir many
  code 0 export t.jsonl --as sygus --out many
  [ -s many/s_a.sl ] && [ -s many/s_b.sl ] || fail 'a file for each task'
  code 3 export t.jsonl --as sygus --out nowhere
  grep -q 'written' err && fail 'export says that a file was written where none was'
  complains 'cannot write'
}

# The parts of a file are the whole, and a wrong part is named.
resume() {
  "$inkling" generate --domain lists --count 7 --seed 3 >tasks.jsonl
  local how=(solve tasks.jsonl --evaluations 2000 --budget 0 --seed 4 --json)
  code 0 "${how[@]}"
  cp out whole
  local length
  for length in 0 1 700 $(($(wc -c <whole) - 1)) "$(wc -c <whole)"; do
    head -c "$length" whole >records
    code 0 "${how[@]}" --resume records
    [ -s out ] && fail 'records on standard output, too'
    cmp -s records whole || fail "other records from $length bytes"
  done
  rm records
  code 0 "${how[@]}" --resume records --jobs 2
  cmp -s records whole || fail 'other records in a file of their own'
  # Not its records: nothing is lost of them.
  "$inkling" generate --domain lists --count 7 --seed 5 | sed 's/"id":"/"id":"other /' >others.jsonl
  code 3 solve others.jsonl --evaluations 2000 --json --resume records
  complains 'the records are of other tasks'
  cmp -s records whole || fail 'records of other tasks were changed'
  printf 'no\nrecords\n' >notes
  code 3 "${how[@]}" --resume notes
  complains 'notes:1: this is no record'
  [ "$(cat notes)" = "$(printf 'no\nrecords')" ] || fail 'a file of another kind was changed'
  # Nor is one line, ended or not, of another kind: only the beginning of a record is cut off.
  local foreign
  for foreign in 'my diary' 'my diary\n' '{"note":"mine"}' '{"id":"a","domain":"lists","examples":[],"queries":[]}\n' '{"id":"a"\n'; do
    printf "$foreign" >foreign
    cp foreign before
    code 3 "${how[@]}" --resume foreign
    complains 'foreign:1: this is no record'
    cmp -s foreign before || fail "a file was cut off: $foreign"
  done
  mkdir folder
  code 3 "${how[@]}" --resume folder
  complains 'folder'
  code 2 solve tasks.jsonl --resume records
  complains '--resume was given without --json'
}

shards() {
  "$inkling" generate --domain lists --count 7 --seed 3 >tasks.jsonl
  sed -i '3s/^/broken/' tasks.jsonl
  code 3 solve tasks.jsonl --evaluations 2000 --seed 4 --json
  sort out >whole
  : >parts
  local bad=0
  for part in 1/3 2/3 3/3; do
    "$inkling" solve tasks.jsonl --evaluations 2000 --seed 4 --json --shard $part >out 2>err
    cat out >>parts
    bad=$((bad + $(wc -l <err)))
    [ -s out ] || fail "nothing in part $part"
  done
  sort parts | cmp - whole || fail 'the parts are not the whole'
  [ $bad -eq 1 ] || fail "the bad line was named $bad times"
  for part in 0/3 4/3 1/0 x 1; do
    code 2 solve tasks.jsonl --shard $part
    complains "'$part' is no part of a file: expected I/N with I from 1 to N"
  done
}

html() {
  code 0 predict --domain strings 'ada <b> -> <b>' 'x & y -> y' 'alan "t" -> ?' --html
  says '<!DOCTYPE html>'
  says '</html>'
  says '<code>&quot;ada &lt;b&gt;&quot;</code>'
  grep -qE '<b>|src=|href=|https?:' out && fail 'typed markup, or something from outside'
  code 3 predict --domain lists 'bad( -> 1' '[1] -> ?' --html
  code 2 predict --domain lists '[1] -> [1]' '[1] -> ?' --html --json
}

fill() {
  printf 'ada,hello ada\r\n"lee, b",\r\nBo,hello Bo\r\n"say ""x""",\r\n' >people.csv
  cp people.csv before.csv
  code 0 fill people.csv --all
  printf 'ada,hello ada\r\n"lee, b","hello lee, b"\r\nBo,hello Bo\r\n"say ""x""","hello say ""x"""\r\n' >wanted
  cmp out wanted || fail 'the filled table'
  complains 'program: '
  cmp people.csv before.csv || fail 'the input was changed'
  code 2 fill people.csv --out people.csv
  code 0 fill people.csv --all --out filled.csv
  cmp filled.csv wanted || fail 'the written table'
  code 0 fill people.csv --all --in-place
  cmp people.csv wanted || fail 'the table in place'
}

fill_header() {
  printf 'name,greeting\nada,hello ada\nBo,hello Bo\nzoe,\n' >people.csv
  code 0 fill people.csv
  says 'zoe,hello zoe'
  says 'name,greeting'
  complains 'taken as a header'
  code 0 fill people.csv --header
  says 'zoe,hello zoe'
  printf 'a,b,sum\n3,4,7\n5,6,11\n10,20,\n' >sums.csv
  code 0 fill sums.csv
  says '10,20,30'
  complains "taken as a header: column 'a' holds numbers below it"
  printf 'Ann,hello Ann\nada,hello ada\nzoe,\n' >data.csv
  code 0 fill data.csv --sure 0.8
  says 'zoe,hello zoe'
  complains 'taken as data: it follows the program of the other rows'
}

fill_edges() {
  printf 'only\none\n' >narrow.csv
  code 3 fill narrow.csv
  complains 'at least two columns'
  printf 'a,b\n"c,d\n' >open.csv
  code 3 fill open.csv
  complains 'line 2'
  printf 'a,\nb,\n' >nothing.csv
  code 3 fill nothing.csv
  complains 'nothing to learn from'
  : >empty.csv
  code 3 fill empty.csv
}

# Whatever stands between cells and at the ends of lines is found out, and kept.
fill_formats() {
  printf 'sep=;\r\nname;cost;greeting\r\nada;1,5;hello ada\r\nBo;2,5;hello Bo\r\nzoe;3;\r\n' >people.csv
  code 0 fill people.csv --all
  printf 'sep=;\r\nname;cost;greeting\r\nada;1,5;hello ada\r\nBo;2,5;hello Bo\r\nzoe;3;hello zoe\r\n' | cmp - out || fail 'sep='
  complains 'parted by a semicolon'
  printf '\xEF\xBB\xBFada\thello ada\nBo, jr\thello Bo, jr\nzoe\t\n' >people.tsv
  code 0 fill people.tsv --no-header --all
  printf '\xEF\xBB\xBFada\thello ada\nBo, jr\thello Bo, jr\nzoe\thello zoe\n' | cmp - out || fail 'tabs after a byte order mark'
  printf 'ada,hello ada\rBo,hello Bo\rzoe,\r' >old.csv
  code 0 fill old.csv --no-header --all
  printf 'ada,hello ada\rBo,hello Bo\rzoe,hello zoe\r' | cmp - out || fail 'lines that end with CR'
  printf "'lee, b','hello lee, b'\nBo,hello Bo\nzoe,\n" >quotes.csv
  code 0 fill quotes.csv --no-header --all
  says 'zoe,hello zoe'
  printf 'PK\003\004\000' >people.xlsx
  code 3 fill people.xlsx
  complains 'save it as CSV'
}

# Rows that are cut short, blank cells, other columns, and a look before anything is written.
fill_rows() {
  # Rows that contradict each other are told at once.
  printf '%s\n' 'name,x' 'ada,1' 'kurt,2' 'ada,3' 'emmy,' >contradiction.csv
  code 3 fill contradiction.csv --budget 0
  complains "rows contradict each other in 'x': line 2 (ada, 1); line 4 (ada, 3)"
  printf 'ada,x,hello ada\nBo,hello Bo\nzoe,x,\n' >short.csv
  cp short.csv before.csv
  code 3 fill short.csv --in-place
  complains 'line 2 (Bo, hello Bo)'
  cmp short.csv before.csv || fail 'a refused table was changed'
  printf 'ada,hello ada\nBo,hello Bo\nzoe, \nmy,n/a\neve,-\n' >blank.csv
  code 1 fill blank.csv --no-header --evaluations 20000
  complains 'line 5 does not follow it: eve, -'
  code 0 fill blank.csv --no-header --empty - --empty n/a
  says 'zoe,hello zoe'
  says 'my,hello my'
  says 'eve,hello eve'
  printf 'greeting,name\nhello ada,ada\nhello Bo,Bo\n,zoe\n' >people.csv
  cp people.csv before.csv
  code 0 fill people.csv --column greeting --preview
  complains 'would fill 1 cell'
  complains '  4     hello zoe  zoe'
  [ -s out ] && fail 'a preview wrote something'
  code 0 fill people.csv --column 1 --header --in-place
  tail -1 people.csv | grep -qx 'hello zoe,zoe' || fail 'the first column'
  code 2 fill before.csv --column nobody
  complains "there is no column 'nobody'"
  printf 'greeting,name\nhello ada,ada\n,Bo\n' >other.csv
  code 0 fill other.csv --header
  complains 'empty cells are in: greeting (--column NAME'
}

# Cells that are not sure stay as they were, are listed, and the one to give is named; --all fills them.
fill_unsure() {
  printf 'name,short\nada lovelace,ada\ngrace hopper,\nmary ann smith,N/A\n' >people.csv
  cp people.csv before.csv
  code 1 fill people.csv --sure 1 --in-place
  complains 'not sure of 2 cells'
  complains 'the cell that would settle most: line '
  complains '--all fills all cells'
  complains 'would fill 0 cells; left empty: 2 where it is not sure'
  complains 'nothing was written'
  cmp people.csv before.csv || fail 'cells that are not sure were written'
  code 0 fill people.csv --sure 1 --preview
  complains 'grace ?'
  code 0 fill people.csv --sure 1 --all
  says 'grace hopper,grace'
  says 'mary ann smith,mary'
  code 0 fill people.csv --sure 0
  says 'mary ann smith,mary'
  # Of some cells it is sure, of others not: those stay, and the exit code says so.
  printf 'name,short\nada lovelace,ada\ngrace hopper,grace\nalan turing,\nmary-ann r. smith,\n' >names.csv
  code 5 fill names.csv --header --sure 0.93
  says 'alan turing,alan'
  grep -qx 'mary-ann r. smith,' out || fail 'a cell that is not sure was filled'
  complains 'filled 1 cell; left empty: 1 where it is not sure'
}

# Sends SIGINT to inkling once it has printed or read enough to be searching.
interrupt() {
  "$@" >out 2>err &
  local pid=$!
  sleep 1.5
  kill -INT $pid 2>/dev/null  # one that has ended by itself is fine
  wait $pid
}

hard='[1,2,3] -> [7,1,9,4,4]
[2,2,8] -> [0,5,5,1]
[9,1] -> [3,8,8,8,2,6]
[4,4,4,4] -> [1,6,0,3,9,9,7]
[0,7] -> [2]
[5,6] -> ?
:examples'

interrupt_batch() {
  printf '%s\n' ':set budget 100s' "$hard" >lines
  run() { exec "$inkling" --batch <lines; }
  interrupt run
  local got=$?
  [ $got -eq 130 ] || fail "exit code $got"
  complains 'interrupted'
  says 'enumerate'
  grep -q '5  \[0,7\]' out && fail 'went on after Ctrl-C'
  true
}

# Every solver on every domain with threads, tasks and solvers side by side, and Ctrl-C in the middle. It says little by
# itself: a sanitizer of threads reads along (scripts/tsan).
threads() {
  local domain solver solvers of_lists=''
  provided() { "$inkling" plugins --json | grep -oE "\"kind\":\"$1\",\"id\":\"[^\"]+\"" | cut -d'"' -f8 | sort -u; }
  solvers=$(provided solver)
  [ "$(wc -w <<<"$solvers")" -gt 3 ] || fail "solvers: $solvers"
  for domain in $(provided domain); do
    code 0 generate --domain "$domain" --count 3 --seed 3
    mv out "$domain.jsonl"
    for solver in $solvers; do
      "$inkling" solve --json --solver "$solver" --budget 0 --evaluations 600 --threads 3 --jobs 2 "$domain.jsonl" >out 2>err
      local got=$?
      if [ $got -eq 2 ] && grep -qF 'does not work on domain' err; then continue; fi
      [ $got -eq 0 ] || fail "exit code $got: $solver on $domain"
      [ "$domain" = lists ] && of_lists="$of_lists${of_lists:+, }$solver"
    done
  done
  {
    echo ":solvers $of_lists"
    printf '%s\n' ':set threads 3' ':set budget 100s' "$hard"
  } >lines
  run() { exec "$inkling" --batch <lines; }
  interrupt run
  [ $? -eq 130 ] || fail 'the exit code after Ctrl-C at the prompt'
  printf '%s\n' '{"id":"hard","domain":"lists","examples":[{"inputs":[[1,2,3]],"output":[7,1,9,4,4]},{"inputs":[[2,2,8]],"output":[0,5,5,1]}]}' >hard.jsonl
  for solver in ${of_lists//,/}; do
    interrupt "$inkling" solve --json --solver "$solver" --budget 100s --threads 3 hard.jsonl
    case $? in 0 | 130) ;; *) fail "the exit code of $solver after Ctrl-C" ;; esac
  done
}

interrupt_solve() {
  { head -1 "$data/tasks.jsonl"
    echo '{"id":"hard","domain":"lists","examples":[{"inputs":[[1,2,3]],"output":[7,1,9,4,4]},{"inputs":[[2,2,8]],"output":[0,5,5,1]},{"inputs":[[9,1]],"output":[3,8,8,8,2,6]},{"inputs":[[4,4,4,4]],"output":[1,6,0,3,9,9,7]}]}'
    head -1 "$data/tasks.jsonl"
  } >tasks.jsonl
  interrupt "$inkling" solve tasks.jsonl --budget 100s --json
  local got=$?
  [ $got -eq 130 ] || fail "exit code $got"
  head -1 out | grep -q '"id":"doubles"' || fail 'what is done is printed'
}

help_everywhere() {
  for sub in solve export predict fill crosscheck report generate bench train eval plugins doctor models selftest serve jupyter completion manual; do
    code 0 $sub --help
    says 'Example: inkling '
  done
  code 0 train --help
  grep -qE "^Example: inkling train [a-z-]+ --domain [a-z]+ --tasks '[^']+' --out " out || fail 'no installed model is the example'
  [ "$(grep -c 'Example: ' out)" -eq 1 ] || fail 'more than one example'
}

no_plugins() {
  code 3 --no-default-plugins -c '[1] -> [2]'
  complains 'no domain is available'
  code 0 --no-default-plugins plugins
  says 'no plugins were found'
}

named_plugin() {
  echo 'not a plugin' >broken.so
  code 4 --plugin broken.so -c ':plugins'
  complains 'broken'
  code 4 doctor --plugin broken.so
  says 'broken'
  code 4 solve "$data/tasks.jsonl" --plugin broken.so
}

train_refused() {
  code 2 train
  code 2 train nothing
  complains "no trainer 'nothing'"
  code 2 --no-default-plugins train nli
  complains "no trainer 'nli'"
  complains 'trainers need LibTorch'
  complains '-DINKLING_WITH_TORCH=ON'
}

# Needs the plugin that trains.
train_run() {
  "$inkling" plugins --json | grep -q '"kind":"trainer","id":"nli"' || exit 77
  local small='batch=2 width=8 positions=3 codes=4 evaluate_every=4 evaluate_tasks=4'
  code 2 train nli
  complains 'domains with a tape are'
  code 2 train nli --domain sequences --tasks suite=shift-q --out bad
  complains "did you mean 'shift-"
  small="--domain sequences $small"
  code 0 train nli --tasks suite=shift-l --steps 8 --out whole $small
  says 'step       8  nll '
  says 'wrote whole/model.md'
  grep -q '</svg>' whole/curves.svg || fail 'no curves'
  # Killed at some step, twice, and started again, it is the same run.
  code 0 train nli --steps 1500 --out long $small evaluate_every=50
  local looks=0
  for _ in 1 2; do
    "$inkling" train nli --steps 1500 --out killed $small evaluate_every=50 >out 2>&1 &
    local training=$!
    for _ in $(seq 600); do
      [ "$(grep -c . killed/metrics.jsonl 2>/dev/null)" -gt $((looks + 2)) ] 2>/dev/null && break
      sleep 0.1
    done
    { kill -KILL $training && wait $training; } 2>/dev/null
    looks=$(grep -c . killed/metrics.jsonl)
    [ "$looks" -lt 30 ] || fail 'the training was over before it was killed'
  done
  [ -s killed/checkpoint.safetensors ] || fail 'no checkpoint before the kill'
  code 0 train nli --out killed
  cmp long/model.safetensors killed/model.safetensors || fail 'a killed training differs'
  code 2 train nli --steps 8 --out killed $small
  complains 'holds a training with steps=1500, and steps=8 was asked for'
  code 0 train nli --tasks suite=shift-l --steps 8 --out parts --time 0.001s $small
  code 0 train nli --out parts
  cmp whole/model.safetensors parts/model.safetensors || fail 'a resumed training differs'
  code 2 train nli --domain sequences stepps=8
  complains "did you mean 'steps'?"
  code 2 train nli --domain sequences ramp=padding=30..0 --out ramp
  complains 'padding'
  # Ctrl-C leaves a checkpoint.
  interrupt env --default-signal=INT "$inkling" train nli --steps 100000 --out stopped $small
  local got=$?
  [ $got -eq 130 ] || fail "exit code $got"
  says 'the same command goes on from there'
  [ -s stopped/checkpoint.safetensors ] || fail 'no checkpoint'
  code 0 eval nli --weights whole/model.safetensors --split shift-l --tasks 2 --starts 2 --steps 2 --json
  says '"split":"shift-l"'
}

eval_table() {
  code 0 eval nli --split shift-l --tasks 6 --starts 2 --steps 3 --json
  grep -qE '^{"rows":\[{"solver":"nli","split":"shift-l","id":[01][.0-9]*,"ood":[01][.0-9]*,"tasks":6,' out ||
    fail 'the first row'
  says '"solver":"nli+gradient","split":"shift-l"'
  mv out one
  code 0 eval nli --split shift-l --tasks 6 --starts 2 --steps 3 --json --jobs 3
  cmp one out || fail 'the number of jobs changes the result'
  code 0 eval nli --split shift-l --tasks 2 --starts 2 --steps 2 --solvers nli+gradient
  says '2 x 2'
  code 0 eval nli --domain lists --tasks 2 --solvers nli --json
  says '"rows":[{"solver":"nli","split":"'  # its training switched parts off: it is measured all the same
  code 0 eval nli --split shift-l --part development --tasks 2 --starts 2 --steps 2 --solvers nli
  says 'development, tokens'
  code 0 eval nli --split shift-l --part development --tasks 2 --solvers nli --json
  says '"part":"development"'
  code 0 eval nli --split shift-l --tasks 2 --budget-curve --curve-starts 1,2 --curve-steps 1 \
    --starts 2 --steps 1 --out curve.svg
  grep -q '</svg>' curve.svg || fail 'no curve'
  code 0 eval nli --split shift-l --tasks 2 --starts 2 --steps 1 --ablations
  says 'full'
}

# Any domain, any solvers; the same tasks as the tables of models for the same seed.
eval_generic() {
  code 0 eval --domain lists --solvers enumerate,random --tasks 4 --evaluations 3000 --json
  grep -qE '^{"rows":\[{"solver":"enumerate","accuracy":[01][.0-9]*,"tasks":4,"unfit":0,"evaluations":[0-9]+},{"solver":"random",' \
    out || fail 'the rows'
  mv out one
  code 0 eval --domain lists --solvers enumerate,random --tasks 4 --evaluations 3000 --json --jobs 3
  cmp one out || fail 'the number of jobs changes the result'
  code 0 eval --domain strings --solvers random --tasks 2 --evaluations 100
  says 'evaluations'
  code 2 eval --domain nowhere
  code 2 eval --domain lists --params nonsense=1
  code 2 eval --domain lists --solvers enumerat
  complains "did you mean 'enumerate'?"
  code 2 eval --domain sequences --params queries=0 --tasks 2 --solvers constant
  complains 'without a query'
}

# A weights file in place of those that are found.
model_file() {
  code 0 models
  local file
  file=$(grep -oE '/[^ ]*nli-shift-l[.]safetensors' out | head -1)
  [ -n "$file" ] || exit 77
  code 0 generate --domain sequences --count 2 --seed 1 --params suite=shift-l
  cp out tasks.jsonl
  code 0 solve tasks.jsonl --model "$file" --solver nli,constant --json
  [ "$(grep -c "\"solver\":\"nli(model=$file)\"" out)" -eq 2 ] || fail 'the solver has another model'
  [ "$(grep -c '"solver":"constant"' out)" -eq 2 ] || fail 'other solvers are changed'
  local blank one two
  blank=$(printf ',%.0s-1' {1..17})
  one="[1,2,3$blank]" two="[3,4,5$blank]"
  code 0 predict --model "$file" "$one -> $one" "$two -> $two" "[6,7,8$blank] -> ?" --evaluations 300 --json
  says "\"solver\":\"nli+gradient(model=$file)\""
  code 0 --model "$file" -c ':domain' -c ':solvers nli' -c ':set solvers'
  says '* sequences'
  says "nli(model=$file)"
  code 0 eval --domain sequences --params part=test --model "$file" --solvers nli --tasks 2 --json
  says '"tasks":2'
  code 2 predict --domain lists --model "$file" '[1] -> [2]' '[2] -> ?'
  complains "$file was trained for domain 'sequences', and this is domain 'lists'"
  code 3 solve tasks.jsonl --model "$file" --solver enumerate
  complains "is of architecture 'nli', and none of the solvers enumerate takes it"
  code 2 fill people.csv --model "$file"
  complains 'uses no model'
  echo nonsense >bad.safetensors
  code 3 solve tasks.jsonl --model bad.safetensors
  complains 'cannot use the weights bad.safetensors: its header is cut off, or it is no safetensors file'
  # Networks that write programs of a language take theirs, and those that guide a search are named to it.
  local folder
  folder=$(dirname "$file")
  for name in robustfill-strings latent-programmer-strings; do
    code 0 predict --model "$folder/$name.safetensors" --solver "${name%-strings}(beam=1)" '"ab" -> "AB"' '"xy" -> ?' --json
    says "\"solver\":\"${name%-strings}(model=$folder/$name.safetensors,beam=1)\""
  done
  code 2 predict --model "$folder/pricer-strings.safetensors" '"ab" -> "AB"' '"xy" -> ?'
  complains "enumerate(guide=$folder/pricer-strings.safetensors), substring(guide="
}

# What the tokens of a learned language mean, and that solvers of both worlds say the same.
two_worlds() {
  code 0 models --json
  says '"architecture":'
  grep -q nli-shift-l out || exit 77
  local file
  file=$(grep -oE '/[^"]*nli-shift-l[.]safetensors' out | head -1)
  code 0 models describe nli-shift-l --budget 0 --evaluations 20000 --states 200 --json
  grep -qE '"tokens":\[{"token":[0-9]+,"meaning":"shift_left\(x0, 1\)","agreement":1(\.0)?,"uses":1(\.0)?,"interval":\[0\.98[0-9]*,1(\.0)?\]}\],"explained_uses":1' \
    out || fail 'the dictionary'
  grep -qE '"programs":\[{"program":"<[0-9 ]+>","meaning":"shift_left[^"]*","agreements":1000,"inputs":1000}' out ||
    fail 'whole programs'
  cp "$file" own-shift.safetensors
  code 0 models describe "$PWD/own-shift.safetensors" --budget 0 --evaluations 20000 --states 200 --store
  says '100.0% of uses are explained'
  local token
  token=$(grep -oE '^[0-9]+' out | head -1)
  code 0 --model "$PWD/own-shift.safetensors" -c ":explain <$PWD/own-shift.safetensors: $token $token>"
  says 'shift_left(x0, 1) 2 times'
  code 3 -c ':domain sequences' -c ':explain <nothing: 1 1>'
  complains "there is no model 'nothing'"
  code 3 -c ':domain strings' -c ':explain <shift-l: 1>'
  complains "for domain 'strings'"
  code 0 crosscheck --domain sequences "<shift-l: $token $token>" 'shift_left(x0, 2)' --inputs 50
  says 'agree on 50 of 50 generated inputs'
  # A latent program alone is compared with its translation; stages of both worlds are one program.
  code 0 crosscheck --domain sequences "<shift-l: $token $token>" --inputs 50
  says 'shift_left(x0, 2)'
  says 'agree on 50 of 50 generated inputs'
  code 0 crosscheck --domain sequences "reverse(x0) |> <shift-l: $token>" 'shift_left(reverse(x0), 1)' --inputs 50
  says 'agree on 50 of 50 generated inputs'
  code 3 crosscheck --domain sequences "reverse(x0) |> reverse(x0) |> <shift-l: $token" 'x0'
  complains 'stage 3: '
  code 2 crosscheck --domain sequences 'reverse(x0)'
  complains 'nothing to be compared with'
  code 0 -c ':domain sequences' -c ":explain <shift-l: $token> |> <shift-l: $token>"
  says 'the same as shift_left(x0, 2) on 1000 of 1000 generated inputs'
  # Where a translation is not what the program does, such an input is there.
  code 0 -c ':domain sequences' -c ':explain <comp-i: 15 9>'
  says 'its tokens say sort_ascending(x0): the same on '
  grep -qE '^  \[[0-9,]+\] -> \[[0-9,]+\] and \[[0-9,]+\]$' out || fail 'an input on which they differ'
  code 0 generate --domain sequences --count 2 --seed 2 --params suite=mixed,depth=1
  cp out mixed.jsonl
  code 0 solve mixed.jsonl --solver nli+hybrid --budget 0 --evaluations 20000 --json
  [ "$(grep -c '"correct":\[true\]' out)" -eq 2 ] || fail 'programs of both worlds'
  code 0 models describe pricer-lists
  grep -q 'architecture pricer for domain lists.*operators=mixed' out && grep -q 'no tokens to explain' out ||
    fail "models describe pricer-lists: $(cat out)"
  code 0 models describe robustfill-strings
  grep -q 'writes programs of a readable language' out || fail "models describe robustfill-strings: $(cat out)"
  code 2 models describe
  complains 'needs the name of a model'
  code 2 models describe shift-l
  complains 'the name of several models'
  code 2 models describe nli-shift-k
  complains "did you mean 'nli-shift-"
  code 2 models explain nli-shift-l
  code 2 models describe nli-shift-l --solver nli
  complains 'writes no programs that people read'
  code 2 models describe lpn-shift-l
  complains 'not made of tokens'

  code 0 generate --domain sequences --count 3 --seed 2 --params suite=shift-l,part=test
  cp out tasks.jsonl
  code 0 crosscheck tasks.jsonl --solvers enumerate,nli+symbolic --inputs 100 --budget 0 --evaluations 20000 --json
  [ "$(grep -c '"task":' out)" -eq 3 ] || fail 'a record a task'
  says '"compared":3,"identical":3,"inputs":300,"agreements":300'
  says '"agreed":3,"agreed_right":3'
  # Both together are surer than the symbolic answer alone, which a latent one has not by itself.
  grep -qE '"solver":"enumerate".*"alone":0[.][0-9]+,"confidence":0[.]99.*"alone":null,"confidence":0[.]99' out ||
    fail 'no joint confidence'
  code 0 solve tasks.jsonl --solver enumerate,nli+symbolic --budget 0 --evaluations 20000 --json
  [ "$(grep -c '"confidence":0[.]99' out)" -eq 6 ] || fail 'records have another confidence than the comparison'
  code 0 crosscheck tasks.jsonl --solvers enumerate,nli+symbolic --inputs 100 --budget 0 --evaluations 20000
  says 'enumerate and nli+symbolic both fit all 3 tasks'
  code 2 crosscheck tasks.jsonl --solvers enumerate
  complains 'two are needed'
  code 2 crosscheck tasks.jsonl
  complains 'nothing to be compared with'
  code 2 crosscheck tasks.jsonl more --solvers enumerate,constant
  complains 'is too much'
  code 3 crosscheck none.jsonl --solvers enumerate,constant
  echo nonsense >>tasks.jsonl
  code 3 crosscheck tasks.jsonl --solvers constant,enumerate --inputs 10 --budget 0 --evaluations 20000
  complains 'tasks.jsonl:4:'
  # Programs of another domain, or of more inputs than there are.
  code 2 crosscheck --domain lists 'sort(x0)' '<comp-i: 9>'
  complains "was trained for domain 'sequences'"
  code 3 crosscheck --domain lists 'sort(x0)' 'zip_with(x0 + x1, x0, x1)'
  # What was found in one domain is compared in another one that has the values, too.
  code 0 --no-time -c ':domain sequences' -c ':examples sample 2' -c ':solvers enumerate,nli+symbolic' -c ':solve' \
    -c ':domain lists' -c ':crosscheck enumerate nli+symbolic'
  says 'of 1000 generated inputs'
  # A network's tape is of so many places: what it does not take is counted and named, not dropped.
  code 0 -c ':domain sequences' -c ':examples sample 2' -c ":set check <shift-l: $token>" -c ':domain lists' -c ':clear' \
    -c '[1,2] -> [2,1]' -c 'reverse(x0)'
  says 'it does not take 1 input: '
  # Inputs on which programs differ are made small.
  code 0 crosscheck --domain lists 'sum(x0)' 'sum(take(2, x0))' '[5,7,9] -> 21'
  says ' -> 1 and 0'
}

eval_refused() {
  code 2 eval
  code 2 eval nothing
  complains "nothing to evaluate as 'nothing'"
  complains 'known are '
  code 2 eval nli --split shift-x
  complains "no weights of 'nli' were trained on 'shift-x'"
  code 2 eval nli --part train
  code 2 eval nli --solvers nli+gradent
  complains "did you mean 'nli+gradient'?"
  echo nonsense >bad.safetensors
  code 3 eval nli --weights bad.safetensors
  complains 'cannot use the weights bad.safetensors: its header is cut off, or it is no safetensors file'
  code 3 eval nli --weights /no/such/file
  code 2 --no-default-plugins eval nli
}

# Every line of the tutorial is what is typed and what is answered.
tutorial() {
  local root
  root=$(realpath "$data/../../..")
  code 0 models
  grep -q nli-comp-i out || exit 77
  code 0 --no-init -c ":replay $root/examples/sessions/tutorial.ink"
  mv out replayed
  sed -n '/^```$/,/^```$/p' "$root/docs/tutorial.md" | grep -vE '^```|^inkling ' >wanted
  grep -c '^sequences> ' wanted >/dev/null || fail 'no session in the tutorial'
  # In this order; what the file has besides are comments and the choice of the domain.
  awk 'NR == FNR { wanted[++n] = $0; next }
       k < n && $0 == wanted[k + 1] { ++k }
       END { if (k < n) { print "the tutorial has a line that inkling does not print: " wanted[k + 1]; exit 1 } }' \
    wanted replayed >lines || fail "$(cat lines)"
  grep '^inkling ' "$root/docs/tutorial.md" | sed 's/^inkling /"$inkling" /' >commands.sh
  [ "$(wc -l <commands.sh)" -eq 5 ] || fail 'the command lines of the tutorial'
  cp "$root/examples/sessions/tutorial.ink" session.ink
  inkling="$inkling" bash -e commands.sh >out 2>err || fail 'a command line of the tutorial'
  says 'rotate_left(x0, 1)'
  says 'enumerate and nli+symbolic both fit all 3 tasks'
  for page in page.html session.html; do
    grep -q '<svg class="map"' $page || fail "no map in $page"
    grep -q 'Both step by step' $page || fail "the two worlds do not stand side by side in $page"
  done
  grep -q 'tutorial' "$root/README.md" || fail 'README.md does not name the tutorial'
}

# A page about tasks.
report() {
  grep '^{' "$data/tasks.jsonl" | head -2 >tasks.jsonl
  code 0 report tasks.jsonl --solvers enumerate --out page.html
  grep -q '<meta name="viewport"' page.html || fail 'no page'
  [ "$(grep -c '<article>' page.html)" -ge 2 ] || fail 'a part for every task'
  grep -qE '(src|href)=' page.html && fail 'the page fetches something'
  printf '%s\n' '{"id":"<script>alert(1)</script>","domain":"strings","examples":[{"inputs":["<b>\u202e"],"output":"<b>"}],"queries":[{"inputs":["<i>x"]}]}' >nasty.jsonl
  code 0 report tasks.jsonl --solvers enumerate --limit 1 --out page.html
  complains 'only the first one is on the page: --limit N takes more'
  grep -q 'the first 1 task (--limit takes more)' page.html || fail 'the page does not say that there are more'
  code 0 report nasty.jsonl --solvers enumerate --budget 1s
  grep -qE '<script|<b>|<i>' out && fail 'text from a task is markup'
  grep -q 'u202e' out || fail 'a mark of direction is not spelled out'
  # The questions of a session, and records of other commands.
  printf '%s\n' ':domain lists' '[3,1,2] -> [1,2,3]' '[5,4] -> [4,5]' '[9,8] -> ?' ':more' '[7,9,8] -> ?' >session.ink
  code 0 report session.ink --out session.html
  [ "$(grep -c '<h2>Question' session.html)" -eq 2 ] || fail 'a part for every question'
  [ -s out ] && fail 'the session prints beside the page'
  code 2 report session.ink --solvers enumerate
  complains 'a session names its own'
  echo ':domain lists' >silent.ink
  code 3 report silent.ink
  complains 'asks nothing'
  code 0 solve tasks.jsonl --solver enumerate,constant --json
  cp out records.jsonl
  code 0 report records.jsonl
  grep -q '<h2>Solvers</h2>' out || fail 'no sums of records'
  grep -q 'evaluations of a search' out || fail 'no curve of records'
  echo '{"domain":"lists"}' >>records.jsonl
  code 3 report records.jsonl
  complains 'records.jsonl:5:'
  code 3 report /no/such/file
  code 2 report tasks.jsonl --solvers nobody
  code 2 --json report tasks.jsonl
  echo nonsense >bad.jsonl
  code 3 report bad.jsonl
  complains "'bad.jsonl' holds nothing that can be reported: line 1:"
  cp "$data/tasks.jsonl" half.jsonl
  echo nonsense >>half.jsonl
  code 3 report half.jsonl --solvers enumerate --budget 0 --evaluations 2000
  complains "half.jsonl:$(wc -l <half.jsonl):"
  # A table is told once, with what is expected.
  printf '%s\n' 'name,initials' 'ada lovelace,A.L.' 'x,y' 'a,b' 'c,d' >people.csv
  code 3 report people.csv
  [ "$(grep -c '^error:' err)" -eq 1 ] || fail 'an error for every line'
  complains 'inkling fill people.csv'
  # Outputs that the file knows stand beside the question.
  printf '%s\n' '{"domain":"lists","examples":[{"inputs":[[1,2]],"output":[2,1]},{"inputs":[[5]],"output":[5]}],"queries":[{"inputs":[[7,8,9]],"output":[9,8,7]}]}' >known.jsonl
  code 0 report known.jsonl --solvers enumerate
  grep -q '<code>\[9,8,7\]</code> (asked, and known)' out || fail 'a known output is not shown'
  : >none.jsonl
  code 3 report none.jsonl
  complains 'there is no task'
}

# The files that the manual names are there, and its lines do what it says.
readme_files() {
  cd "$(dirname "$data")/../.." || exit 1
  code_in_place() { "$inkling" "$@" >"$work/out" 2>"$work/err" </dev/null || fail "$*"; }
  for file in $(grep -oE 'examples/[a-z_]+([/.][a-z_.]+)+' README.md); do
    [ -e "$file" ] || fail "README.md names $file"
  done
  code_in_place fill examples/people.csv
  grep -qF 'Alan Turing,A.T.' "$work/out" || fail 'the table'
  code_in_place fill examples/people.csv --as python
  grep -qF 'def program(x0):' "$work/out" || fail 'the program'
  code_in_place solve examples/tasks.jsonl --json
  grep -qF '"correct":[true]' "$work/out" || fail 'the tasks'
}

# Programs that are taken away run elsewhere.
take_away() {
  learn=(predict --domain strings --solver substring 'ada lovelace -> A.L.' 'grace hopper -> G.H.' 'alan turing -> ?')
  code 0 "${learn[@]}" --as python
  cp out program.py
  code 0 "${learn[@]}" --as sql
  cp out query.sql
  if command -v python3 >/dev/null; then
    [ "$(python3 program.py 'kurt gödel')" = 'K.G.' ] || fail 'the Python program'
    python3 -c "import sqlite3, sys
if sqlite3.sqlite_version_info >= (3, 38):
    row = sqlite3.connect(':memory:').execute(open('query.sql').read(), {'x0': 'kurt gödel'}).fetchone()
    sys.exit(row != ('K.G.',))" || fail 'the query'
  fi
  code 0 "${learn[@]}" --as python --json
  says '"code":"# '
  code 2 "${learn[@]}" --as cobol
  complains 'they are written as: python, sql, excel'
  code 2 "${learn[@]}" --as python --html
  printf 'name,initials\nada lovelace,A.L.\ngrace hopper,G.H.\nalan turing,\n' >table.csv
  code 0 fill table.csv --solver substring --as python --out initials.py
  complains "x0 is name"
  grep -q '^def program(x0):' initials.py || fail 'the program of the table'
  printf 'id,full name,short\n1,ada lovelace,ada\n2,grace hopper,grace\n3,alan turing,\n' >names.csv
  code 0 fill names.csv --solver substring --as excel
  grep -q 'B2' out || fail 'the formula is about the cells of the table'
  code 0 fill names.csv --solver substring --as sql
  says '"full name" AS x1 FROM "names"'
  code 2 fill table.csv --as python --column 1 --column 2
  code 1 predict --domain strings --solver enumerate --evaluations 10 'a -> q1' 'b -> z2' 'c -> ?' --as python
  complains 'no program fits all examples'
  code 0 --json -c ':domain strings' -c 'a b -> a' -c ':why word(x0, 2) cd ef'
  says '"pieces":[{"begin":0,"end":2,"kind":"copied","sources":[{"input":0,"begin":3,"end":5}]}]'
  code 0 --json -c ':domain strings' -c ':as excel upper(x0)'
  says '"target":"excel","code":"=UPPER(A1)'
  printf '{"id":"t","domain":"lists","examples":[{"inputs":[[3,1]],"output":[1,3]},{"inputs":[[5,9,2]],"output":[2,5,9]}]}\n' >tasks.jsonl
  code 0 solve tasks.jsonl --solver enumerate --as python
  says 'return sorted(x0)'
}

# A person at a terminal: prompt, completion, Ctrl-C, Ctrl-D, history.
prompt() {
  command -v expect >/dev/null || exit 77
  cat >dialogue <<SCRIPT
spawn -noecho $inkling --no-init --color never
set timeout 20
expect_after timeout { exec kill -9 [exp_pid]; exit 9 }
expect "lists> "
send ":exam\t"
expect "ples"
send "\r"
expect "no examples yet"
expect "lists> "
send "\[3,1"
expect "3,1"
send "\x03"
expect "Ctrl-D or :quit leaves"
expect "lists> "
send "\[3,1,2\] -> \[1,2,3\]\r"
expect "lists> "
send "\[9,4\] ->\r"
expect "..> "
send "?\r"
expect "4,9"
expect "lists> "
send "7\t8\r"
expect "lists> "
send ":load know\t"
expect "n-leaks"
send "\x03"
expect "lists> "
send ":as py\t"
expect "thon"
send "\x03"
expect "lists> "
send ":table know\t"
expect "n-leaks"
send "\x03"
expect "lists> "
send "\x04"
expect eof
lassign [wait] pid spawnid os code
exit \$code
SCRIPT
  # libedit keeps the names of added commands for ever; only whole stacks show that it is libedit.
  echo 'leak:libedit' >known-leaks
  export LSAN_OPTIONS="suppressions=$work/known-leaks" ASAN_OPTIONS=fast_unwind_on_malloc=0
  # A run in the background ignores Ctrl-C, and what it starts inherits that.
  TERM=xterm env --default-signal=INT expect -f dialogue >out 2>err </dev/null || fail 'the dialogue'
  grep -q '3,1,2' state/inkling/history || fail 'the history file'
  # libedit writes a blank as \040.
  grep -qF '[9,4]\040->\040?' state/inkling/history || fail 'an input of two lines is one in the history'
  [ "$(stat -c %a state/inkling/history)" = 600 ] || fail 'the history is readable by others'
}

"$2"
echo "passed: $2"
