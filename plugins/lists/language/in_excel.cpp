// The lists language in spreadsheets: a cell holds no list, so only what works on numbers is
// written.
#include "lists_tables.hpp"

namespace inkling::lists {

void add_excel(dsl::Renderings& renderings) {
  for (const char* name :
       {"head",        "last",         "take",       "drop",       "access",     "tail",
        "init",        "slice",        "step",       "minimum",    "maximum",    "sum",
        "product",     "length",       "is_empty",   "contains",   "count_of",   "index_of",
        "min_index",   "max_index",    "reverse",    "sort",       "sort_desc",  "unique",
        "append",      "prepend",      "concat",     "insert",     "set_at",     "remove_at",
        "remove",      "remove_first", "replace",    "swap",       "rotate",     "diff",
        "intersperse", "intersect",    "difference", "singleton",  "range",      "digits",
        "repeat",      "cycle",        "indices",    "zip",        "flatten",    "group",
        "chunk",       "windows",      "transpose",  "map",        "filter",     "count",
        "zip_with",    "scanl1",       "fold",       "any",        "all",        "mapi",
        "filteri",     "find",         "find_index", "take_while", "drop_while", "sort_by",
        "max_by",      "min_by",       "mean",       "median",     "mode"})
    renderings.rows.push_back({name, nullptr});
}

}  // namespace inkling::lists
