// SPDX-License-Identifier: Apache-2.0
#include "app/console/list_filter.h"

#include "backend/core/masking.h"
#include "backend/core/uuid.h"
#include "backend/query/filter/condition.h"
#include "models/values/value_text.h"

#include <algorithm>

namespace heddle::console {

using models::qtext;
using widgets::FilterOffer;

namespace {

/// Characters before this byte: the grammar counts bytes, widgets count UTF-16.
int charactersTo(const std::string& text, std::size_t byte) {
  return static_cast<int>(QString::fromStdString(text.substr(0, byte)).size());
}

QStringList examplesOf(query::FieldKind kind) {
  const auto list = [](std::initializer_list<const char*> texts) {
    QStringList out;
    for (const char* text : texts)
      out.append(QLatin1String(text));
    return out;
  };
  switch (kind) {
    case query::FieldKind::age:
      return list({"<5m", "<1h", "<24h", ">1d", ">7d"});
    case query::FieldKind::duration:
      return list({">1s", ">10s", ">1m", ">10m"});
    case query::FieldKind::bytes:
      return list({">10kB", ">1MB", ">10MB"});
    case query::FieldKind::number:
      return list({">1", "1..3"});
    default:
      return {};
  }
}

bool sameTerm(const query::FilterTerm& a, const query::FilterTerm& b) {
  return a == b;
}

}  // namespace

ListFilter::ListFilter(const query::ListSchema& schema, QObject* parent) : QObject(parent), schema_(schema) {}

query::Filter ListFilter::filter(const QString& text) const {
  return query::parseFilter(text.toStdString()).filter;
}

QString ListFilter::withoutSecrets(const QString& text) const {
  auto kept = filter(text);
  const auto tells = [](const query::FilterTerm& term) {
    return std::any_of(term.path.begin(), term.path.end(),
                       [](const std::string& step) { return core::namesSecret(step); });
  };
  if (std::erase_if(kept.terms, tells) > 0) return qtext(core::maskSecrets(query::printFilter(kept)));
  return qtext(core::maskSecrets(models::utf8(text)));
}

widgets::FilterReading ListFilter::read(const QString& text) const {
  const auto bytes = text.toStdString();
  const auto parsed = query::readFilter(schema_, bytes, known());
  widgets::FilterReading reading;
  reading.canonical = qtext(query::printFilter(parsed.filter));
  const auto add = [&](const std::string& written, query::Span span) {
    reading.pieces.append({qtext(written), charactersTo(bytes, span.begin), charactersTo(bytes, span.end)});
  };
  for (const auto& term : parsed.filter.terms)
    add(query::printTerm(term), term.span);
  if (parsed.filter.sort) {
    query::Filter sort;
    sort.sort = parsed.filter.sort;
    add(query::printFilter(sort), parsed.filter.sort->span);
  }
  for (const auto& error : parsed.errors) {
    reading.mistakes.append(
        {qtext(error.sentence), charactersTo(bytes, error.span.begin), charactersTo(bytes, error.span.end)});
  }
  return reading;
}

QList<FilterOffer> ListFilter::offers(const QString& text, int cursor) {
  int begin = cursor;
  bool quoted = text.left(cursor).count(QLatin1Char('"')) % 2 == 1;
  while (begin > 0 && (quoted || !text[begin - 1].isSpace())) {
    --begin;
    if (text[begin] == QLatin1Char('"')) quoted = !quoted;
  }
  const QString token = text.mid(begin, cursor - begin);
  const int colon = static_cast<int>(token.indexOf(QLatin1Char(':')));
  if (colon < 0) {
    const int dash = token.startsWith(QLatin1Char('-')) ? 1 : 0;
    const int dot = static_cast<int>(token.lastIndexOf(QLatin1Char('.')));
    if (dot < 0) return fieldOffers(token.mid(dash), begin + dash, cursor);
    // The keys of JSON: what stands before the last dot is the place.
    QList<FilterOffer> keys;
    for (const QString& key : sampled(token.mid(dash, dot - dash))) {
      if (key.startsWith(token.mid(dot + 1), Qt::CaseInsensitive))
        keys.append({key + QLatin1Char(':'), {}, begin + dot + 1, cursor});
    }
    return keys;
  }
  QString head = token.left(colon);
  if (head.startsWith(QLatin1Char('-'))) head.remove(0, 1);
  const int comma = static_cast<int>(token.lastIndexOf(QLatin1Char(',')));
  const int from = qMax(colon, comma) + 1;
  return valueOffers(head, token.mid(from), begin + from, cursor);
}

QList<FilterOffer> ListFilter::fieldOffers(const QString& begun, int begin, int end) const {
  QList<FilterOffer> found;
  for (const auto& field : schema_.fields) {
    const QString name = qtext(field.name);
    const bool kept = !capabilities_ || field.sql == nullptr || !field.sql(*capabilities_).empty();
    if (!kept || !name.startsWith(begun, Qt::CaseInsensitive)) continue;
    const bool json = field.kind == query::FieldKind::json;
    found.append({name + (json ? QLatin1Char('.') : QLatin1Char(':')), qtext(field.about), begin, end});
  }
  if (QStringLiteral("sort").startsWith(begun, Qt::CaseInsensitive))
    found.append({QStringLiteral("sort:"), QStringLiteral("Order of the rows"), begin, end});
  return found;
}

QList<FilterOffer> ListFilter::valueOffers(const QString& head, const QString& begun, int begin, int end) {
  QList<FilterOffer> found;
  const auto add = [&](const QString& value, const QString& about) {
    if (value.startsWith(begun, Qt::CaseInsensitive) && value != begun)
      found.append({value, about, begin, end});
  };
  if (head == QLatin1String("sort")) {
    for (const auto& field : schema_.fields) {
      if (!query::isSortable(field)) continue;
      add(QLatin1Char('-') + qtext(field.name), QStringLiteral("the largest first"));
      add(qtext(field.name), QStringLiteral("the smallest first"));
    }
    return found;
  }
  const auto* field = schema_.find(head.section(QLatin1Char('.'), 0, 0).toStdString());
  if (field == nullptr) return found;
  for (const auto& word : field->words)
    add(qtext(word.word), qtext(word.about));
  for (const QString& example : examplesOf(field->kind))
    add(example, {});
  const bool hasValues = field->kind == query::FieldKind::name || field->kind == query::FieldKind::tag;
  if (!hasValues) return found;
  // Begun with or without the quotation mark it needs.
  const QString plain = begun.startsWith(QLatin1Char('"')) ? begun.mid(1) : begun;
  for (const QString& value : sampled(head)) {
    if (value.startsWith(plain, Qt::CaseInsensitive) && value != begun)
      found.append({qtext(query::printWord(value.toStdString())), {}, begin, end});
  }
  return found;
}

QStringList ListFilter::sampled(const QString& place) {
  const auto known = values_.constFind(place);
  if (known != values_.constEnd()) return *known;
  values_.insert(place, {});
  Q_EMIT valuesWanted(place);
  return {};
}

void ListFilter::setValues(const QString& place, const QStringList& values) {
  values_.insert(place, values);
}

QStringList ListFilter::words(const QString& text, const QString& field) const {
  QStringList words;
  for (const auto& term : filter(text).terms) {
    if (term.negated || qtext(term.field) != field) continue;
    for (const auto& value : term.values)
      words.append(qtext(value.text));
  }
  return words;
}

QString ListFilter::withWords(const QString& text, const QString& field, const QStringList& words) const {
  auto whole = filter(text);
  query::FilterTerm term;
  term.field = field.toStdString();
  for (const QString& word : words) {
    query::FilterValue value;
    value.text = word.toStdString();
    term.values.push_back(std::move(value));
  }
  const auto same = [&](const query::FilterTerm& each) { return !each.negated && each.field == term.field; };
  const auto at = std::find_if(whole.terms.begin(), whole.terms.end(), same);
  const auto place = at - whole.terms.begin();
  std::erase_if(whole.terms, same);
  if (!term.values.empty())
    whole.terms.insert(whole.terms.begin() + std::min<std::ptrdiff_t>(place, std::ssize(whole.terms)), term);
  return qtext(query::printFilter(whole));
}

bool ListFilter::holds(const QString& text, const QString& part) const {
  const auto whole = filter(text), wanted = filter(part);
  if (wanted.sort && wanted.sort != whole.sort) return false;
  return std::all_of(wanted.terms.begin(), wanted.terms.end(), [&](const auto& term) {
    return std::any_of(whole.terms.begin(), whole.terms.end(),
                       [&](const auto& each) { return sameTerm(each, term); });
  });
}

QString ListFilter::toggled(const QString& text, const QString& part) const {
  auto whole = filter(text);
  const auto wanted = filter(part);
  const bool there = holds(text, part);
  if (wanted.sort) whole.sort = there ? std::nullopt : wanted.sort;
  for (const auto& term : wanted.terms) {
    // A plain term of the same field would only narrow it further: the new one takes its place.
    std::erase_if(whole.terms, [&](const auto& each) {
      return sameTerm(each, term) || (!each.negated && !term.negated && each.field == term.field &&
                                      each.path == term.path && !each.field.empty());
    });
    if (!there) whole.terms.push_back(term);
  }
  return qtext(query::printFilter(whole));
}

QString ListFilter::term(const QString& field, const QString& value, bool excluded) const {
  query::FilterTerm term;
  term.field = field.toStdString();
  term.negated = excluded;
  query::FilterValue one;
  one.text = value.toStdString();
  // A whole id that is any text would without marks be the beginning of longer ones.
  const query::Field* known = schema_.find(term.field);
  one.quoted = known != nullptr && known->kind == query::FieldKind::id && !core::Uuid::parse(one.text);
  term.values.push_back(std::move(one));
  return qtext(query::printTerm(term));
}

}  // namespace heddle::console
