// The strings language in spreadsheets, by functions that Excel and LibreOffice both have. White
// space is spaces; where a text holds other white space, what looks at it gives an error.
#include "strings_tables.hpp"

namespace inkling::strings {
namespace {

#define REST "32767"
#define COUNT(s, t) "(LEN(" s ")-LEN(SUBSTITUTE(" s "," t ",\"\")))/LEN(" t ")"
// Where occurrence n of t in s begins, from 1.
#define NTH_OF(s, t, n) "FIND(CHAR(1),SUBSTITUTE(" s "," t ",CHAR(1)," n "))"
#define NTH NTH_OF("{0}", "{1}", "IF({2}<0," COUNT("{0}", "{1}") "+1+{2},{2})")
#define FIRST(s, t) "IF(" t "=\"\",1,FIND(" t "," s "))"
// Where the last t begins, from 1; behind the end for "". A t that may overlap itself is an error.
#define LAST(s, t)                                               \
  "IF(" t "=\"\",LEN(" s ")+1,IF(ISNUMBER(FIND(LEFT(" t ",1)," t \
  ",2)),NA()," NTH_OF(s, t, COUNT(s, t)) "))"
#define ONLY_SPACES(text) \
  "IF(OR(NOT(EXACT(CLEAN({0}),{0})),ISNUMBER(FIND(UNICHAR(160),{0}))),NA()," text ")"
#define FIRST_SIGN "FIND(LEFT(TRIM({0}),1),{0})"
#define LAST_SIGN NTH_OF("{0}", "RIGHT(TRIM({0}),1)", COUNT("{0}", "RIGHT(TRIM({0}),1)"))
#define WORDS "IF(TRIM({0})=\"\",0,LEN(TRIM({0}))-LEN(SUBSTITUTE(TRIM({0}),\" \",\"\"))+1)"
#define WORD(i)                                                     \
  "TRIM(MID(SUBSTITUTE(TRIM({0}),\" \",REPT(\" \",LEN({0})+1)),(" i \
  "-1)*(LEN({0})+1)+1,LEN({0})+1))"
#define DIGITS(s)                                                   \
  "SUMPRODUCT(--ISNUMBER(FIND(MID(" s ",ROW(INDIRECT(\"1:\"&LEN(" s \
  "))),1),\"0123456789\")))=LEN(" s ")"
#define UNSIGNED "IF(LEFT({0},1)=\"-\",MID({0},2," REST "),{0})"
#define PLACE(n) "IF(" n "<0,MAX(0," n "+LEN({0}))," n ")"
#define PIECE(i)                                                    \
  "SUBSTITUTE(MID(SUBSTITUTE({0},{1},REPT(CHAR(1),LEN({0})+1)),(" i \
  "-1)*(LEN({0})+1)+1,LEN({0})+1),CHAR(1),\"\")"

// One character after the other: an array formula.
#define EACH(text) "IF({0}=\"\",\"\",TEXTJOIN(\"\",FALSE," text "))"
#define NUMBERS "ROW(INDIRECT(\"1:\"&LEN({0})))"
#define CHARACTER "MID({0}," NUMBERS ",1)"
#define IS_DIGIT "ISNUMBER(FIND(" CHARACTER ",\"0123456789\"))"
#define IS_CAPITAL "NOT(EXACT(LOWER(" CHARACTER ")," CHARACTER "))"

const std::vector<dsl::Rendering>& rows() {
  static const std::vector<dsl::Rendering> table = {
      {"sub_str", nullptr},
      {"get_span", nullptr},
      {"get_token", nullptr},
      {"get_up_to", nullptr},
      {"get_from", nullptr},
      {"get_first", nullptr},
      {"get_all", nullptr},
      {"to_case", nullptr},
      {"substitute_token", nullptr},
      {"substitute_tokens", nullptr},
      {"remove_token", nullptr},
      {"remove_tokens", nullptr},
      {"before_token", nullptr},
      {"after_token", nullptr},
      {"from_token", nullptr},
      {"up_to_token", nullptr},
      {"tokens", nullptr},
      {"concat", "({0}&{1})"},
      {"repeat", "REPT({0},{1})"},
      {"pad_left", "IF(LEN({2})<>1,NA(),REPT({2},MAX(0,{1}-LEN({0})))&{0})"},
      {"pad_right", "IF(LEN({2})<>1,NA(),{0}&REPT({2},MAX(0,{1}-LEN({0}))))"},
      {"reverse:text", EACH("MID({0},LEN({0})+1-" NUMBERS ",1)")},
      {"reverse:list", nullptr},
      {"replace_at", "REPLACE({0},{1},{2},{3})"},
      {"left", "LEFT({0},{1})"},
      {"right", "RIGHT({0},{1})"},
      {"drop_left", "MID({0},{1}+1," REST ")"},
      {"drop_right", "IF({1}<0,NA(),LEFT({0},MAX(0,LEN({0})-{1})))"},
      {"substr", "!IF(OR({1}<0,{2}<=0),\"\",MID({0},{1}+1,{2}))"},
      {"mid", "MID({0},{1},{2})"},
      {"slice", "MID({0}," PLACE("{1}") "+1,MAX(0," PLACE("{2}") "-" PLACE("{1}") "))"},
      {"char_at", "!IF({1}<0,\"\",MID({0},{1}+1,1))"},
      {"first_char", "LEFT({0},1)"},
      {"last_char", "RIGHT({0},1)"},
      {"len:text", "LEN({0})"},
      {"len:list", "{0.count}"},
      {"find", "!IF({0}=\"\",0,IFERROR(FIND({0},{1})-1,-1))"},
      {"find_last",
       "!IF({0}=\"\",LEN({1}),IF(ISNUMBER(FIND({0},{1}))," LAST("{1}", "{0}") "-1,-1))"},
      {"index_of",
       "!IF(OR({2}<0,{2}>LEN({0})),-1,IF({1}=\"\",{2},IFERROR(FIND({1},{0},{2}+1)-1,-1)))"},
      {"position/2", "!IF({0}=\"\",1,FIND({0},{1}))"},
      {"position/3", "IF(OR({2}<1,{2}>LEN({1})+1),NA(),IF({0}=\"\",{2},FIND({0},{1},{2})))"},
      {"contains", "!IF({1}=\"\",TRUE,ISNUMBER(FIND({1},{0})))"},
      {"prefix_of", "EXACT(LEFT({1},LEN({0})),{0})"},
      {"suffix_of", "EXACT(RIGHT({1},LEN({0})),{0})"},
      {"starts_with", "EXACT(LEFT({0},LEN({1})),{1})"},
      {"ends_with", "EXACT(RIGHT({0},LEN({1})),{1})"},
      {"count_of", "!IF({1}=\"\",0," COUNT("{0}", "{1}") ")"},
      {"replace_first",
       "!IF({1}=\"\",{2}&{0},IF(ISNUMBER(FIND({1},{0})),REPLACE({0},FIND({1},{0}),LEN({1}),{2}),{0}"
       "))"},
      {"replace_all", "!IF({1}=\"\",{0},SUBSTITUTE({0},{1},{2}))"},
      {"substitute_nth", "!IF({3}<1,NA(),IF({1}=\"\",{0},SUBSTITUTE({0},{1},{2},{3})))"},
      {"remove", "!IF({1}=\"\",{0},SUBSTITUTE({0},{1},\"\"))"},
      {"remove_prefix", "!IF(EXACT(LEFT({0},LEN({1})),{1}),MID({0},LEN({1})+1," REST "),{0})"},
      {"remove_suffix", "!IF(EXACT(RIGHT({0},LEN({1})),{1}),LEFT({0},LEN({0})-LEN({1})),{0})"},
      {"before/2", "LEFT({0},IF({1}=\"\",0,FIND({1},{0})-1))"},
      {"after/2", "MID({0},IF({1}=\"\",1,FIND({1},{0})+LEN({1}))," REST ")"},
      {"before/3", "LEFT({0}," NTH "-1)"},
      {"after/3", "MID({0}," NTH "+LEN({1})," REST ")"},
      {"before_last", "LEFT({0}," LAST("{0}", "{1}") "-1)"},
      {"after_last", "MID({0}," LAST("{0}", "{1}") "+LEN({1})," REST ")"},
      {"from", "MID({0}," NTH "," REST ")"},
      {"up_to", "LEFT({0}," NTH "+LEN({1})-1)"},
      {"between",
       "IF({2}=\"\",IF(OR({1}=\"\",ISNUMBER(FIND({1},{0}))),\"\",NA()),MID({0},FIND({1},{0})+LEN({"
       "1}),FIND({2},{"
       "0},"
       "FIND({1},{0})+LEN({1}))-FIND({1},{0})-LEN({1})))"},
      {"inside", "IF(OR({1}=\"\",ISNUMBER(FIND({1},{0}))),MID({0}," FIRST(
                     "{0}", "{1}") "+LEN({1}),MAX(0,"
                                   "IF(OR({2}=\"\",ISNUMBER(FIND({2},{0})))," LAST(
                                       "{0}", "{2}") ",0)-" FIRST("{0}", "{1}") "-LEN("
                                                                                "{1}))),\"\")"},
      {"upper", "UPPER({0})"},
      {"lower", "LOWER({0})"},
      {"proper", "PROPER({0})"},
      {"capitalize", "(UPPER(LEFT({0},1))&LOWER(MID({0},2," REST ")))"},
      {"uncapitalize", "(LOWER(LEFT({0},1))&MID({0},2," REST "))"},
      {"swap_case", nullptr},
      {"trim", ONLY_SPACES("IF(TRIM({0})=\"\",\"\",MID({0}," FIRST_SIGN "," LAST_SIGN "-" FIRST_SIGN
                           "+1))")},
      {"trim_left", ONLY_SPACES("IF(TRIM({0})=\"\",\"\",MID({0}," FIRST_SIGN ",LEN({0})))")},
      {"trim_right", ONLY_SPACES("IF(TRIM({0})=\"\",\"\",LEFT({0}," LAST_SIGN "))")},
      {"squeeze", ONLY_SPACES("TRIM({0})")},
      {"strip", nullptr},
      {"digits_only", EACH("IF(" IS_DIGIT "," CHARACTER ",\"\")")},
      {"letters_only", nullptr},
      {"alphanumeric_only", nullptr},
      {"capitals_only", EACH("IF(" IS_CAPITAL "," CHARACTER ",\"\")")},
      {"small_only", nullptr},
      {"without_digits", EACH("IF(" IS_DIGIT ",\"\"," CHARACTER ")")},
      {"without_letters", nullptr},
      {"without_spaces", ONLY_SPACES("SUBSTITUTE({0},\" \",\"\")")},
      {"without_punctuation", nullptr},
      {"is_numeric", "!IF({0}=\"\",FALSE," DIGITS("{0}") ")"},
      {"is_alphabetic", nullptr},
      {"is_alphanumeric", nullptr},
      {"is_upper", "AND(EXACT(UPPER({0}),{0}),NOT(EXACT(LOWER({0}),{0})))"},
      {"is_lower", "AND(EXACT(LOWER({0}),{0}),NOT(EXACT(UPPER({0}),{0})))"},
      {"is_blank", ONLY_SPACES("AND({0}<>\"\",TRIM({0})=\"\")")},
      {"int_to_string", "TEXT({0},\"0\")"},
      {"string_to_int",
       "IF(" UNSIGNED "=\"\",NA(),IF(AND(LEN({0})<16," DIGITS(UNSIGNED) "),VALUE({0}),NA()))"},
      {"int_to_str", "IF({0}<0,\"\",TEXT({0},\"0\"))"},
      {"str_to_int", "IF({0}=\"\",-1,IF(" DIGITS("{0}") ",IF(LEN({0})<16,VALUE({0}),NA()),-1))"},
      {"code_of", "UNICODE({0})"},
      {"char_of", "IF({0}<1,NA(),UNICHAR({0}))"},
      {"split", "[" COUNT("{0}", "{1}") "+1]" PIECE("{0.n}")},
      {"join", "IF({0.count}=0,\"\",TEXTJOIN({1},FALSE,{0.items}))"},
      {"part", "IF({1}=\"\",NA(),IF({2}>0," PIECE("{2}") ",IF(OR({2}=0," COUNT(
                   "{0}", "{1}") "+2+{2}<1),\"\"," PIECE("(" COUNT("{0}", "{1}") "+2+{2})") ")))"},
      {"split_case", nullptr},
      {"words", "[" ONLY_SPACES(WORDS) "]" WORD("{0.n}")},
      {"word", ONLY_SPACES("IF({1}>0," WORD("{1}") ",IF(OR({1}=0," WORDS "+1+{1}<1),\"\"," WORD(
                   "(" WORDS "+1+{1})") "))")},
      {"first_word", ONLY_SPACES("LEFT(TRIM({0}),FIND(\" \",TRIM({0})&\" \")-1)")},
      {"last_word",
       ONLY_SPACES("TRIM(RIGHT(SUBSTITUTE(TRIM({0}),\" \",REPT(\" \",LEN({0})+1)),LEN({0})+1))")},
      {"count_words", ONLY_SPACES(WORDS)},
      {"initials", ONLY_SPACES(EACH("IF(MID(\" \"&{0}," NUMBERS ",1)=\" \",IF(" CHARACTER
                                    "=\" \",\"\"," CHARACTER "),\"\")"))},
      {"chars", "[LEN({0})]MID({0},{0.n},1)"},
      {"nth",
       "IF({1}<0,IF({0.count}+{1}<0,NA(),{0.at:{0.count}+1+{1}}),IF({1}<1,NA(),IF({1}>{0.count},NA("
       "),{0."
       "at:{1}})))"},
      {"first", "IF({0.count}=0,NA(),{0.at:1})"},
      {"last", "IF({0.count}=0,NA(),{0.at:{0.count}})"},
      {"take", nullptr},
      {"drop", nullptr},
      {"sort", nullptr},
      {"unique", nullptr},
      {"map", "[each]"},
      {"filter", nullptr},
      {"number", nullptr},
      {"plus", nullptr},
      {"minus", nullptr},
      {"times", nullptr},
      {"over", nullptr},
      {"round", nullptr},
      {"round_down", nullptr},
      {"round_up", nullptr},
      {"round_to", nullptr},
      {"floor_to", nullptr},
      {"ceil_to", nullptr},
      {"thousands", nullptr},
      {"at_least", nullptr},
      {"roman", nullptr},
      {"date", nullptr},
      {"time", nullptr},
      {"clock", "IF({0}=\"\",NA(),IF(AND(LEN({0})<10," DIGITS(
                    "{0}") "),INT(VALUE({0})/60)&\":\"&TEXT(MOD(VALUE({"
                           "0}),60),\"00\"),NA()))"},
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

}  // namespace

void add_excel(dsl::Renderings& renderings) {
  renderings.rows.insert(renderings.rows.end(), rows().begin(), rows().end());
}

}  // namespace inkling::strings
