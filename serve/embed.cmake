# cmake -DOUT=FILE.cpp -DFROM=FOLDER -P embed.cmake: the files of the page as a source.
set(_types html "text/html; charset=utf-8" css "text/css; charset=utf-8" js "text/javascript; charset=utf-8")
set(_arrays "")
set(_rows "")
foreach(_name IN ITEMS index.html page.css page.js)
  file(READ "${FROM}/${_name}" _hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," _bytes "${_hex}")
  string(MAKE_C_IDENTIFIER "${_name}" _id)
  get_filename_component(_extension "${_name}" LAST_EXT)
  string(SUBSTRING "${_extension}" 1 -1 _extension)
  list(FIND _types "${_extension}" _at)
  math(EXPR _at "${_at} + 1")
  list(GET _types ${_at} _type)
  string(APPEND _arrays "constexpr unsigned char k_${_id}[] = {${_bytes}};\n")
  string(APPEND _rows "    {\"${_name}\", \"${_type}\", {reinterpret_cast<const char*>(k_${_id}), sizeof k_${_id}}},\n")
endforeach()
file(WRITE "${OUT}" "#include \"page.hpp\"\n\nnamespace inkling::serve {\nnamespace {\n${_arrays}}  // namespace\n
const PageFile* page_file(std::string_view name) {
  static const PageFile kFiles[] = {\n${_rows}  };
  for (const PageFile& file : kFiles)
    if (file.name == name) return &file;
  return nullptr;
}\n
}  // namespace inkling::serve\n")
