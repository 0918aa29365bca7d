// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_handles.h"

namespace heddle::storage {

std::string tidyMessage(const char* message) {
  std::string text = message ? message : "";
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  while (!text.empty() && text.back() == ' ')
    text.pop_back();
  return text;
}

std::string connectComplaint(const PGconn* connection) {
  const std::string told = tidyMessage(PQerrorMessage(connection));
  if (told.find("certificate verify failed") == std::string::npos) return told;
  return "the certificate of the server has expired or comes from no authority that sslrootcert names; "
         "`heddle conn test` tells which (" +
         told + ")";
}

std::string sqlState(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state ? state : "";
}

}  // namespace heddle::storage
