#!/usr/bin/env bash
# check_walkthrough.sh ROOT: every piece of code that the guides show under a file's name ("```cpp grid_plugin.cpp")
# stands in that file of the template, line for line.
set -euo pipefail
root=${1:?usage: check_walkthrough.sh ROOT}
template=$root/examples/plugin_template
checked=0
broken=0
for guide in "$root"/docs/add-a-domain.md "$root"/docs/add-a-solver.md; do
  file='' block=''
  while IFS= read -r line; do
    if [[ -z $file ]]; then
      if [[ $line =~ ^\`\`\`[a-z]+\ ([A-Za-z_.]+)$ ]]; then file=${BASH_REMATCH[1]} block=''; fi
    elif [[ $line == '```' ]]; then
      checked=$((checked + 1))
      if [[ $(< "$template/$file")$'\n' != *"$block"* ]]; then
        printf '%s shows code that is not in %s:\n%s' "${guide##*/}" "$file" "$block"
        broken=1
      fi
      file=''
    else
      block+=$line$'\n'
    fi
  done < "$guide"
done
((checked >= 8)) || { echo "only $checked pieces of code were found: has the notation changed?"; exit 1; }
((broken)) || echo "all $checked pieces of code are in the template"
exit "$broken"
