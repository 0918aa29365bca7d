# SPDX-License-Identifier: Apache-2.0
# cmake -DOPERATIONS=x.json -DPAGE=x.html -DOUTPUT=x.cpp -P embed_texts.cmake: compiles the documentation into the
# binary, in pieces that every compiler takes as a literal.
function(literal file out)
  file(READ ${file} text)
  string(LENGTH "${text}" length)
  set(pieces "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 12000 piece)
    string(APPEND pieces "\n    R\"heddle(${piece})heddle\"")
    math(EXPR at "${at} + 12000")
  endwhile()
  set(${out} "${pieces}" PARENT_SCOPE)
endfunction()
literal(${OPERATIONS} operations)
literal(${PAGE} page)
file(WRITE ${OUTPUT} "// Generated from resources/openapi.
#include \"backend/api/documentation.h\"

namespace heddle::api::documentation {

const std::string_view kOperations =${operations};
const std::string_view kPage =${page};

}  // namespace heddle::api::documentation
")
