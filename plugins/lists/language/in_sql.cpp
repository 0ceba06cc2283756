// The lists language in SQLite; lists are JSON.
#include "lists_tables.hpp"

namespace inkling::lists {
namespace {

#define MOST "1048576"
#define LENGTH(xs) "json_array_length(" xs ")"
#define EACH(xs) "json_each(" xs ")"
// A list of the values of a query that has them in order.
#define LIST(query) "(SELECT json_group_array({out.item:value}) FROM (" query "))"
#define FROM_END(i, n) "CASE WHEN " i " < 0 THEN " n " + " i " ELSE " i " END"
// A place from 0 to n - 1, or NULL.
#define PLACE(i, n)                                                                              \
  "CASE WHEN " i " >= 0 AND " i " < " n " THEN " i " WHEN " i " < 0 AND " i " >= -" n " THEN " n \
  " + " i " END"
#define ROWS(source) "WITH {0.rows:" source "} "
#define ROWS_OF(xs) ROWS("SELECT key, value AS {0.0} FROM " EACH(xs))
#define ITEM(xs, i) "json_extract(" xs ", '$[' || (" i ") || ']')"
// Runs over the elements; what it comes to, or NULL from where it leaves 64 bits.
#define FOLDED(start, step)                                                    \
  "?(WITH RECURSIVE a(i, s) AS (SELECT 0, " start                              \
  " UNION ALL SELECT i + 1, CASE WHEN typeof(" step ") = 'integer' THEN " step \
  " END FROM a WHERE s IS NOT NULL AND i < " LENGTH(                           \
      "{0}") ") SELECT nullif(s, -9223372036854775807 - 1) FROM a ORDER BY i DESC LIMIT 1)"
// The key of the first row of which that does not hold.
#define FIRST_NOT(r) "(SELECT key FROM f WHERE r IS NOT " r " ORDER BY key LIMIT 1)"

const std::vector<dsl::Rendering>& rows() {
  static const std::vector<dsl::Rendering> table = {
      {"head", "(SELECT value FROM " EACH("{0}") " WHERE key = 0)"},
      {"last", "(SELECT value FROM " EACH("{0}") " ORDER BY key DESC LIMIT 1)"},
      {"take", "?" LIST("SELECT value FROM " EACH("{1}") " WHERE key < " FROM_END(
                   "{0}", LENGTH("{1}")) " ORDER BY key")},
      {"drop", "?" LIST("SELECT value FROM " EACH("{1}") " WHERE key >= " FROM_END(
                   "{0}", LENGTH("{1}")) " ORDER BY key")},
      {"access",
       "?(SELECT value FROM " EACH("{1}") " WHERE key = " FROM_END("{0}", LENGTH("{1}")) ")"},
      {"tail", "CASE WHEN " LENGTH("{0}") " > 0 THEN " LIST(
                   "SELECT value FROM " EACH("{0}") " WHERE key > 0 ORDER BY key") " END"},
      {"init", "CASE WHEN " LENGTH("{0}") " > 0 THEN " LIST("SELECT value FROM " EACH(
                   "{0}") " WHERE key < " LENGTH("{0}") " - 1 ORDER BY key") " END"},
      {"slice",
       "?" LIST("SELECT value FROM " EACH("{0}") " WHERE key >= " FROM_END(
           "{1}", LENGTH("{0}")) " AND key < " FROM_END("{2}", LENGTH("{0}")) " ORDER BY key")},
      {"step", "?CASE WHEN {1} > 0 THEN " LIST(
                   "SELECT value FROM " EACH("{0}") " WHERE key % {1} = 0 ORDER BY key") " END"},
      {"minimum", "(SELECT min(value) FROM " EACH("{0}") ")"},
      {"maximum", "(SELECT max(value) FROM " EACH("{0}") ")"},
      {"sum", FOLDED("0", "s + " ITEM("{0}", "i"))},
      {"product", FOLDED("1", "s * " ITEM("{0}", "i"))},
      {"mean", nullptr},
      {"median", nullptr},
      {"mode", "(SELECT value FROM " EACH(
                   "{0}") " GROUP BY value ORDER BY count(*) DESC, min(key) LIMIT 1)"},
      {"length", LENGTH("{0}")},
      {"is_empty", "(" LENGTH("{0}") " = 0)"},
      {"contains", "?EXISTS (SELECT 1 FROM " EACH("{0}") " WHERE value = {1})"},
      {"count_of", "?(SELECT count(*) FROM " EACH("{0}") " WHERE value = {1})"},
      {"index_of", "?(SELECT min(key) FROM " EACH("{0}") " WHERE value = {1})"},
      {"min_index", "(SELECT key FROM " EACH("{0}") " ORDER BY value, key LIMIT 1)"},
      {"max_index", "(SELECT key FROM " EACH("{0}") " ORDER BY value DESC, key LIMIT 1)"},
      {"reverse", "?" LIST("SELECT value FROM " EACH("{0}") " ORDER BY key DESC")},
      {"sort", "?" LIST("SELECT value FROM " EACH("{0.flat}") " ORDER BY value")},
      {"sort_desc", "?" LIST("SELECT value FROM " EACH("{0.flat}") " ORDER BY value DESC")},
      {"unique",
       "?" LIST("SELECT value, min(key) FROM " EACH("{0}") " GROUP BY value ORDER BY min(key)")},
      {"append", "?" LIST("SELECT 0 AS part, key, value FROM " EACH(
                     "{0}") " UNION ALL SELECT 1, 0, {1} ORDER BY 1, 2")},
      {"prepend",
       "?" LIST(
           "SELECT 0 AS part, 0 AS key, {0} AS value UNION ALL SELECT 1, key, value FROM " EACH(
               "{1}") " ORDER BY 1, 2")},
      {"concat", "?" LIST("SELECT 0 AS part, key, value FROM " EACH(
                     "{0}") " UNION ALL SELECT 1, key, value FROM " EACH("{1}") " ORDER BY 1, 2")},
      {"insert",
       "?(SELECT CASE WHEN at IS NOT NULL THEN (SELECT json_group_array({out.item:value}) FROM "
       "(SELECT "
       "2 * key AS place, value FROM " EACH(
           "{0}") " UNION ALL SELECT 2 * at - 1, {2} ORDER BY 1)) END FROM "
                  "(SELECT " PLACE("{1}", "(" LENGTH("{0}") " + 1)") " AS at))"},
      {"set_at",
       "?(SELECT CASE WHEN at IS NOT NULL THEN (SELECT json_group_array({out.item:value}) FROM "
       "(SELECT "
       "CASE WHEN key = at THEN {2} ELSE value END AS value FROM " EACH(
           "{0}") " ORDER BY key)) END FROM "
                  "(SELECT " PLACE("{1}", LENGTH("{0}")) " AS at))"},
      {"remove_at",
       "?(SELECT CASE WHEN at IS NOT NULL THEN (SELECT json_group_array({out.item:value}) FROM "
       "(SELECT "
       "value FROM " EACH("{0}") " WHERE key <> at ORDER BY key)) END FROM (SELECT " PLACE(
           "{1}", LENGTH("{0}")) " AS at))"},
      {"remove", "?" LIST("SELECT value FROM " EACH("{0}") " WHERE value <> {1} ORDER BY key")},
      {"remove_first",
       "?" LIST("SELECT value FROM " EACH("{0}") " WHERE key IS NOT (SELECT min(key) FROM " EACH(
           "{0}") " WHERE value = {1}) ORDER BY key")},
      {"replace",
       "?" LIST("SELECT CASE WHEN value = {1} THEN {2} ELSE value END AS value FROM " EACH(
           "{0}") " ORDER BY key")},
      {"swap",
       "?(SELECT CASE WHEN i IS NOT NULL AND j IS NOT NULL THEN (SELECT "
       "json_group_array({out.item:value}) "
       "FROM (SELECT value, CASE key WHEN i THEN j WHEN j THEN i ELSE key END AS place FROM " EACH(
           "{0}") " "
                  "ORDER BY place)) "
                  "END FROM (SELECT " PLACE("{1}", LENGTH("{0}")) " AS i, " PLACE(
                      "{2}", LENGTH("{0}")) " AS j))"},
      {"rotate", "?" LIST("SELECT value, (key - {1} % " LENGTH("{0}") " + " LENGTH(
                     "{0}") ") % " LENGTH("{0}") " AS place FROM " EACH("{0}") " ORDER BY place")},
      {"diff",
       "?(SELECT CASE WHEN count(*) = count(d) THEN json_group_array(d) END FROM (SELECT CASE WHEN "
       "typeof(value - before) = 'integer' THEN nullif(value - before, -9223372036854775807 - 1) "
       "END "
       "AS d FROM (SELECT key, value, lag(value) OVER (ORDER BY key) AS before FROM " EACH(
           "{0}") ") WHERE "
                  "key > 0 ORDER BY key))"},
      {"intersperse",
       "?" LIST("SELECT 2 * key AS place, value FROM " EACH(
           "{0}") " UNION ALL SELECT 2 * key - 1, {1} FROM " EACH("{0}") " WHERE key > 0 ORDER BY "
                                                                         "1")},
      {"intersect", "?" LIST("SELECT value FROM " EACH(
                        "{0}") " WHERE value IN (SELECT value FROM " EACH("{1}") ") ORDER BY key")},
      {"difference",
       "?" LIST("SELECT value FROM " EACH("{0}") " WHERE value NOT IN (SELECT value FROM " EACH(
           "{1}") ") ORDER BY key")},
      {"singleton", "?json_array({out.item:{0}})"},
      {"range",
       "?CASE WHEN typeof({1} - {0}) = 'integer' AND {1} - {0} <= " MOST
       " THEN (WITH RECURSIVE n(i) AS "
       "(SELECT {0} WHERE {0} < {1} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {1}) SELECT "
       "json_group_array(i) FROM n) END"},
      {"digits",
       "?(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
       "length(abs({0}))) SELECT json_group_array(CAST(substr(abs({0}), i, 1) AS INTEGER)) FROM "
       "n)"},
      {"repeat", "?CASE WHEN {1} <= " MOST " THEN (WITH RECURSIVE n(i) AS (SELECT 1 WHERE {1} > 0 "
                 "UNION ALL SELECT i + 1 FROM n WHERE i "
                 "< {1}) SELECT json_group_array({out.item:value}) FROM (SELECT i, {0} AS value "
                 "FROM n)) END"},
      {"cycle", "?CASE WHEN {1} * " LENGTH(
                    "{0}") " <= " MOST
                           " THEN (WITH RECURSIVE n(i) AS (SELECT 1 WHERE {1} > 0 AND " LENGTH(
                               "{0}") " > 0 UNION ALL SELECT i + 1 FROM n WHERE i < {1}) SELECT "
                                      "json_group_array({out.item:value}) FROM (SELECT "
                                      "value FROM n, " EACH("{0}") " ORDER BY i, key)) END"},
      {"indices", "?(SELECT json_group_array(key) FROM " EACH("{0}") ")"},
      {"zip",
       "?(SELECT json_group_array(json(pair)) FROM (SELECT json_array({0.item:a.value}, "
       "{1.item:b.value}) AS pair FROM " EACH("{0}") " AS a JOIN " EACH(
           "{1}") " AS b ON a.key = b.key ORDER BY "
                  "a.key))"},
      {"flatten", "?" LIST("SELECT b.value AS value FROM " EACH("{0}") " AS a, " EACH(
                      "a.value") " AS b ORDER BY a.key, b.key")},
      {"group",
       "?(SELECT json_group_array(json(items)) FROM (SELECT json_group_array({0.item:value}) AS "
       "items "
       "FROM (SELECT key, value, sum(starts) OVER (ORDER BY key) AS n FROM (SELECT key, value, "
       "value IS "
       "NOT lag(value) OVER (ORDER BY key) AS starts FROM " EACH(
           "{0}") ")) GROUP BY n ORDER BY n))"},
      {"chunk",
       "?CASE WHEN {1} > 0 THEN (SELECT json_group_array(json(items)) FROM (SELECT "
       "json_group_array({0.item:value}) AS items FROM (SELECT value, key / {1} AS part FROM " EACH(
           "{0}") " ORDER BY key) GROUP BY part ORDER BY part)) END"},
      {"windows",
       "?CASE WHEN {1} > 0 THEN (SELECT json_group_array(json(items)) FROM (SELECT (SELECT "
       "json_group_array({0.item:value}) FROM (SELECT value FROM " EACH(
           "{0}") " WHERE key >= a.key AND key < "
                  "a.key + {1} ORDER BY key)) AS items FROM " EACH(
                      "{0}") " AS a WHERE a.key + {1} <= " LENGTH("{0}") " ORDER BY a.key)) END"},
      {"transpose",
       "?(WITH RECURSIVE n(i) AS (SELECT 0 WHERE (SELECT min(" LENGTH("value") ") FROM " EACH(
           "{0}") ") > 0 UNION "
                  "ALL SELECT i + 1 FROM n WHERE i + 1 < (SELECT min(" LENGTH(
                      "value") ") FROM " EACH("{0}") ")) SELECT "
                                                     "json_group_array(json(items)) FROM (SELECT "
                                                     "(SELECT json_group_array({0.inner:value}) "
                                                     "FROM (SELECT "
                                                     "b.value AS value FROM " EACH(
                                                         "{0}") " AS a, " EACH("a.value") " AS b "
                                                                                          "WHERE "
                                                                                          "b.key = "
                                                                                          "i ORDER "
                                                                                          "BY "
                                                                                          "a.key)) "
                                                                                          "AS "
                                                                                          "items "
                                                                                          "FROM n "
                                                                                          "ORDER "
                                                                                          "BY i))"},
      {"map", "?(" ROWS_OF("{1}") "SELECT CASE WHEN count(*) = count(r) THEN "
                                  "json_group_array({out.item:r}) END FROM "
                                  "(SELECT r FROM f ORDER BY key))"},
      {"filter",
       "?(" ROWS_OF(
           "{1}") "SELECT CASE WHEN count(*) = count(r) THEN json_group_array({out.item:{0.0}}) "
                  "FILTER (WHERE r = 1) END FROM (SELECT {0.0}, r FROM f ORDER BY key))"},
      {"count",
       "?(" ROWS_OF(
           "{1}") "SELECT CASE WHEN count(*) = count(r) THEN coalesce(sum(r), 0) END FROM f)"},
      {"zip_with",
       "?(" ROWS("SELECT a.key AS key, a.value AS {0.0}, b.value AS {0.1} FROM " EACH(
           "{1}") " AS a JOIN " EACH("{2}") " AS b ON a.key = b.key") "SELECT CASE WHEN count(*) = "
                                                                      "count(r) THEN "
                                                                      "json_group_array({out.item:"
                                                                      "r}) END FROM (SELECT r FROM "
                                                                      "f "
                                                                      "ORDER BY key))"},
      {"scanl1",
       "?(WITH RECURSIVE a(i, s) AS (SELECT 0, " ITEM("{1}", "0") " WHERE " LENGTH(
           "{1}") " > 0 UNION ALL SELECT i + 1, "
                  "{0.value:SELECT s AS {0.0}, " ITEM(
                      "{1}", "i + 1") " AS {0.1}} FROM a WHERE s IS NOT NULL AND i + 1 "
                                      "< " LENGTH("{1}") ") "
                                                         "SELECT CASE WHEN count(*) = count(s) "
                                                         "THEN json_group_array({out.item:s}) "
                                                         "END FROM (SELECT s FROM a "
                                                         "ORDER BY i))"},
      {"fold",
       "?(WITH RECURSIVE a(i, s) AS (SELECT 0, {1} UNION ALL SELECT i + 1, {0.value:SELECT s AS "
       "{0.0}, " ITEM("{2}", "i") " AS {0.1}} FROM a WHERE s IS NOT NULL AND i < " LENGTH(
           "{2}") ") SELECT s FROM a ORDER BY i "
                  "DESC LIMIT 1)"},
      {"any", "?(" ROWS_OF("{1}") "SELECT CASE WHEN EXISTS (SELECT 1 FROM f WHERE r IS NOT 0) THEN "
                                  "(SELECT r FROM f "
                                  "WHERE r IS NOT 0 ORDER BY key LIMIT 1) ELSE 0 END)"},
      {"all", "?(" ROWS_OF("{1}") "SELECT CASE WHEN EXISTS (SELECT 1 FROM f WHERE r IS NOT 1) THEN "
                                  "(SELECT r FROM f "
                                  "WHERE r IS NOT 1 ORDER BY key LIMIT 1) ELSE 1 END)"},
      {"mapi", "?(" ROWS("SELECT key, key AS {0.0}, value AS {0.1} FROM " EACH(
                   "{1}")) "SELECT CASE WHEN count(*) = "
                           "count(r) THEN json_group_array({out.item:r}) END FROM (SELECT r FROM f "
                           "ORDER BY key))"},
      {"filteri", "?(" ROWS("SELECT key, key AS {0.0}, value AS {0.1} FROM " EACH(
                      "{1}")) "SELECT CASE WHEN count(*) = "
                              "count(r) THEN json_group_array({out.item:{0.1}}) FILTER (WHERE r = "
                              "1) END FROM (SELECT {0.1}, r FROM "
                              "f ORDER BY key))"},
      {"find", "?(" ROWS_OF("{1}") "SELECT CASE WHEN r = 1 THEN {0.0} END FROM f WHERE r IS NOT 0 "
                                   "ORDER BY key LIMIT 1)"},
      {"find_index", "?(" ROWS_OF("{1}") "SELECT CASE WHEN r = 1 THEN key END FROM f WHERE r IS "
                                         "NOT 0 ORDER BY key LIMIT 1)"},
      {"take_while", "?(" ROWS_OF("{1}") "SELECT CASE WHEN " FIRST_NOT(
                         "1") " IS NULL OR (SELECT r FROM f WHERE "
                              "key = " FIRST_NOT("1") ") = 0 THEN (SELECT "
                                                      "json_group_array({out.item:"
                                                      "{0.0}}) FROM (SELECT {0.0} "
                                                      "FROM f WHERE key < "
                                                      "coalesce(" FIRST_NOT("1") ", key + 1) ORDER "
                                                                                 "BY key)) END)"},
      {"drop_while", "?(" ROWS_OF("{1}") "SELECT CASE WHEN " FIRST_NOT(
                         "1") " IS NULL OR (SELECT r FROM f WHERE "
                              "key = " FIRST_NOT("1") ") = 0 THEN (SELECT "
                                                      "json_group_array({out.item:"
                                                      "{0.0}}) FROM (SELECT {0.0} "
                                                      "FROM f WHERE key "
                                                      ">= " FIRST_NOT("1") " ORDER"
                                                                           " BY "
                                                                           "key)) "
                                                                           "END)"},
      {"sort_by", "?(" ROWS_OF("{1}") "SELECT CASE WHEN count(*) = count(r) THEN "
                                      "json_group_array({out.item:{0.0}}) END FROM "
                                      "(SELECT {0.0}, r FROM f ORDER BY r, key))"},
      {"max_by", "?(" ROWS_OF("{1}") "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM f WHERE r IS "
                                     "NULL) THEN (SELECT {0.0} "
                                     "FROM f ORDER BY r DESC, key LIMIT 1) END)"},
      {"min_by", "?(" ROWS_OF("{1}") "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM f WHERE r IS "
                                     "NULL) THEN (SELECT {0.0} "
                                     "FROM f ORDER BY r, key LIMIT 1) END)"},
  };
  return table;
}

}  // namespace

void add_sql(dsl::Renderings& renderings) {
  renderings.rows.insert(renderings.rows.end(), rows().begin(), rows().end());
}

}  // namespace inkling::lists
