// The strings language in SQLite. Decimals are kept exact as integers, and beyond their 64 bits
// NULL; dates and times are not written, which SQLite does not find in words.
#include "strings_tables.hpp"

namespace inkling::strings {
namespace {

// Characters by code point `u`, as text::to_upper and its like say.
#define UPPER(u)                                                                             \
  "CASE WHEN " u " BETWEEN 97 AND 122 OR " u " BETWEEN 224 AND 246 OR " u                    \
  " BETWEEN 248 AND 254 OR " u " BETWEEN 945 AND 961 OR " u " BETWEEN 963 AND 971 OR " u     \
  " BETWEEN 1072 AND 1103 THEN " u " - 32 WHEN " u " = 255 THEN 376 WHEN " u                 \
  " = 962 THEN 931 WHEN " u " = 940 THEN 902 WHEN " u " BETWEEN 941 AND 943 THEN " u         \
  " - 37 WHEN " u " = 972 THEN 908 WHEN " u " IN (973, 974) THEN " u " - 63 WHEN " u         \
  " BETWEEN 1104 AND 1119 THEN " u " - 80 WHEN " u " = 1231 THEN 1216 WHEN " u               \
  " BETWEEN 1377 AND 1414 THEN " u " - 48 WHEN " u " BETWEEN 256 AND 303 OR " u              \
  " BETWEEN 306 AND 311 OR " u " BETWEEN 330 AND 375 OR " u " BETWEEN 1120 AND 1153 OR " u   \
  " BETWEEN 1162 AND 1215 OR " u " BETWEEN 1232 AND 1327 THEN " u " - " u " % 2 WHEN " u     \
  " BETWEEN 313 AND 328 OR " u " BETWEEN 377 AND 382 OR " u " BETWEEN 1217 AND 1230 THEN " u \
  " - 1 + " u " % 2 ELSE " u " END"
#define LOWER(u)                                                                             \
  "CASE WHEN " u " BETWEEN 65 AND 90 OR " u " BETWEEN 192 AND 214 OR " u                     \
  " BETWEEN 216 AND 222 OR " u " BETWEEN 913 AND 929 OR " u " BETWEEN 931 AND 939 OR " u     \
  " BETWEEN 1040 AND 1071 THEN " u " + 32 WHEN " u " = 376 THEN 255 WHEN " u                 \
  " = 902 THEN 940 WHEN " u " BETWEEN 904 AND 906 THEN " u " + 37 WHEN " u                   \
  " = 908 THEN 972 WHEN " u " IN (910, 911) THEN " u " + 63 WHEN " u                         \
  " BETWEEN 1024 AND 1039 THEN " u " + 80 WHEN " u " = 1216 THEN 1231 WHEN " u               \
  " BETWEEN 1329 AND 1366 THEN " u " + 48 WHEN " u " BETWEEN 256 AND 303 OR " u              \
  " BETWEEN 306 AND 311 OR " u " BETWEEN 330 AND 375 OR " u " BETWEEN 1120 AND 1153 OR " u   \
  " BETWEEN 1162 AND 1215 OR " u " BETWEEN 1232 AND 1327 THEN " u " + 1 - " u " % 2 WHEN " u \
  " BETWEEN 313 AND 328 OR " u " BETWEEN 377 AND 382 OR " u " BETWEEN 1217 AND 1230 THEN " u \
  " + " u " % 2 ELSE " u " END"
#define CAPITAL(u) "(" LOWER(u) ") <> " u
#define SMALL(u) "((" UPPER(u) ") <> " u " OR " u " = 223)"
#define SPACES                                                                                    \
  "9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, " \
  "8201, 8202, 8232, 8233, 8239, 8287, 12288"
#define SPACE(u) u " IN (" SPACES ")"
#define DIGIT(u) u " BETWEEN 48 AND 57"
#define LETTER(u)                                                                           \
  "(" u " BETWEEN 65 AND 90 OR " u " BETWEEN 97 AND 122 OR " u " IN (170, 181, 186) OR (" u \
  " >= 192 AND " u " < 126976 AND " u " NOT IN (215, 247, 5760, 12288) AND NOT " u          \
  " BETWEEN 8192 AND 11263 AND NOT " u " BETWEEN 12288 AND 12351 AND NOT " u                \
  " BETWEEN 57344 AND 63743 AND NOT " u " BETWEEN 65024 AND 65135))"

// Every character of s with its number, from 1, and the code points around; one row with '' for ''.
#define CHARS(s)                                                                        \
  "(WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < length(" s \
  ")) SELECT i, substr(" s ", i, 1) AS ch, unicode(substr(" s                           \
  ", i, 1)) AS u, CASE WHEN i > 1 "                                                     \
  "THEN unicode(substr(" s ", i - 1, 1)) END AS before, unicode(substr(" s              \
  ", i + 1, 1)) AS behind FROM c)"
#define JOINED(expression, s) "(SELECT group_concat(" expression ", '') FROM " CHARS(s) ")"
#define MAPPED(code) "?" JOINED("CASE WHEN u IS NULL THEN '' ELSE char(" code ") END", "{0}")
#define KEPT(test) "?" JOINED("CASE WHEN " test " THEN ch ELSE '' END", "{0}")
#define LEFT_OUT(test) "?" JOINED("CASE WHEN " test " THEN '' ELSE ch END", "{0}")
#define ALL(test) \
  "?({0} <> '' AND NOT EXISTS (SELECT 1 FROM " CHARS("{0}") " WHERE NOT (" test ")))"
#define CASED(test, other) \
  "?(SELECT coalesce(max(" test "), 0) AND NOT coalesce(max(" other "), 0) FROM " CHARS("{0}") ")"
#define CAPITALIZED "CASE WHEN before IS NULL THEN " UPPER("u") " ELSE " LOWER("u") " END"

// The matches of the kind of token r: number, begin, end, text, and how many there are.
#define TOKENS(r)                                                                                  \
  "(WITH RECURSIVE m(i, k) AS (SELECT 0, 0 UNION ALL SELECT i + 1, CASE WHEN k > 0 AND instr({" r  \
  ".rest}, substr({0}, i + 1, 1)) > 0 THEN 2 WHEN instr({" r                                       \
  ".first}, substr({0}, i + 1, 1)) > "                                                             \
  "0 AND ({" r ".least} = 0 OR (i + 1 < length({0}) AND instr({" r                                 \
  ".rest}, substr({0}, i + 2, "                                                                    \
  "1)) > 0)) THEN 1 ELSE 0 END FROM m WHERE i < length({0})) SELECT g, b, e, substr({0}, b + 1, "  \
  "e "                                                                                             \
  "- b) AS t, count(*) OVER () AS n FROM (SELECT g, min(i) - 1 AS b, max(i) AS e FROM (SELECT i, " \
  "sum(k = 1) OVER (ORDER BY i) AS g FROM m WHERE k > 0) GROUP BY g))"
#define NUMBER(i, total) "CASE WHEN " i " < 0 THEN " total " + 1 + " i " ELSE " i " END"
#define AT_TOKEN(expression) \
  "(SELECT " expression " FROM " TOKENS("1") " WHERE g = " NUMBER("{2}", "n") ")"
#define SPAN(r, i, bound)                                                                         \
  "(SELECT CASE WHEN count(*) = 0 THEN NULL WHEN CASE WHEN " i " > 0 THEN " i                     \
  " - 1 ELSE count(*) + " i " END >= count(*) THEN count(*) - 1 WHEN CASE WHEN " i " > 0 THEN " i \
  " - 1 ELSE count(*) + " i " END < 0 THEN 0 ELSE max(CASE WHEN g = CASE WHEN " i " > 0 THEN " i  \
  " ELSE n + " i " + 1 END THEN CASE " bound                                                      \
  " WHEN 0 THEN b ELSE e END END) END FROM " TOKENS(r) ")"

#define REPLACED(s, t, u)                                                                  \
  "CASE WHEN instr(" s ", " t ") > 0 THEN substr(" s ", 1, instr(" s ", " t ") - 1) || " u \
  " || substr(" s ", instr(" s ", " t ") + length(" t ")) ELSE " s " END"
#define REPLACED_TOKENS(u) \
  "?(WITH RECURSIVE k AS MATERIALIZED (SELECT g, t FROM " TOKENS("1") "), r(j, s) AS (SELECT 0, " \
  "{0} UNION ALL SELECT j + 1, " REPLACED("s", "t", u) " FROM r JOIN k ON g = j + 1) SELECT s FROM r " \
  "ORDER BY j DESC LIMIT 1)"

#define COPIES(s, n) "replace(hex(zeroblob(" n ")), '00', " s ")"
#define PADDING                                                                      \
  "CASE WHEN length({2}) = 1 THEN CASE WHEN {1} <= length({0}) THEN '' WHEN ({1} - " \
  "length({0})) * length(CAST({2} AS BLOB)) <= 1048576 THEN " COPIES(                \
      "{2}", "{1} - length({0})") " END END"

// Position 0 is the first; -1 without one.
#define FIND_LAST(s, t)                                                                           \
  "coalesce((WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i <= length(" s \
  ")) SELECT max(i) - 1 FROM c WHERE substr(" s ", i, length(" t ")) = " t "), -1)"
#define FOUND(s, t) "nullif(instr(" s ", " t "), 0)"
// Where the occurrences of {1} in {0} begin: number, position from 1, and how many there are.
#define OCCURRENCES \
  "(WITH RECURSIVE o(n, p) AS (SELECT 1, " FOUND("{0}", "{1}") " WHERE {1} <> '' UNION ALL SELECT " \
  "n + 1, p + length({1}) - 1 + " FOUND("substr({0}, p + length({1}))", "{1}")                  \
  " FROM o WHERE p IS NOT NULL) SELECT n, p, count(*) OVER () AS total FROM o WHERE p IS NOT NULL)"
#define NTH "(SELECT p FROM " OCCURRENCES " WHERE n = " NUMBER("{2}", "total") ")"

#define INTEGER(s)                                                                               \
  "(SELECT CASE WHEN d <> '' AND d NOT GLOB '*[^0-9]*' AND CAST(CAST(d AS INTEGER) AS TEXT) = "  \
  "CASE WHEN ltrim(d, '0') = '' THEN '0' ELSE ltrim(d, '0') END THEN sign * CAST(d AS INTEGER) " \
  "END FROM (SELECT CASE WHEN substr(" s ", 1, 1) = '-' THEN substr(" s ", 2) ELSE " s           \
  " END AS d, CASE WHEN substr(" s ", 1, 1) = '-' THEN -1 ELSE 1 END AS sign))"

#define PIECES                                                                                    \
  "(WITH RECURSIVE p(n, piece, rest) AS (SELECT 0, '', {0} UNION ALL SELECT n + 1, CASE WHEN "    \
  "instr(rest, {1}) > 0 THEN substr(rest, 1, instr(rest, {1}) - 1) ELSE rest END, CASE WHEN "     \
  "instr(rest, {1}) > 0 THEN substr(rest, instr(rest, {1}) + length({1})) END FROM p WHERE rest " \
  "IS NOT NULL) SELECT n, piece, count(*) OVER () AS total FROM p WHERE n > 0)"
#define WORDS \
  "(SELECT row_number() OVER (ORDER BY g) AS n, w, count(*) OVER () AS total FROM (SELECT g, "     \
  "group_concat(ch, '') AS w FROM (SELECT i, ch, " SPACE("u") " AS sp, sum(" SPACE(                \
      "u") ") OVER (ORDER BY i) AS g FROM " CHARS("{0}") " WHERE ch <> '') WHERE NOT sp GROUP BY " \
                                                         "g))"
#define WORD(i) "?coalesce((SELECT w FROM " WORDS " WHERE n = " NUMBER(i, "total") "), '')"
#define LISTED(value, from, order) \
  "(SELECT json_group_array(" value ") FROM (SELECT " value " FROM " from " ORDER BY " order "))"

const char* const kSlice =
    "?(SELECT substr({0}, b + 1, max(0, e - b)) FROM (SELECT CASE WHEN {1} < 0 THEN max({1} + "
    "length({0}), 0) ELSE min({1}, length({0})) END AS b, CASE WHEN {2} < 0 THEN max({2} + "
    "length({0}), 0) ELSE min({2}, length({0})) END AS e))";
const char* const kSubStr =
    "?(SELECT CASE WHEN p >= q THEN '' ELSE substr({0}, b + 1, max(0, e - b)) END FROM (SELECT p, "
    "q, CASE WHEN p < 0 THEN max(p + n, 0) ELSE min(p, n) END AS b, CASE WHEN e < 0 THEN max(e + "
    "n, "
    "0) ELSE min(e, n) END AS e FROM (SELECT p, q, n, CASE WHEN q = n THEN n ELSE q + 1 END AS e "
    "FROM (SELECT CASE WHEN {1} > 0 THEN {1} - 1 ELSE length({0}) + {1} END AS p, CASE WHEN {2} > "
    "0 "
    "THEN {2} - 1 ELSE length({0}) + {2} END AS q, length({0}) AS n))))";

// A number in plain form as digits `d`, decimals `k` (from a text `s`); NULL for other text.
#define DECIMAL(s)                                                                                 \
  "(SELECT CASE WHEN w <> '' AND w NOT GLOB '*[^0-9]*' AND f NOT GLOB '*[^0-9]*' AND (point = 0 "  \
  "OR "                                                                                            \
  "f <> '') AND length(w || f) <= 18 AND length(f) <= 12 THEN sign * CAST(w || f AS INTEGER) END " \
  "AS "                                                                                            \
  "d, length(f) AS k FROM (SELECT sign, point, CASE point WHEN 0 THEN u ELSE substr(u, 1, point "  \
  "- "                                                                                             \
  "1) END AS w, CASE point WHEN 0 THEN '' ELSE substr(u, point + 1) END AS f FROM (SELECT sign, "  \
  "u, "                                                                                            \
  "instr(u, '.') AS point FROM (SELECT CASE substr(" s                                             \
  ", 1, 1) WHEN '-' THEN -1 ELSE 1 END AS "                                                        \
  "sign, CASE substr(" s ", 1, 1) WHEN '-' THEN substr(" s ", 2) ELSE " s " END AS u))))"
#define POWER(n) "CAST('1' || substr('000000000000000000', 1, " n ") AS INTEGER)"
#define EXACT(n) "CASE WHEN typeof(" n ") = 'integer' THEN " n " END"
// Digits n with k decimals as text.
#define PLAIN(n, k)                                                                             \
  "CASE WHEN " n " < 0 THEN '-' ELSE '' END || CASE " k " WHEN 0 THEN CAST(abs(" n              \
  ") AS TEXT) ELSE (SELECT substr(t, 1, length(t) - " k ") || '.' || substr(t, -" k             \
  ") FROM (SELECT substr('0000000000000', 1, max(0, " k " + 1 - length(abs(" n ")))) || abs(" n \
  ") AS t)) END"
// Two numbers with as many decimals: a, b, k.
#define ALIGNED \
  "(SELECT " EXACT("x.d * " POWER("max(x.k, y.k) - x.k")) " AS a, " EXACT(                        \
      "y.d * " POWER("max(x.k, y.k) - y.k")) " AS b, max(x.k, y.k) AS k FROM " DECIMAL(           \
      "{0}") " AS x, " DECIMAL("{1}") " AS y)"
#define SUM(n) "?(SELECT " PLAIN("n", "k") " FROM (SELECT " EXACT(n) " AS n, k FROM " ALIGNED "))"
// Without zeros at the end of the decimals.
#define SHORTEST(text) \
  "CASE WHEN instr(" text ", '.') > 0 THEN rtrim(rtrim(" text ", '0'), '.') ELSE " text " END"
// d in units, rounded: half away from zero, down or up.
#define NEAREST \
  "q + CASE WHEN 2 * abs(r) >= unit THEN CASE WHEN d < 0 THEN -1 ELSE 1 END ELSE 0 END"
#define DOWN "q - (r < 0)"
#define UP "q + (r > 0)"
#define IN_UNITS(unit, from)                                                  \
  "(SELECT d, k, unit, d / unit AS q, d % unit AS r FROM (SELECT d, k, " unit \
  " AS unit FROM " from "))"
#define ROUNDED(how) \
  "?CASE WHEN {1} BETWEEN 0 AND 12 THEN (SELECT CASE WHEN k <= {1} THEN (SELECT " PLAIN(         \
      "n", "{1}") " FROM (SELECT " EXACT("d * " POWER("{1} - k")) " AS n)) ELSE (SELECT " PLAIN(  \
      "n", "{1}") " FROM (SELECT " how " AS n)) END FROM " IN_UNITS(POWER("max(0, k - {1})"),     \
                                                                    DECIMAL("{0}")) ") END"
#define STEPPED(how) \
  "?CASE WHEN {1} BETWEEN 1 AND 1000000000 THEN (SELECT CAST((" how                               \
  ") * {1} AS TEXT) FROM " IN_UNITS("{1} * " POWER("k"), DECIMAL("{0}")) " WHERE typeof(unit) = "   \
  "'integer' AND d IS NOT NULL) END"
#define CURRENCY(at, sign) at " - (substr({0}, " at " - 1, 1) = '" sign "')"
const char* const kNumber =
    "?(WITH RECURSIVE g(w, t) AS (SELECT substr(r, 1, length(r) - length(ltrim(r, '0123456789'))), "
    "ltrim(r, '0123456789') FROM (SELECT substr({0}, p) AS r FROM (SELECT min(i) AS p FROM " CHARS(
        "{0}") " WHERE " DIGIT("u") ") WHERE p IS NOT NULL) UNION ALL SELECT w || substr(t, 2, 3), "
    "substr(t, 5) FROM g WHERE t GLOB ',[0-9][0-9][0-9]*' AND substr(t, 5, 1) NOT GLOB '[0-9]') "
    "SELECT (SELECT CASE WHEN substr({0}, at - 1, 1) = '-' AND at > 1 AND (at = 2 OR substr({0}, at - "
    "2, 1) IN (' ', '(')) THEN '-' ELSE '' END FROM (SELECT " CURRENCY("at", "¥") " AS at FROM (SELECT "
    CURRENCY("at", "£") " AS at FROM (SELECT " CURRENCY("at", "€") " AS at FROM (SELECT " CURRENCY(
        "at", "$") " AS at FROM (SELECT min(i) AS at FROM " CHARS("{0}") " WHERE " DIGIT("u")
    ")))))) || CASE WHEN ltrim(w, '0') = '' THEN '0' ELSE ltrim(w, '0') END || CASE WHEN t GLOB "
    "'.[0-9]*' THEN '.' || substr(t, 2, length(t) - 1 - length(ltrim(substr(t, 2), '0123456789'))) "
    "ELSE '' END FROM g ORDER BY length(w) DESC LIMIT 1)";
const char* const kThousands =
    "?CASE WHEN length({1}) = 1 AND (SELECT d FROM " DECIMAL("{0}") ") IS NOT NULL THEN (WITH RECURSIVE "
    "g(rest, out) AS (SELECT CASE WHEN instr({0}, '.') > 0 THEN substr({0}, 1, instr({0}, '.') - 1) "
    "ELSE {0} END, CASE WHEN instr({0}, '.') > 0 THEN substr({0}, instr({0}, '.')) ELSE '' END UNION "
    "ALL SELECT substr(rest, 1, length(rest) - 3), {1} || substr(rest, -3) || out FROM g WHERE "
    "length(ltrim(rest, '-')) > 3) SELECT rest || out FROM g ORDER BY length(rest) LIMIT 1) END";

const std::vector<dsl::Rendering>& rows() {
  static const std::
      vector<dsl::Rendering>
          table =
              {
                  {"sub_str", kSubStr},
                  {"get_span",
                   "?(SELECT CASE WHEN p IS NULL OR q IS NULL OR p >= q THEN '' ELSE substr({0}, p "
                   "+ 1, q - p) "
                   "END FROM (SELECT " SPAN("1", "{2}", "{3}") " AS p, " SPAN("4", "{5}",
                                                                              "{6}") " AS q))"},
                  {"get_token", "?coalesce(" AT_TOKEN("t") ", '')"},
                  {"get_up_to",
                   "?coalesce((SELECT substr({0}, 1, e) FROM " TOKENS("1") " WHERE g = 1), '')"},
                  {"get_from",
                   "?coalesce((SELECT substr({0}, e + 1) FROM " TOKENS("1") " WHERE g = 1), '')"},
                  {"get_first", "?coalesce((SELECT group_concat(t, '') FROM (SELECT t FROM " TOKENS(
                                    "1") " WHERE g <= CASE WHEN {2} < 0 THEN n + {2} ELSE {2} END "
                                         "ORDER BY g)), '')"},
                  {"get_all", "?coalesce((SELECT group_concat(t, '') FROM (SELECT t FROM " TOKENS(
                                  "1") " ORDER BY g)), '')"},
                  {"to_case",
                   "?CASE {1} WHEN 0 THEN " JOINED(
                       "CASE WHEN u IS NULL THEN '' ELSE char(" CAPITALIZED ") END",
                       "{0}") " WHEN 1 THEN " JOINED("CASE WHEN u IS NULL THEN '' ELSE "
                                                     "char(" UPPER("u") ") END",
                                                     "{0}") " ELSE " JOINED("CASE WHEN "
                                                                            "u IS NULL "
                                                                            "THEN '' "
                                                                            "ELSE "
                                                                            "char"
                                                                            "(" LOWER("u") ") END",
                                                                            "{0}") " EN"
                                                                                   "D"},
                  {"substitute_token", "?coalesce(" AT_TOKEN(REPLACED("{0}", "t", "{3}")) ", {0})"},
                  {"substitute_tokens", REPLACED_TOKENS("{2}")},
                  {"remove_token", "?coalesce(" AT_TOKEN(REPLACED("{0}", "t", "''")) ", {0})"},
                  {"remove_tokens", REPLACED_TOKENS("''")},
                  {"before_token", "?" AT_TOKEN("substr({0}, 1, b)")},
                  {"after_token", "?" AT_TOKEN("substr({0}, e + 1)")},
                  {"from_token", "?" AT_TOKEN("substr({0}, b + 1)")},
                  {"up_to_token", "?" AT_TOKEN("substr({0}, 1, e)")},
                  {"tokens", "?" LISTED("t", TOKENS("1"), "g")},
                  {"concat", "({0} || {1})"},
                  {"repeat",
                   "?CASE WHEN {1} >= 0 THEN CASE WHEN {0} = '' THEN '' WHEN {1} * length(CAST({0} "
                   "AS BLOB)) <= "
                   "1048576 THEN " COPIES("{0}", "{1}") " END END"},
                  {"pad_left", "?" PADDING " || {0}"},
                  {"pad_right", "?{0} || " PADDING},
                  {"reverse:text", "?(SELECT group_concat(ch, '') FROM (SELECT ch FROM " CHARS(
                                       "{0}") " ORDER BY i DESC))"},
                  {"replace_at",
                   "CASE WHEN {1} >= 1 AND {2} >= 0 THEN substr({0}, 1, {1} - 1) || {3} || "
                   "substr({0}, {1} + "
                   "{2}) END"},
                  {"left", "substr({0}, 1, {1.natural})"},
                  {"right", "substr({0}, max(1, length({0}) - {1.natural} + 1))"},
                  {"drop_left", "substr({0}, {1.natural} + 1)"},
                  {"drop_right", "substr({0}, 1, max(0, length({0}) - {1.natural}))"},
                  {"substr",
                   "?CASE WHEN {1} < 0 OR {2} <= 0 THEN '' ELSE substr({0}, {1} + 1, {2}) END"},
                  {"mid", "CASE WHEN {1} >= 1 AND {2} >= 0 THEN substr({0}, {1}, {2}) END"},
                  {"slice", kSlice},
                  {"char_at", "?CASE WHEN {1} < 0 THEN '' ELSE substr({0}, {1} + 1, 1) END"},
                  {"first_char", "substr({0}, 1, 1)"},
                  {"last_char", "substr({0}, -1)"},
                  {"len:text", "length({0})"},
                  {"find", "(instr({1}, {0}) - 1)"},
                  {"find_last", "?" FIND_LAST("{1}", "{0}")},
                  {"index_of",
                   "?CASE WHEN {2} < 0 OR {2} > length({0}) THEN -1 ELSE coalesce(" FOUND(
                       "substr({0}, {2} + 1)", "{1}") " + {2} - 1, -1) END"},
                  {"position/2", FOUND("{1}", "{0}")},
                  {"position/3", "CASE WHEN {2} >= 1 AND {2} <= length({1}) + 1 THEN " FOUND(
                                     "substr({1}, {2})", "{0}") " + {2} - 1 END"},
                  {"contains", "(instr({0}, {1}) > 0)"},
                  {"prefix_of", "(substr({1}, 1, length({0})) = {0})"},
                  {"suffix_of", "(substr({1}, max(1, length({1}) - length({0}) + 1)) = {0})"},
                  {"starts_with", "(substr({0}, 1, length({1})) = {1})"},
                  {"ends_with", "(substr({0}, max(1, length({0}) - length({1}) + 1)) = {1})"},
                  {"count_of",
                   "?CASE WHEN {1} = '' THEN 0 ELSE (length({0}) - length(replace({0}, {1}, ''))) "
                   "/ "
                   "length({1}) END"},
                  {"replace_first", "?" REPLACED("{0}", "{1}", "{2}")},
                  {"replace_all", "replace({0}, {1}, {2})"},
                  {"substitute_nth",
                   "?CASE WHEN {3} >= 1 THEN coalesce((SELECT substr({0}, 1, p - 1) || {2} || "
                   "substr({0}, p + "
                   "length({1})) FROM " OCCURRENCES " WHERE n = {3}), {0}) END"},
                  {"remove", "replace({0}, {1}, '')"},
                  {"remove_prefix",
                   "?CASE WHEN substr({0}, 1, length({1})) = {1} THEN substr({0}, length({1}) + 1) "
                   "ELSE {0} "
                   "END"},
                  {"remove_suffix",
                   "?CASE WHEN substr({0}, max(1, length({0}) - length({1}) + 1)) = {1} THEN "
                   "substr({0}, 1, "
                   "length({0}) - length({1})) ELSE {0} END"},
                  {"before/2", "substr({0}, 1, " FOUND("{0}", "{1}") " - 1)"},
                  {"after/2", "substr({0}, " FOUND("{0}", "{1}") " + length({1}))"},
                  {"before/3", "?substr({0}, 1, " NTH " - 1)"},
                  {"after/3", "?substr({0}, " NTH " + length({1}))"},
                  {"before_last", "?substr({0}, 1, nullif(" FIND_LAST("{0}", "{1}") ", -1))"},
                  {"after_last",
                   "?substr({0}, nullif(" FIND_LAST("{0}", "{1}") ", -1) + 1 + length({1}))"},
                  {"from", "?substr({0}, " NTH ")"},
                  {"up_to", "?substr({0}, 1, " NTH " + length({1}) - 1)"},
                  {"between",
                   "?(SELECT substr(r, 1, " FOUND(
                       "r", "{2}") " - 1) FROM (SELECT substr({0}, " FOUND("{0}",
                                                                           "{1}") " + length({1})) "
                                                                                  "AS r))"},
                  {"inside",
                   "?CASE WHEN instr({0}, {1}) > 0 THEN substr({0}, instr({0}, {1}) + length({1}), "
                   "max(0, " FIND_LAST("{0}", "{2}") " + 1 - instr({0}, {1}) - length({1}))) ELSE "
                                                     "'' END"},
                  {"upper", MAPPED(UPPER("u"))},
                  {"lower", MAPPED(LOWER("u"))},
                  {"proper", MAPPED("CASE WHEN " LETTER("before") " THEN " LOWER(
                                 "u") " ELSE " UPPER("u") " END")},
                  {"capitalize", MAPPED(CAPITALIZED)},
                  {"uncapitalize",
                   MAPPED("CASE WHEN before IS NULL THEN " LOWER("u") " ELSE u END")},
                  {"swap_case", MAPPED("CASE WHEN " CAPITAL("u") " THEN " LOWER("u") " ELSE " UPPER(
                                    "u") " END")},
                  {"trim", "trim({0}, char(" SPACES "))"},
                  {"trim_left", "ltrim({0}, char(" SPACES "))"},
                  {"trim_right", "rtrim({0}, char(" SPACES "))"},
                  {"squeeze",
                   "?(SELECT " JOINED("CASE WHEN u = 32 AND before = 32 THEN '' ELSE ch END",
                                      "s") " FROM (SELECT trim({0}, char(" SPACES ")) AS s))"},
                  {"strip", "trim({0}, {1})"},
                  {"digits_only", KEPT(DIGIT("u"))},
                  {"letters_only", KEPT(LETTER("u"))},
                  {"alphanumeric_only", KEPT(LETTER("u") " OR " DIGIT("u"))},
                  {"capitals_only", KEPT(CAPITAL("u"))},
                  {"small_only", KEPT(SMALL("u"))},
                  {"without_digits", LEFT_OUT(DIGIT("u"))},
                  {"without_letters", LEFT_OUT(LETTER("u"))},
                  {"without_spaces", LEFT_OUT(SPACE("u"))},
                  {"without_punctuation", KEPT(LETTER("u") " OR " DIGIT("u") " OR " SPACE("u"))},
                  {"is_numeric", ALL(DIGIT("u"))},
                  {"is_alphabetic", ALL(LETTER("u"))},
                  {"is_alphanumeric", ALL(LETTER("u") " OR " DIGIT("u"))},
                  {"is_upper", CASED(CAPITAL("u"), SMALL("u"))},
                  {"is_lower", CASED(SMALL("u"), CAPITAL("u"))},
                  {"is_blank", ALL(SPACE("u"))},
                  {"int_to_string", "CAST({0} AS TEXT)"},
                  {"string_to_int", INTEGER("{0}")},
                  {"int_to_str",
                   "CASE WHEN {0} >= 0 THEN CAST({0} AS TEXT) WHEN {0} < 0 THEN '' END"},
                  {"str_to_int", "?CASE WHEN {0} = '' OR {0} GLOB '*[^0-9]*' THEN -1 ELSE " INTEGER(
                                     "{0}") " END"},
                  {"code_of", "unicode({0})"},
                  {"char_of",
                   "CASE WHEN {0} BETWEEN 1 AND 1114111 AND NOT {0} BETWEEN 55296 AND 57343 THEN "
                   "char({0}) "
                   "END"},
                  {"split", "?CASE WHEN {1} <> '' THEN " LISTED("piece", PIECES, "n") " END"},
                  {"join", "?coalesce((SELECT group_concat(value, {1}) FROM json_each({0})), '')"},
                  {"part", "?CASE WHEN {1} <> '' THEN coalesce((SELECT piece FROM " PIECES
                           " WHERE n = " NUMBER("{2}", "total") "), '') END"},
                  {"split_case",
                   "?(SELECT json_group_array(w) FROM (SELECT group_concat(ch, '') AS w FROM "
                   "(SELECT i, ch, "
                   "sum(starts) OVER (ORDER BY i) AS g FROM (SELECT i, ch, coalesce(" CAPITAL("u") " AND " CAPITAL("before") " AND " SMALL("behind") ", 0) OR coalesce(" CAPITAL(
                       "u") " "
                            "AND (" SMALL("before") " OR " DIGIT(
                                "before") "), 0) OR "
                                          "coalesce(" DIGIT("u") " AND " LETTER(
                                              "before") " OR " LETTER("u") " AND " DIGIT("before") ", 0) AS "
                                                                                                   "starts "
                                                                                                   "FROM"
                                                                                                   " " CHARS(
                                                                                                       "{0}") " WHERE ch <> '')) GROUP BY g ORDER BY g))"},
                  {"words", "?" LISTED("w", WORDS, "n")},
                  {"word", WORD("{1}")},
                  {"first_word", WORD("1")},
                  {"last_word", WORD("-1")},
                  {"count_words", "?(SELECT count(*) FROM " WORDS ")"},
                  {"initials",
                   "?coalesce((SELECT group_concat(c, '') FROM (SELECT substr(w, 1, 1) AS c "
                   "FROM " WORDS " ORDER BY n)), '')"},
                  {"chars", "?(SELECT json_group_array(ch) FROM (SELECT ch FROM " CHARS(
                                "{0}") " WHERE ch <> '' ORDER BY i))"},
                  {"nth",
                   "(SELECT value FROM json_each({0}) WHERE key = CASE WHEN {1} < 0 THEN "
                   "json_array_length({0}) + {1} ELSE {1} - 1 END)"},
                  {"first", "(SELECT value FROM json_each({0}) WHERE key = 0)"},
                  {"last", "(SELECT value FROM json_each({0}) ORDER BY key DESC LIMIT 1)"},
                  {"len:list", "json_array_length({0})"},
                  {"take",
                   "?CASE WHEN {1} >= 0 THEN (SELECT json_group_array(value) FROM (SELECT value "
                   "FROM "
                   "json_each({0}) WHERE key < {1} ORDER BY key)) END"},
                  {"drop",
                   "?CASE WHEN {1} >= 0 THEN (SELECT json_group_array(value) FROM (SELECT value "
                   "FROM "
                   "json_each({0}) WHERE key >= {1} ORDER BY key)) END"},
                  {"reverse:list", "?" LISTED("value", "json_each({0})", "key DESC")},
                  {"sort", "?" LISTED("value", "json_each({0})", "value")},
                  {"unique",
                   "?(SELECT json_group_array(value) FROM (SELECT value, min(key) FROM "
                   "json_each({0}) GROUP BY "
                   "value ORDER BY min(key)))"},
                  {"map",
                   "?(WITH {0.rows:SELECT key, value AS {0.0} FROM json_each({1})} SELECT CASE "
                   "WHEN count(*) = "
                   "count(r) THEN json_group_array(r) END FROM (SELECT r FROM f ORDER BY key))"},
                  {"filter",
                   "?(WITH {0.rows:SELECT key, value AS {0.0} FROM json_each({1})} SELECT CASE "
                   "WHEN count(*) = "
                   "count(r) THEN json_group_array({0.0}) FILTER (WHERE r = 1) END FROM (SELECT "
                   "{0.0}, r FROM f "
                   "ORDER BY key))"},
                  {"number", kNumber},
                  {"plus", SUM("a + b")},
                  {"minus", SUM("a - b")},
                  {"times",
                   "?(SELECT CASE WHEN length(t) - instr(t || '.', '.') <= 12 THEN t END FROM "
                   "(SELECT " SHORTEST("t") " AS t FROM (SELECT " PLAIN(
                       "n",
                       "k") " AS t FROM (SELECT " EXACT("x.d * y.d") " AS n, "
                                                                     "x.k + y.k AS k FROM " DECIMAL(
                                                                         "{0}") " AS x, " DECIMAL("{1}") " AS y))))"},
                  {"over", nullptr},
                  {"round", ROUNDED(NEAREST)},
                  {"round_down", ROUNDED(DOWN)},
                  {"round_up", ROUNDED(UP)},
                  {"round_to", STEPPED(NEAREST)},
                  {"floor_to", STEPPED(DOWN)},
                  {"ceil_to", STEPPED(UP)},
                  {"thousands", kThousands},
                  {"at_least", "?(SELECT a >= b FROM " ALIGNED ")"},
                  {"roman", nullptr},
                  {"date", nullptr},
                  {"time", nullptr},
                  {"clock",
                   "CASE WHEN {0} <> '' AND length({0}) <= 9 AND {0} NOT GLOB '*[^0-9]*' THEN "
                   "printf('%d:%02d', "
                   "CAST({0} AS INTEGER) / 60, CAST({0} AS INTEGER) % 60) END"},
                  {"floor_time", nullptr},
                  {"remove_characters", nullptr},
                  {"shift_letters", nullptr},
                  {"ordinal", nullptr},
                  {"total", nullptr},
                  {"from_clock", nullptr},
                  {"start_of", nullptr},
                  {"end_of", nullptr},
                  {"add_days", nullptr},
                  {"day_number", nullptr},
              };
  return table;
}

// Kinds of tokens: characters that begin one, that go on, and how many of those there must be.
constexpr const char* kConstants = R"sql(
BOUNDARY_START = 0
BOUNDARY_END = 1
CASE_PROPER = 0
CASE_ALL_CAPS = 1
CASE_LOWER = 2
REGEX.rest = ''
REGEX.least = 0
REGEX_NUMBER.first = '0123456789'
REGEX_NUMBER.rest = '0123456789'
REGEX_NUMBER.least = 0
REGEX_WORD.first = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
REGEX_WORD.rest = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
REGEX_WORD.least = 0
REGEX_ALPHANUM.first = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
REGEX_ALPHANUM.rest = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
REGEX_ALPHANUM.least = 0
REGEX_ALL_CAPS.first = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
REGEX_ALL_CAPS.rest = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
REGEX_ALL_CAPS.least = 0
REGEX_PROP_CASE.first = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
REGEX_PROP_CASE.rest = 'abcdefghijklmnopqrstuvwxyz'
REGEX_PROP_CASE.least = 1
REGEX_LOWER.first = 'abcdefghijklmnopqrstuvwxyz'
REGEX_LOWER.rest = 'abcdefghijklmnopqrstuvwxyz'
REGEX_LOWER.least = 0
REGEX_DIGIT.first = '0123456789'
REGEX_DIGIT.rest = ''
REGEX_DIGIT.least = 0
REGEX_CHAR.first = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&,.?!@()[]%{}/:;$#"'' '
REGEX_CHAR.rest = ''
REGEX_CHAR.least = 0
)sql";

}  // namespace

void add_sql(dsl::Renderings& renderings) {
  renderings.rows.insert(renderings.rows.end(), rows().begin(), rows().end());
  renderings.definitions += kConstants;
}

}  // namespace inkling::strings
