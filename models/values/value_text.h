// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <QString>

namespace heddle::models {

QString qtext(std::string_view utf8);
std::string utf8(const QString& text);
/// One line for a value: strings in quotes and cut, containers as their size, bytes as their length.
QString valueSummary(const wire::Value& value, int limit = 160);
/// The type tag: the decoder's hint without its package where there is one, else the JSON type.
QString valueType(const wire::Value& value);
/// string, number, boolean, null, object, array or bytes.
QString kindWord(const wire::Value& value);
/// A scalar as it stands, without quotes and uncut; containers as JSON.
QString wholeText(const wire::Value& value);
/// ".name", or "['odd name']" where a dot would not read back.
QString memberStep(const QString& name);
/// JSON text indented for reading; text that is not JSON comes back as it is.
QString prettyJson(const QString& json);

}  // namespace heddle::models
