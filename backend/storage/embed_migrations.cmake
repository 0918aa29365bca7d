# SPDX-License-Identifier: Apache-2.0
# cmake -DFILES="a.sql;b.sql" -DOUTPUT=x.cpp -P embed_migrations.cmake: compiles the SQL into the binary, so that
# a server never looks for files at run time.
set(entries "")
foreach(file IN LISTS FILES)
  get_filename_component(stem ${file} NAME_WE)
  string(REGEX MATCH "^([0-9]+)_(.+)$" matched ${stem})
  math(EXPR version "${CMAKE_MATCH_1}")
  set(name ${CMAKE_MATCH_2})
  file(READ ${file} text)
  string(APPEND entries "      {${version}, \"${name}\", R\"heddle_sql(${text})heddle_sql\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from backend/storage/migrations.
#include \"backend/storage/migration_files.h\"

namespace heddle::storage {

const std::vector<MigrationFile>& migrationFiles() {
  static const std::vector<MigrationFile> files{
${entries}  };
  return files;
}

}  // namespace heddle::storage
")
