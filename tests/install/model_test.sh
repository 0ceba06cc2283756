#!/usr/bin/env bash
# model_test.sh CMAKE BUILD_FOLDER GENERATOR COMPILER CXX_FLAGS SANITIZERS
# docs/add-a-model.md in small: the template's domain, out of tree, trains a network that reads its examples better than
# chance; its weights are found in the user's own folder; at the prompt its answer is compared with a symbolic one.
source "$(dirname "${BASH_SOURCE[0]}")/out_of_tree.sh" "$@"
export XDG_DATA_HOME=$work/home
tasks='max_steps=1,side=3'

say "train"
"$inkling" --plugin-dir "$plugins" train nli --domain grid --tasks "$tasks" --tape side=3 --out "$work/run" \
  positions=1 codes=16 heads=4 encoder_layers=2 mlp_ratio=4 bias=absolute encoder_bias=absolute \
  inductor_gumbel=false regulariser=0 learning_rate=0.003 epsilon=1e-6 \
  steps=1200 evaluate_every=200 evaluate_pairs=4 > "$work/train.txt" ||
  { cat "$work/train.txt"; fail "'inkling train nli --domain grid'"; }
cat "$work/train.txt"
for file in model.safetensors model.md metrics.jsonl curves.svg; do
  [[ -s $work/run/$file ]] || fail "the training wrote no $file"
done

say "weights that are named need not be found"
"$inkling" --plugin-dir "$plugins" generate --domain grid --params "$tasks" --count 100 --seed 5 > "$work/tasks.jsonl"
"$inkling" --plugin-dir "$plugins" --json solve "$work/tasks.jsonl" --solver nli > "$work/none.jsonl" || true
! grep -q '"correct":\[true\]' "$work/none.jsonl" || fail "there are weights already"
"$inkling" --plugin-dir "$plugins" --json solve "$work/tasks.jsonl" --solver "nli(model=$work/run/model.safetensors)" \
  > "$work/named.jsonl"

say "the weights are found where the guide puts them"
mkdir -p "$XDG_DATA_HOME/inkling/models"
cp "$work/run/model.safetensors" "$XDG_DATA_HOME/inkling/models/nli-grid.safetensors"

say "right on fresh tasks more often than chance"
"$inkling" --plugin-dir "$plugins" --json solve "$work/tasks.jsonl" --solver nli > "$work/answers.jsonl"
right=$(grep -c '"correct":\[true\]' "$work/answers.jsonl" || true)
say "right on $right of 100 fresh tasks"
# Whoever knows one of the six steps is right on a sixth of the tasks; five standard deviations more are 36.
((right >= 36)) || fail "the trained network is right on $right of 100 fresh tasks; at least 36 are expected"

named=$(grep -c '"correct":\[true\]' "$work/named.jsonl" || true)
((named == right)) || fail "the same weights are right on $named of them where their file is named"

say "the latent and the symbolic answer side by side"
answer=$("$inkling" --plugin-dir "$plugins" predict --domain grid --solver enumerate,nli+gradient \
  '[[1,2,3],[4,5,6],[7,8,9]] -> [[2,3,4],[5,6,7],[8,9,0]]' '[[5,0,6],[7,3,8],[1,1,2]] -> [[6,1,7],[8,4,9],[2,2,3]]' \
  '[[9,0,1],[3,5,2],[4,6,8]] -> ?')
printf '%s\n' "$answer"
grep -q -F 'add_one(x0)' <<< "$answer" || fail "enumerate gives no program"
grep -q -E '<(grid: )?[0-9 ]+([|][-+.e0-9 ]+)?>' <<< "$answer" || fail "nli+gradient gives no program"
grep -q -E 'agree on [0-9]+ of [0-9]+ generated inputs' <<< "$answer" || fail "the two are not compared"
say "ok"
